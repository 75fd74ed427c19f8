"""A finding is mended once."""

import pytest

from services.funds.operations.work.inspect_project import inspect_project
from services.funds.operations.work.mend_finding import mend_finding
from services.funds.rules.work import AlreadyMended
from services.funds.schemas.work import MendFinding
from services.funds.store.work import list_findings, list_unmended
from tests.builders.funds_projects import CHECKER, TOWN_CLERK, a_contract, an_inspection, day, on


async def test_a_finding_is_mended_once(session):
    project, _, now = await a_contract(session)
    defects = {"conclusion": "failed", "findings": [{"found": "墙体厚度不足", "due_on": on(now + 10)}]}
    await inspect_project(session, project.id, an_inspection("mid-check", now, **defects), by=CHECKER, at=day(now))
    assert await list_unmended(session, project.id) == ["墙体厚度不足"]
    [finding] = await list_findings(session, project.id)
    form = MendFinding(mended_on=on(now), mended="已加厚")
    await mend_finding(session, project.id, finding.id, form, by=TOWN_CLERK, at=day(now))
    assert await list_unmended(session, project.id) == []
    with pytest.raises(AlreadyMended):
        await mend_finding(session, project.id, finding.id, form, by=TOWN_CLERK, at=day(now))
