"""A project is given up with a reason, and not while a payment waits."""

import pytest

from services.funds.operations.project.abandon_project import abandon_project
from services.funds.rules.project import ProjectState
from services.funds.rules.work import MoneyOutstanding
from services.funds.schemas.project import AbandonProject
from services.funds.store.disclosure import list_entries
from tests.builders.funds_projects import CLERK, a_planned_project, a_project, an_asked_payment, day

FORM = AbandonProject(reason="用地未获批准")


async def test_the_public_is_told_of_a_project_of_the_library_that_is_given_up_and_of_no_draft(session):
    draft = await a_project(session)
    await abandon_project(session, draft.id, FORM, by=CLERK, at=day(1))
    assert await list_entries(session, town=None, after=None, limit=10) == []
    project, now = await a_planned_project(session)
    await abandon_project(session, project.id, FORM, by=CLERK, at=day(now))
    assert (draft.state, project.state) == (ProjectState.ABANDONED, ProjectState.ABANDONED)
    assert "用地未获批准" in (await list_entries(session, town=None, after=None, limit=1))[0].canonical


async def test_a_project_with_a_waiting_payment_is_not_given_up(session):
    project, _, now = await an_asked_payment(session)
    with pytest.raises(MoneyOutstanding):
        await abandon_project(session, project.id, FORM, by=CLERK, at=day(now))
