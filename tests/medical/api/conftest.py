"""A hospital at the door, on the day of discharge."""

import pytest

from shared.security import Role
from tests.builders.medical import COUNTY, HOSPITAL_CODE


@pytest.fixture(autouse=True)
def _on_discharge_day(frozen_at):
    with frozen_at("2020-06-12T01:00:00+00:00"):
        yield


@pytest.fixture
def hospital(api):
    # The clock stands still in 2020; the token was made by the real one and is good for years to come.
    return api.as_(Role.HOSPITAL, region=COUNTY, org=HOSPITAL_CODE)
