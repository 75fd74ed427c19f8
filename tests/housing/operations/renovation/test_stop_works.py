from datetime import date

import pytest

from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import StopWhy, WorksOutOfTime
from services.housing.schemas.renovation import DatedStep, StopWorks
from services.housing.store.renovation import list_events
from tests.builders.housing_renovation import VILLAGER, a_renovation, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_works_stop_for_the_flood_and_go_on(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)

    stop = StopWorks(on=date(2020, 8, 20), why=StopWhy.FLOOD, said="连续暴雨")
    await stop_works(session, renovation.id, stop, by=VILLAGER, at=LATER)
    assert (renovation.state, renovation.stop_why) == (RenovationState.STOPPED, StopWhy.FLOOD)

    await start_works(session, renovation.id, _step("2020-08-28"), by=VILLAGER, at=LATER)

    assert (renovation.state, renovation.stop_why) == (RenovationState.UNDER_WAY, None)
    assert renovation.started_on == date(2020, 7, 15)
    assert [each.said for each in await list_events(session, renovation.id) if each.act == "stopped"] == ["汛期停工。连续暴雨"]


async def test_works_go_on_no_earlier_than_they_stopped(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    stop = StopWorks(on=date(2020, 8, 20), why=StopWhy.FLOOD)
    await stop_works(session, renovation.id, stop, by=VILLAGER, at=LATER)

    with pytest.raises(WorksOutOfTime):
        await start_works(session, renovation.id, _step("2020-08-19"), by=VILLAGER, at=LATER)
