"""Handing in begins the chain of the place."""

from services.funds.rules.project import ProjectState
from services.funds.store.review import find_next_step
from tests.builders.funds_projects import a_submitted_project


async def test_a_project_that_is_handed_in_waits_for_the_first_step_by_a_day(session):
    project = await a_submitted_project(session)
    assert (project.state, project.round, project.policy) == (ProjectState.IN_REVIEW, 1, "national-projects")
    assert (await find_next_step(session, project)).code == "village-assembly"
    assert project.due_on is not None and project.due_for.startswith("村民代表会议")
