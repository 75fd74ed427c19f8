"""Works from their start to their end, with stops, inspections and defects."""

from datetime import date

import pytest

from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.house_household import house_household
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules.renovation import RenovationState, RenovationStateForbids
from services.housing.rules.works import Assurance, DefectCuredAlready, NotTheBuildersWay, Stage, StagesUninspected, StopWhy
from services.housing.schemas.renovation import CureDefect, DatedStep, StopWorks
from services.housing.store.renovation import list_defects, list_events
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_inspection, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_works_stop_for_winter_and_go_on(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)

    stop = StopWorks(on=date(2020, 8, 20), why=StopWhy.FLOOD, said="连续暴雨")
    await stop_works(session, renovation.id, stop, by=VILLAGER, at=LATER)
    assert (renovation.state, renovation.stop_why) == (RenovationState.STOPPED, StopWhy.FLOOD)

    await start_works(session, renovation.id, _step("2020-08-28"), by=VILLAGER, at=LATER)

    assert (renovation.state, renovation.stop_why) == (RenovationState.UNDER_WAY, None)
    assert renovation.started_on == date(2020, 7, 15)
    assert [each.said for each in await list_events(session, renovation.id) if each.act == "stopped"] == ["汛期停工。连续暴雨"]


async def test_an_inspections_no_is_a_defect_until_it_is_cured(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    answers = dict.fromkeys(Assurance, True) | {Assurance.EARTHQUAKE: False}
    defect = {"assurance": "earthquake", "what": "圈梁未闭合", "due_on": "2020-08-10"}
    form = an_inspection(Stage.STRUCTURE, answers=answers, defects=[defect])
    await inspect_works(session, renovation.id, form, by=TOWN_OFFICER, at=LATER)
    [found] = await list_defects(session, renovation.id, is_open=True)

    await cure_defect(session, found.id, CureDefect(on=date(2020, 8, 9), cure="重新支模浇筑"), by=TOWN_OFFICER, at=LATER)

    assert await list_defects(session, renovation.id, is_open=True) == []
    assert (found.cured_on, found.cured_by) == (date(2020, 8, 9), "镇村建办乙")
    with pytest.raises(DefectCuredAlready):
        await cure_defect(session, found.id, CureDefect(on=date(2020, 8, 9), cure="再报一次"), by=TOWN_OFFICER, at=LATER)


async def test_works_are_not_over_before_each_stage_was_looked_at(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await inspect_works(session, renovation.id, an_inspection(Stage.FOUNDATION), by=TOWN_OFFICER, at=LATER)

    with pytest.raises(StagesUninspected):
        await finish_works(session, renovation.id, _step("2020-09-01"), by=VILLAGER, at=LATER)


async def test_a_household_that_rents_has_no_works_and_moves_in(session):
    renovation = await a_renovation(session, RenovationState.AGREED, mode="rent", mode_reason="户主愿租住村里的空房")
    with pytest.raises(NotTheBuildersWay):
        await start_works(session, renovation.id, _step("2020-08-01"), by=VILLAGER, at=LATER)

    await house_household(session, renovation.id, _step("2020-08-01"), by=TOWN_OFFICER, at=LATER)

    assert renovation.state is RenovationState.ACCEPTED


async def test_nothing_is_inspected_before_it_was_begun(session):
    renovation = await a_renovation(session, RenovationState.AGREED)

    with pytest.raises(RenovationStateForbids):
        await inspect_works(session, renovation.id, an_inspection(Stage.FOUNDATION), by=TOWN_OFFICER, at=LATER)
