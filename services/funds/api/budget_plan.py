"""A year's plan of a source: prepared by one person, agreed by another."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.budget import County, Reader, Year
from services.funds.operations.budget import agree_plan as agreeing
from services.funds.operations.budget import plan_year as planning
from services.funds.operations.budget import refuse_plan as refusing
from services.funds.rules.budget import BelowLastYear, LessNotExplained, NoBudgetRule
from services.funds.rules.budget_plan import NoSuchBudgetPlan, PlanDecided, PlanState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.budget import DecidePlan, PlanView, PlanYear
from services.funds.store.budget_plan import list_plans
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("", "预算")

PlanId = Annotated[UUID, Path(title="年度安排编号")]


@router.post(
    "/budget-years",
    status_code=201,
    summary="填报年度安排规模",
    responses=refuses(OutsideRegion, NoBudgetRule, BelowLastYear),
)
async def plan_year(form: PlanYear, session: Transaction, by: County) -> PlanView:
    """按来源填报，随即与上年比较；低于上年的按当地规则提醒或不予受理。另一人审定后生效；审定前重新填报的，以后一次为准。"""
    return PlanView.model_validate(await planning.plan_year(session, form, by=by, at=clock.now()))


@router.get("/budget-plans", summary="年度安排的填报与审定", responses=refuses(UnreadableCursor))
async def list_plans_(
    session: Transaction,
    by: Reader,
    year: Year = None,
    state: Annotated[PlanState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PlanView]:
    """每次填报一行，先填报的在前。"""
    rows = await list_plans(session, year=year, state=state, after=place(after), limit=limit)
    return Page(rows=[PlanView.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "/budget-plans/{budget_plan_id}/approval",
    status_code=201,
    summary="审定年度安排",
    responses=refuses(NoSuchBudgetPlan, PlanDecided, SamePerson, NoBudgetRule, BelowLastYear, LessNotExplained),
)
async def agree_plan(budget_plan_id: PlanId, form: DecidePlan, session: Transaction, by: County) -> PlanView:
    """须由填报人以外的人审定；审定时再与上年比较一次。"""
    return PlanView.model_validate(await agreeing.agree_plan(session, budget_plan_id, form, by=by, at=clock.now()))


@router.post(
    "/budget-plans/{budget_plan_id}/refusal",
    status_code=201,
    summary="不同意年度安排",
    responses=refuses(NoSuchBudgetPlan, PlanDecided, SamePerson),
)
async def refuse_plan(budget_plan_id: PlanId, form: DecidePlan, session: Transaction, by: County) -> PlanView:
    """此前审定的仍然有效。"""
    return PlanView.model_validate(await refusing.refuse_plan(session, budget_plan_id, form, by=by, at=clock.now()))
