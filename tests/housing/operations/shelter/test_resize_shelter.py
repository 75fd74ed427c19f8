"""A place holds more or fewer than was thought, never fewer than are in it."""

import pytest

from services.housing.operations.shelter.resize_shelter import resize_shelter
from services.housing.rules.shelter import ShelterTooSmall
from services.housing.schemas.shelter import ResizeShelter
from shared.security import OutsideRegion, Principal, Role
from tests.builders.houses import a_family
from tests.builders.housing_disasters import OFFICER, a_disaster, a_shelter, sheltered


async def test_it_grows_and_shrinks_down_to_who_is_there(session):
    family, shelter = await a_family(session), await a_shelter(session)
    await sheltered(session, (await a_disaster(session)).disaster, family.id, shelter, persons=4)

    assert (await resize_shelter(session, shelter.id, ResizeShelter(capacity=4), by=OFFICER)).capacity == 4
    with pytest.raises(ShelterTooSmall):
        await resize_shelter(session, shelter.id, ResizeShelter(capacity=3), by=OFFICER)
    with pytest.raises(OutsideRegion):
        await resize_shelter(session, shelter.id, ResizeShelter(capacity=9), by=Principal("别处", Role.COUNTY, "370302"))
