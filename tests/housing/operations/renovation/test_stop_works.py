from datetime import date

import pytest

from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules.renovation import RenovationState, RenovationStateForbids
from services.housing.rules.works import NotTheBuildersWay, StopWhy, WorksOutOfTime
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


async def test_where_nobody_builds_nothing_is_stopped_and_the_household_still_moves_in(session):
    renovation = await a_renovation(session, RenovationState.AGREED, mode="rent", mode_reason="户主愿意租住")

    with pytest.raises(NotTheBuildersWay):
        await stop_works(session, renovation.id, StopWorks(on=date(2020, 8, 20), why=StopWhy.HOUSEHOLD), by=VILLAGER, at=LATER)

    with pytest.raises(RenovationStateForbids) as refused:
        await close_file(session, renovation.id, _step("2020-08-20"), by=VILLAGER, at=LATER)
    assert refused.value.facts["state"] == "已签协议，待入住"


async def test_works_go_on_no_earlier_than_they_stopped(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    stop = StopWorks(on=date(2020, 8, 20), why=StopWhy.FLOOD)
    await stop_works(session, renovation.id, stop, by=VILLAGER, at=LATER)

    with pytest.raises(WorksOutOfTime):
        await start_works(session, renovation.id, _step("2020-08-19"), by=VILLAGER, at=LATER)
