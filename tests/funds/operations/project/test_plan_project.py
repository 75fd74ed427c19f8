"""The plan of a year."""

from services.funds.rules.project import ProjectState
from services.funds.store.project import filters, list_projects
from tests.builders.funds_projects import a_planned_project


async def test_an_approved_project_is_found_in_the_plan_of_its_year_and_waits_for_a_contract(session):
    project, _ = await a_planned_project(session)
    assert (project.state, project.due_for) == (ProjectState.PLANNED, "签订合同")
    assert await list_projects(session, filters(plan_year=2020), after=None, limit=10) == [project]
    assert await list_projects(session, filters(plan_year=2021), after=None, limit=10) == []
