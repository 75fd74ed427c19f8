"""A plan that is taken back makes room for another."""

from services.funds.operations.distribution.withdraw_plan import withdraw_plan
from services.funds.rules.distribution import PlanState
from services.funds.schemas.distribution import WithdrawPlan
from tests.builders.funds_assets import COUNTY_CHIEF, a_plan, an_income


async def test_another_plan_can_be_drawn_afterwards(session):
    await an_income(session)
    plan = await a_plan(session)
    withdrawn = await withdraw_plan(session, plan.id, WithdrawPlan(why="名单有误"), by=COUNTY_CHIEF)
    again = await a_plan(session)

    assert withdrawn.state is PlanState.WITHDRAWN
    assert again.number == "S-371311-2020-0002"
