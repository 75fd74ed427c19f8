"""A plan that another person did not agree to changes nothing."""

import pytest

from services.funds.operations.budget.plan_year import plan_year
from services.funds.operations.budget.refuse_plan import refuse_plan
from services.funds.rules.account import Source
from services.funds.rules.budget_plan import PlanDecided, PlanState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.budget import DecidePlan, PlanYear
from services.funds.store.budget import find_budget_year
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH


async def test_a_refused_plan_is_no_plan(session):
    form = PlanYear(county=COUNTY, source=Source.COUNTY, year=2020, planned_fen="100", document_number="罗财预〔2020〕3号")
    plan = await plan_year(session, form, by=COUNTY_OFFICER, at=IN_MARCH)
    no = DecidePlan(decision="请核对上年数")

    with pytest.raises(SamePerson):
        await refuse_plan(session, plan.id, no, by=COUNTY_OFFICER, at=IN_MARCH)
    await refuse_plan(session, plan.id, no, by=APPROVER, at=IN_MARCH)

    assert (plan.state, plan.decision) == (PlanState.REFUSED, "请核对上年数")
    assert await find_budget_year(session, COUNTY, Source.COUNTY, 2020) is None
    with pytest.raises(PlanDecided):
        await refuse_plan(session, plan.id, no, by=APPROVER, at=IN_MARCH)
