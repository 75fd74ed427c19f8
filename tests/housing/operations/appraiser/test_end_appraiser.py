"""An appraiser ends on a day; a renewed licence is entered anew."""

from datetime import date

import pytest

from services.housing.operations.appraiser.end_appraiser import end_appraiser
from services.housing.rules.appraiser import AppraiserEndedAlready, EndedInFuture, NoSuchAppraiser
from services.housing.schemas.appraiser import EndAppraiser
from shared.ids import uuid7
from tests.builders.housing_appraisals import an_appraiser

TODAY = date(2020, 6, 10)


async def test_an_appraiser_ends_once_and_their_licence_may_be_entered_anew(session):
    appraiser = await an_appraiser(session)
    form = EndAppraiser(ended_on=TODAY, why="证书续期")

    with pytest.raises(EndedInFuture):
        await end_appraiser(session, appraiser.id, EndAppraiser(ended_on=date(2020, 6, 11), why="证书续期"), on=TODAY)
    await end_appraiser(session, appraiser.id, form, on=TODAY)

    with pytest.raises(AppraiserEndedAlready):
        await end_appraiser(session, appraiser.id, form, on=TODAY)
    renewed = await an_appraiser(session, licensed_until_on="2028-12-31")
    assert renewed.id != appraiser.id


async def test_a_stranger_does_not_end(session):
    with pytest.raises(NoSuchAppraiser):
        await end_appraiser(session, uuid7(), EndAppraiser(ended_on=TODAY, why="证书续期"), on=TODAY)
