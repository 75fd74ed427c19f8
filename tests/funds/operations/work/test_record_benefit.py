"""What people had of a project is told in totals that can be."""

import pytest

from services.funds.operations.work.hand_over_project import hand_over_project
from services.funds.operations.work.record_benefit import record_benefit
from services.funds.rules.proposal import FewerPersonsThanHouseholds
from services.funds.schemas.work import RecordBenefit
from services.funds.store.work import list_benefits
from tests.builders.funds_projects import CLERK, a_hand_over, an_accepted_project, day, on


async def test_benefits_are_told_in_totals(session):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    told = {"year": 2020, "distributed_on": on(now), "manner": "按需分配", "amount_yuan": "42000.00", "households": 36}
    with pytest.raises(FewerPersonsThanHouseholds):
        form = RecordBenefit.model_validate(told | {"persons": 35})
        await record_benefit(session, project.id, form, by=CLERK, at=day(now))
    await record_benefit(session, project.id, RecordBenefit.model_validate(told | {"persons": 88}), by=CLERK, at=day(now))
    [benefit] = await list_benefits(session, project.id)
    assert (benefit.amount_fen, benefit.persons) == (42_000_00, 88)
