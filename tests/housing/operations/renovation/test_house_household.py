from datetime import date

import pytest

from services.housing.operations.renovation.house_household import house_household
from services.housing.operations.renovation.start_works import start_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import (
    BuildersWay,
    NotTheBuildersWay,
)
from services.housing.schemas.renovation import DatedStep
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_a_household_that_rents_has_no_works_and_moves_in(session):
    renovation = await a_renovation(session, RenovationState.AGREED, mode="rent", mode_reason="户主愿租住村里的空房")
    with pytest.raises(NotTheBuildersWay):
        await start_works(session, renovation.id, _step("2020-08-01"), by=VILLAGER, at=LATER)

    await house_household(session, renovation.id, _step("2020-08-01"), by=TOWN_OFFICER, at=LATER)

    assert renovation.state is RenovationState.ACCEPTED


async def test_who_builds_does_not_move_in_without_works(session):
    renovation = await a_renovation(session, RenovationState.AGREED)

    with pytest.raises(BuildersWay):
        await house_household(session, renovation.id, _step("2020-08-01"), by=TOWN_OFFICER, at=LATER)
