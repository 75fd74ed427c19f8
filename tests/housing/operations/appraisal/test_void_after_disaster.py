"""A disaster voids what was seen before it, there and from that day."""

from datetime import date

import pytest

from services.housing.operations.appraisal.void_after_disaster import void_after_disaster
from services.housing.rules.appraisal_life import DisasterInFuture
from services.housing.schemas.appraisal import VoidAppraisals
from shared.security import OutsideRegion
from tests.builders.housing import OTHER_VILLAGE, TOWN
from tests.builders.housing_appraisals import SIGNER, a_house, a_signed_appraisal, an_appraiser

TODAY = date(2020, 8, 20)
STORM = VoidAppraisals(region=TOWN, happened_on=date(2020, 8, 14), why="8·14 特大暴雨")


async def test_what_was_seen_there_before_the_day_is_void_once(session):
    appraiser = await an_appraiser(session)
    before = await a_signed_appraisal(session, appraiser)
    after = await a_signed_appraisal(session, appraiser, house=await a_house(session), on=date(2020, 8, 15))
    elsewhere = await a_signed_appraisal(
        session, appraiser, house=await a_house(session, region=OTHER_VILLAGE), on=date(2020, 6, 10)
    )

    assert await void_after_disaster(session, STORM, by=SIGNER, on=TODAY) == [before.house_id]
    assert await void_after_disaster(session, STORM, by=SIGNER, on=TODAY) == []

    for one in (before, after, elsewhere):
        await session.refresh(one)
    assert (before.voided_on, before.voided_why, before.grade) == (STORM.happened_on, STORM.why, "C")
    assert after.voided_on is elsewhere.voided_on is None


async def test_a_disaster_to_come_or_of_elsewhere_voids_nothing(session):
    with pytest.raises(DisasterInFuture):
        await void_after_disaster(session, STORM, by=SIGNER, on=date(2020, 8, 13))
    with pytest.raises(OutsideRegion):
        await void_after_disaster(session, STORM.model_copy(update={"region": "370303"}), by=SIGNER, on=TODAY)
