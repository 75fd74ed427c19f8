from datetime import date

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.visit_again import visit_again
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.renovation import DatedStep
from services.housing.store.renovation import list_events
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    a_final_look,
    a_renovation,
    an_accepted_renovation,
    on,
)

DAY = on("2020-09-20")


async def _accept(session, renovation, **changed):
    return await accept_renovation(session, renovation.id, a_final_look(**changed), by=COUNTY_OFFICER, at=DAY)


async def test_a_visit_does_the_one_that_is_due_next(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
    await close_file(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=TOWN_OFFICER, at=on("2020-10-30"))

    visit = DatedStep(on=date(2021, 4, 28), said="住房完好")
    await visit_again(session, renovation.id, visit, by=VILLAGER, at=on("2021-04-28"))

    assert (renovation.state, renovation.visits_due) == (RenovationState.CLOSED, ["2021-10-30"])


async def test_a_look_long_before_the_day_is_written_down_and_the_visit_stays_due(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
    await close_file(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=TOWN_OFFICER, at=on("2020-10-30"))

    look = DatedStep(on=date(2020, 10, 31), said="路过查看，完好")
    await visit_again(session, renovation.id, look, by=VILLAGER, at=on("2020-10-31"))

    assert renovation.visits_due == ["2021-04-30", "2021-10-30"]
    assert (await list_events(session, renovation.id))[-1].said == "路过查看，完好"
