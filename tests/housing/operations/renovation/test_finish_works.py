from datetime import date

import pytest

from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import (
    Stage,
    StagesUninspected,
)
from services.housing.schemas.renovation import DatedStep
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_inspection, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_works_are_not_over_before_each_stage_was_looked_at(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await inspect_works(session, renovation.id, an_inspection(Stage.FOUNDATION), by=TOWN_OFFICER, at=LATER)

    with pytest.raises(StagesUninspected):
        await finish_works(session, renovation.id, _step("2020-09-01"), by=VILLAGER, at=LATER)


async def test_works_are_over_on_the_day_that_is_said(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)

    assert renovation.finished_on == date(2020, 9, 15)
