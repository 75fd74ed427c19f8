"""Inspections: what was found has to be mended before anything is accepted, and results come before the review."""

import pytest

from services.funds.operations.work.inspect_project import inspect_project
from services.funds.operations.work.mend_finding import mend_finding
from services.funds.rules.project import ProjectState
from services.funds.rules.review import PapersMissing
from services.funds.rules.work import FindingsMissing, FindingsUnmended
from services.funds.schemas.work import MendFinding
from services.funds.store.work import list_findings
from tests.builders.funds_projects import CHECKER, TOWN_CLERK, a_contract, a_report, an_inspection, day, on, papers_of


async def test_nothing_is_accepted_while_a_finding_is_open_or_a_paper_is_missing(session):
    project, _, now = await a_contract(session)
    defects = {"conclusion": "with-defects", "findings": [{"found": "墙体厚度不足", "due_on": on(now + 10)}]}
    with pytest.raises(FindingsMissing):
        form = an_inspection("mid-check", now, conclusion="failed")
        await inspect_project(session, project.id, form, by=CHECKER, at=day(now))
    await inspect_project(session, project.id, an_inspection("mid-check", now, **defects), by=CHECKER, at=day(now))
    await a_report(session, project, 100, now + 1)
    passed = an_inspection("acceptance", now + 2, paper_ids=await papers_of(session, project, "acceptance"))
    with pytest.raises(FindingsUnmended):
        await inspect_project(session, project.id, passed, by=CHECKER, at=day(now + 2))
    [finding] = await list_findings(session, project.id)
    mended = MendFinding(mended_on=on(now + 2), mended="已加厚并复测")
    await mend_finding(session, project.id, finding.id, mended, by=TOWN_CLERK, at=day(now + 2))
    with pytest.raises(PapersMissing):
        await inspect_project(session, project.id, an_inspection("acceptance", now + 2), by=CHECKER, at=day(now + 2))
    await inspect_project(session, project.id, passed, by=CHECKER, at=day(now + 2))
    assert (project.state, project.accepted_on) == (ProjectState.ACCEPTED, on(now + 2))


async def test_an_acceptance_with_defects_leaves_the_project_waiting(session):
    project, _, now = await a_contract(session)
    await a_report(session, project, 100, now)
    defects = {"conclusion": "with-defects", "findings": [{"found": "排水不畅", "due_on": on(now + 10)}]}
    await inspect_project(session, project.id, an_inspection("acceptance", now, **defects), by=CHECKER, at=day(now))
    assert (project.state, project.accepted_on) == (ProjectState.COMPLETED, None)
