"""Every target is measured, each once."""

import pytest

from services.funds.operations.work.measure_targets import measure_targets
from services.funds.rules.target import TargetsUnknown
from services.funds.schemas.work import MeasureTargets
from tests.builders.funds_projects import CLERK, a_contract, day, on


async def test_no_target_is_left_out(session):
    project, _, now = await a_contract(session)
    form = MeasureTargets.model_validate({"measured_on": on(now), "results": [{"line": 1, "actual": "12"}]})
    with pytest.raises(TargetsUnknown):
        await measure_targets(session, project.id, form, by=CLERK, at=day(now))
