"""A year's plan is in force once another person has agreed, and until another one is agreed to."""

import asyncio

import pytest

from services.funds.operations.budget.agree_plan import agree_plan
from services.funds.operations.budget.plan_year import plan_year
from services.funds.rules.account import Source
from services.funds.rules.budget import BelowLastYear, LessNotExplained
from services.funds.rules.budget_plan import NoSuchBudgetPlan, PlanDecided, PlanState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.budget import DecidePlan, PlanYear
from services.funds.store.budget import find_budget_year
from shared import database
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH


async def prepared(session, amount_fen=100_00, *, county=COUNTY, year=2020, last_fen=None):
    form = PlanYear(
        county=county,
        source=Source.COUNTY,
        year=year,
        planned_fen=yuan(amount_fen),
        document_number="罗财预〔2020〕3号",
        last_year_fen=None if last_fen is None else yuan(last_fen),
    )
    return await plan_year(session, form, by=Principal("县区经办", Role.COUNTY, county), at=IN_MARCH)


async def agreed(session, plan, *, by=APPROVER):
    return await agree_plan(session, plan.id, DecidePlan(decision="同意"), by=by, at=IN_MARCH)


async def test_what_another_person_agreed_to_is_the_years_plan(session):
    plan = await prepared(session)

    await agreed(session, plan)

    year = await find_budget_year(session, COUNTY, Source.COUNTY, 2020)
    assert (plan.state, year.planned_fen, year.planned_by, year.agreed_by) == (
        PlanState.AGREED,
        100_00,
        COUNTY_OFFICER.subject,
        APPROVER.subject,
    )


async def test_the_former_plan_stays_in_force_while_a_new_one_waits(session):
    await agreed(session, await prepared(session))
    await prepared(session, 150_00)

    assert (await find_budget_year(session, COUNTY, Source.COUNTY, 2020)).planned_fen == 100_00


async def test_whoever_prepared_a_plan_does_not_agree_to_it(session):
    with pytest.raises(SamePerson):
        await agreed(session, await prepared(session), by=COUNTY_OFFICER)
    with pytest.raises(NoSuchBudgetPlan):
        await agree_plan(session, uuid7(), DecidePlan(), by=APPROVER, at=IN_MARCH)


async def test_a_plan_is_held_against_last_years_once_more_when_it_is_agreed_to(session):
    second = Principal("德城复核", Role.COUNTY, "371402")
    plan = await prepared(session, county="371402", last_fen=100_00)
    await agreed(session, await prepared(session, 200_00, county="371402", year=2019, last_fen=100_00), by=second)

    with pytest.raises(BelowLastYear):
        await agreed(session, plan, by=second)


async def test_less_than_last_year_is_agreed_to_with_a_reason_alone(session):
    plan = await prepared(session, 90_00, last_fen=100_00)

    with pytest.raises(LessNotExplained):
        await agree_plan(session, plan.id, DecidePlan(), by=APPROVER, at=IN_MARCH)

    assert (await agree_plan(session, plan.id, DecidePlan(decision="上年有一次性项目"), by=APPROVER, at=IN_MARCH)).warning


async def test_of_two_who_agree_at_once_the_second_is_told_that_it_is_decided(sessions, session):
    plan = await prepared(session)
    await session.commit()

    async def agree(name: str) -> str:
        try:
            async with database.transaction(sessions, database.the_platform("test", "test")) as own:
                await agreed(own, plan, by=Principal(name, Role.COUNTY, COUNTY))
        except PlanDecided as refused:
            return refused.code
        return "agreed"

    assert sorted(await asyncio.gather(agree("甲"), agree("乙"))) == ["agreed", "plan-decided"]
