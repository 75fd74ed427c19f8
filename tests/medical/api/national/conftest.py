"""A hospital that speaks the national transactions, and a catalogue for its codes."""

import pytest

from shared.security import Role
from tests.builders.medical import COUNTY, HOSPITAL_CODE
from tests.builders.national import Sender, a_catalogue


@pytest.fixture
async def his(api):
    """The hospital's information system."""
    await a_catalogue(api)
    return Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=HOSPITAL_CODE))
