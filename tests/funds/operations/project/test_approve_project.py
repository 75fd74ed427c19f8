"""Approval comes after the whole chain, from another person, within what was planned, and in public."""

import pytest

from services.funds.operations.project.approve_project import approve_project
from services.funds.rules.project import ProjectState
from services.funds.rules.proposal import AboveWhatWasPlanned
from services.funds.rules.review import StepsRemain
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.project import ApproveProject
from services.funds.store.disclosure import list_entries
from tests.builders.funds_projects import CHECKER, TOWN_CLERK, a_submitted_project, day, pass_steps


def an_approval(amount_yuan: str = "600000.00") -> ApproveProject:
    return ApproveProject.model_validate({"approved_under": "罗政农字〔2020〕15号", "amount_yuan": amount_yuan})


async def test_a_project_is_approved_once_its_chain_is_passed(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="joint-check")
    with pytest.raises(StepsRemain):
        await approve_project(session, project.id, an_approval(), by=CHECKER, at=day(40))
    now = await pass_steps(session, project) + 40
    with pytest.raises(SamePerson):
        await approve_project(session, project.id, an_approval(), by=TOWN_CLERK, at=day(now))
    with pytest.raises(AboveWhatWasPlanned):
        await approve_project(session, project.id, an_approval("600000.01"), by=CHECKER, at=day(now))
    await approve_project(session, project.id, an_approval("550000.00"), by=CHECKER, at=day(now))
    assert (project.state, project.approved_fen) == (ProjectState.APPROVED, 550_000_00)
    entry = (await list_entries(session, town=None, after=None, limit=10))[0]
    assert (entry.amount_fen, "罗政农字〔2020〕15号" in entry.canonical) == (550_000_00, True)
