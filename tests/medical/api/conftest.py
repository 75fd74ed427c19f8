"""A hospital at the door, on the day of discharge."""

import pytest

from shared.security import Role
from tests.builders.health import CENTRE, LINZI
from tests.builders.medical import COUNTY, HOSPITAL_CODE


@pytest.fixture(autouse=True)
def _on_discharge_day(frozen_at):
    with frozen_at("2020-06-12T01:00:00+00:00"):
        yield


@pytest.fixture
def hospital(api):
    # The clock stands still in 2020; the token was made by the real one and is good for years to come.
    return api.as_(Role.HOSPITAL, region=COUNTY, org=HOSPITAL_CODE)


@pytest.fixture
def health(api):
    """The health office of 临淄区."""
    return api.as_(Role.HEALTH, region=LINZI, subject="卫健科员")


@pytest.fixture
def caring(api):
    """A hospital of 临淄区."""
    return api.as_(Role.HOSPITAL, region=LINZI, org=CENTRE, subject="区医院")
