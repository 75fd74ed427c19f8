"""A draft is written anew, one in review is not."""

import pytest

from services.funds.operations.project.revise_project import revise_project
from services.funds.operations.project.submit_project import submit_project
from services.funds.rules.project import ProjectStateForbids
from services.funds.rules.proposal import PlaceStays
from services.funds.store.project import list_sources
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_projects import TOWN_CLERK, a_project, a_proposal, day


async def test_a_draft_is_revised_under_its_number_until_it_is_handed_in(session):
    project = await a_project(session)
    form = a_proposal(title="设施蔬菜项目", sources=[{"source": "city", "amount_yuan": "100000.00"}])
    await revise_project(session, project.id, form, by=TOWN_CLERK, at=day(1))
    assert (project.number, project.title, project.planned_fen) == ("P-371311-2020-0001", "设施蔬菜项目", 100_000_00)
    assert (await list_sources(session, [project.id]))[project.id] == [("city", 100_000_00)]
    with pytest.raises(PlaceStays):
        await revise_project(session, project.id, a_proposal(region=OTHER_VILLAGE), by=TOWN_CLERK, at=day(1))
    await submit_project(session, project.id, by=TOWN_CLERK, at=day(1))
    with pytest.raises(ProjectStateForbids):
        await revise_project(session, project.id, form, by=TOWN_CLERK, at=day(2))
