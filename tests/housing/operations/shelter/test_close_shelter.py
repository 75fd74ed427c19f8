"""A place is closed once nobody sleeps there."""

from datetime import timedelta

import pytest

from services.housing.operations.shelter.close_shelter import close_shelter
from services.housing.operations.shelter.leave_shelter import leave_shelter
from services.housing.rules.shelter import ShelterClosed, ShelterLivedIn
from services.housing.schemas.shelter import LeaveShelter
from tests.builders.houses import a_family
from tests.builders.housing_disasters import DUE, OFFICER, a_disaster, a_shelter, sheltered


async def test_it_closes_when_it_is_empty_and_takes_nobody_in_afterwards(session):
    family, shelter = await a_family(session), await a_shelter(session)
    disaster = (await a_disaster(session)).disaster
    stay = await sheltered(session, disaster, family.id, shelter)

    with pytest.raises(ShelterLivedIn):
        await close_shelter(session, shelter.id, by=OFFICER, at=DUE)
    form = LeaveShelter(left_as="resettled", reason="住到县城女儿家")
    await leave_shelter(session, stay.id, form, by=OFFICER, at=DUE + timedelta(days=2))

    assert (await close_shelter(session, shelter.id, by=OFFICER, at=DUE)).closed_at == DUE
    with pytest.raises(ShelterClosed):
        await close_shelter(session, shelter.id, by=OFFICER, at=DUE)
    with pytest.raises(ShelterClosed):
        await sheltered(session, disaster, family.id, shelter)
