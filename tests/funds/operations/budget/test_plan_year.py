"""A year's plan stands beside the last: below it there is a warning, or a refusal where the place's own document says so."""

import pytest

from services.funds.operations.budget.agree_plan import agree_plan
from services.funds.operations.budget.plan_year import plan_year
from services.funds.rules.account import Source
from services.funds.rules.budget import BelowLastYear
from services.funds.rules.budget_plan import PlanState
from services.funds.schemas.budget import DecidePlan, PlanYear
from services.funds.store.budget import find_budget_year
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds_budget import IN_MARCH, money_of


def a_plan(amount_fen: int, *, year: int = 2020, county: str = "371311", last_year_fen: int | None = None) -> PlanYear:
    return PlanYear(
        county=county,
        source=Source.COUNTY,
        year=year,
        planned_fen=yuan(amount_fen),
        document_number="罗财预〔2020〕3号",
        last_year_fen=None if last_year_fen is None else yuan(last_year_fen),
    )


async def planned(session, form):
    """Prepared by one person and agreed by another."""
    plan = await plan_year(session, form, by=Principal("预算股", Role.COUNTY, form.county), at=IN_MARCH)
    return await agree_plan(
        session, plan.id, DecidePlan(decision="上年有一次性项目"), by=Principal("分管领导", Role.COUNTY, form.county), at=IN_MARCH
    )


async def test_a_plan_that_holds_the_level_is_taken_without_a_word(session):
    await planned(session, a_plan(100_00, year=2019))

    row = await planned(session, a_plan(100_00))

    assert (row.planned_fen, row.last_year_fen, row.warning) == (100_00, 100_00, "")


async def test_less_than_last_year_is_a_warning_where_no_document_forbids_it(session):
    await money_of(session, 100_00, source=Source.COUNTY, year=2019)

    row = await planned(session, a_plan(99_99))

    assert row.last_year_fen == 100_00  # what came in, where nothing was planned
    assert "低于上年" in row.warning


async def test_in_dezhou_less_than_last_year_is_refused_with_the_figures(session):
    with pytest.raises(BelowLastYear) as refused:
        await planned(session, a_plan(99_99, county="371402", last_year_fen=100_00))

    facts = refused.value.facts
    assert (facts["planned_fen"], facts["last_year_fen"], facts["short_fen"]) == (99_99, 100_00, 1)
    assert "不低于2018年" in facts["clause"]


async def test_the_figure_that_the_platform_has_stands_above_the_one_that_was_typed(session):
    await planned(session, a_plan(100_00, year=2019))

    row = await planned(session, a_plan(80_00, last_year_fen=50_00))

    assert row.last_year_fen == 100_00


async def test_a_plan_prepared_anew_replaces_the_one_that_nobody_had_agreed_to(session):
    prepare = Principal("预算股", Role.COUNTY, "371311")
    first = await plan_year(session, a_plan(100_00), by=prepare, at=IN_MARCH)
    second = await plan_year(session, a_plan(120_00), by=prepare, at=IN_MARCH)

    assert (first.state, second.state) == (PlanState.REPLACED, PlanState.PREPARED)
    assert await find_budget_year(session, "371311", Source.COUNTY, 2020) is None
