"""The short form of the crash test; `make crash` runs the long one."""

import pytest

from tests.journeys import crash

KILLS = 8


@pytest.mark.journey
def test_whatever_is_killed_every_effect_happens_exactly_once() -> None:
    assert crash.run(kills=KILLS, seed=20200601) == []
