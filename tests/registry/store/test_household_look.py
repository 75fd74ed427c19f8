"""What checklists take from a household's plan and from who helps it."""

from datetime import date

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.plan import MeasureState
from services.registry.store.household_look import look_at_household
from services.registry.tables import PlanMeasure
from tests.builders.plan import ON, a_household_in_poverty, a_plan
from tests.builders.walking import a_helper, helped


async def test_measures_and_project_come_from_the_plan_of_the_year_without_what_was_dropped(session: AsyncSession) -> None:
    plan, [head, *_] = await a_plan(session)
    measures = list(await session.exec(select(PlanMeasure).where(PlanMeasure.plan_id == plan.id).order_by(PlanMeasure.number)))
    dropped = next(each for each in measures if each.nature == "industry")
    dropped.state, dropped.ended_on = MeasureState.DROPPED, ON
    await session.flush()
    household, _ = await a_household_in_poverty(session)  # somebody else's plan is not theirs
    assert "has-project" not in await look_at_household(session, household, on=ON)

    ours = await session.get_one(type(household), head.household_id)
    known = await look_at_household(session, ours, on=ON)
    kept = [each.title for each in measures if each is not dropped]
    assert known["has-project"].source == f"2020 年帮扶计划：{kept[-1]}"
    assert known["measures-clear"].missing == "没有帮扶责任人"
    assert "has-project" not in await look_at_household(session, ours, on=date(2021, 1, 2))


async def test_who_helped_on_the_day_is_told_by_office_and_not_by_name(session: AsyncSession) -> None:
    household, _ = await a_household_in_poverty(session)
    first, second = await a_helper(session), await a_helper(session, "李帮扶", office="区教育局")
    await helped(session, first, [household], on=date(2020, 3, 1))
    await helped(session, second, [household], on=date(2020, 5, 1))
    before = await look_at_household(session, household, on=date(2020, 4, 30))
    after = await look_at_household(session, household, on=ON)
    assert before["has-helper"].source == "责任人结对：罗庄街道办事处，2020-03-01 起"
    assert after["has-helper"].source == "责任人结对：区教育局，2020-05-01 起"
    assert "has-helper" not in await look_at_household(session, household, on=date(2020, 2, 29))
