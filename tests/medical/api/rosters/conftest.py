"""Two officers of the county, and a register that they know."""

import pytest

from shared.security import Role
from tests.builders.roster import COUNTY, OTHER_COUNTY_VILLAGE, OTHER_VILLAGE, a_person
from tests.medical.api.rosters.steps import OTHER_TOWN_VILLAGE


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="张编制")


@pytest.fixture
def checker(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="李核对")


@pytest.fixture
async def register(session):
    """Two enrolled people here, one in the next village, one in another town, one in another county, one on low income."""
    await a_person(session, 1, "enrolled")
    await a_person(session, 2, "enrolled", "low-income")
    await a_person(session, 3, "enrolled", village=OTHER_VILLAGE)
    await a_person(session, 4, "enrolled", village=OTHER_TOWN_VILLAGE)
    await a_person(session, 5, "enrolled", village=OTHER_COUNTY_VILLAGE)
    await a_person(session, 6, "low-income")
    await session.commit()
