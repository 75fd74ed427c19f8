"""A place to sleep is open, and whoever is responsible for it is kept sealed."""

import pytest

from shared.security import OutsideRegion, Principal, Role
from shared.vault import unseal
from tests.builders.housing import OTHER_VILLAGE
from tests.builders.housing_disasters import VILLAGER, a_shelter


async def test_a_village_opens_its_school_and_nobody_reads_in_the_table_whom_to_call(session):
    shelter = await a_shelter(session, by=VILLAGER)

    assert (shelter.capacity, shelter.taken, unseal(shelter.keeper_sealed)) == (10, 0, "王建国")
    assert "王建国".encode() not in shelter.keeper_sealed and b"13800138000" not in shelter.phone_sealed


async def test_a_village_opens_nothing_elsewhere(session):
    with pytest.raises(OutsideRegion):
        await a_shelter(session, by=VILLAGER, region=OTHER_VILLAGE)
    with pytest.raises(OutsideRegion):
        await a_shelter(session, by=Principal("别处", Role.COUNTY, "370302"))
