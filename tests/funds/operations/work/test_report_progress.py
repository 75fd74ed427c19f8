"""Progress goes forward, and ends in completion."""

import pytest

from services.funds.rules.project import ProjectState
from services.funds.rules.work import ProgressGoesBack
from tests.builders.funds_projects import a_contract, a_report, on


async def test_progress_goes_forward_until_the_project_waits_for_its_acceptance(session):
    project, _, now = await a_contract(session)
    await a_report(session, project, 45, now)
    with pytest.raises(ProgressGoesBack):
        await a_report(session, project, 44, now + 1)
    await a_report(session, project, 100, now + 2)
    assert (project.state, project.completed_on, project.due_for) == (ProjectState.COMPLETED, on(now + 2), "竣工验收")
