"""A household's plan (一户一策): drafted by rule, changed by officers, agreed by the household, and what came of it."""

from datetime import date
from typing import Annotated

from fastapi import Path
from fastapi.responses import HTMLResponse

from services.registry.api.households import OFFICERS, HouseholdId
from services.registry.api.plan_views import measure_view, plan_line, plan_view
from services.registry.operations.plan.add_measure import add_measure
from services.registry.operations.plan.agree_plan import agree_plan
from services.registry.operations.plan.change_measure import change_measure
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.plan.drop_measure import drop_measure
from services.registry.operations.plan.finish_measure import finish_measure
from services.registry.operations.plan.record_result import record_result
from services.registry.operations.quality.look_over import look_over
from services.registry.rules.measure import NoMeasuresPolicy
from services.registry.rules.plan import (
    AgreedAlready,
    ConcernsNobodyHere,
    DoneWithoutProof,
    HouseholdIsGone,
    MeasureIsOver,
    NoSuchMeasure,
    NoSuchPlan,
    NothingAchieved,
    NothingToAgree,
    NothingToChange,
    NotOfThisDepartment,
    OwnMeasureIncomplete,
    PlanExists,
    PlanYearClosed,
    ResultOutOfTime,
    SignedOutOfTime,
    SignerNotOfHousehold,
    TermOutOfPlan,
    TooManyMeasures,
    UnknownMeasure,
)
from services.registry.schemas.plan import (
    AddMeasure,
    AgreePlan,
    ChangeMeasure,
    DropMeasure,
    FinishMeasure,
    MeasureView,
    PlanLine,
    PlanView,
    RecordResult,
)
from services.registry.schemas.spoken import said
from services.registry.store import plan as store
from services.registry.store.household import NoSuchHousehold, get_household, list_members
from services.registry.store.reading import names_of
from shared.clock import now, today
from shared.html import page
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/households", "帮扶计划")

Year = Annotated[int, Path(title="年度", ge=2010, le=2100)]
Number = Annotated[int, Path(title="措施序号", ge=1, le=60)]
Officer = Annotated[Principal, may(*OFFICERS)]
Doer = Annotated[Principal, may(*OFFICERS, Role.DEPARTMENT)]
Reader = Annotated[Principal, may(*OFFICERS, Role.DEPARTMENT, Role.AUDITOR)]
OF_A_MEASURE = (NoSuchPlan, NoSuchMeasure, MeasureIsOver)


@router.get("/{household_id}/plans", summary="一户各年度的帮扶计划", responses=refuses(NoSuchHousehold))
async def list_plans(household_id: HouseholdId, session: Transaction, by: Reader) -> list[PlanLine]:
    household = await get_household(session, household_id)
    return [plan_line(plan, household) for plan in await store.list_plans_of(session, household_id)]


@router.post(
    "/{household_id}/plans/{year}",
    status_code=201,
    summary="制订某年度的帮扶计划（按规则提出）",
    description="按致贫原因、家庭成员和当地的帮扶措施文件逐项提出，每项写明为什么；上年未完成的转入。之后由干部调整，由户签字。",
    responses=refuses(NoSuchHousehold, HouseholdIsGone, PlanYearClosed, PlanExists, NoMeasuresPolicy),
)
async def post_plan(household_id: HouseholdId, year: Year, session: Transaction, by: Officer) -> PlanView:
    await draft_plan(session, household_id, year, by=by.subject, on=today())
    await look_over(session, [household_id], on=today())
    return await _view(session, household_id, year)


@router.get(
    "/{household_id}/plans/{year}",
    summary="某年度的帮扶计划：措施、状态、成效、经过",
    responses=refuses(NoSuchPlan, NoSuchHousehold),
)
async def read_plan(household_id: HouseholdId, year: Year, session: Transaction, by: Reader) -> PlanView:
    return await _view(session, household_id, year)


@router.get(
    "/{household_id}/plans/{year}/page",
    summary="某年度的帮扶计划（可打印，供户签字）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchPlan, NoSuchHousehold),
)
async def show_plan(household_id: HouseholdId, year: Year, session: Transaction, by: Reader) -> HTMLResponse:
    plan = await _view(session, household_id, year)
    members = await list_members(session, [household_id])
    names = await names_of(session, [member.id for member in members])
    to_auditor = by.role not in OFFICERS
    called = {one.id: said("name", names.get(one.id, ""), to_auditor=to_auditor) or one.relation for one in members}
    return page("registry", "plan.html", plan=plan, members=members, called=called, at=now())


@router.post(
    "/{household_id}/plans/{year}/measures",
    status_code=201,
    summary="增加一项措施（写明理由）",
    responses=refuses(
        NoSuchPlan,
        NoSuchHousehold,
        UnknownMeasure,
        OwnMeasureIncomplete,
        TooManyMeasures,
        TermOutOfPlan,
        ConcernsNobodyHere,
        NoMeasuresPolicy,
    ),
)
async def post_measure(household_id: HouseholdId, year: Year, form: AddMeasure, session: Transaction, by: Officer) -> MeasureView:
    """增加以后须由户重新签字。"""
    measure = await add_measure(session, household_id, year, form, by=by.subject, on=today())
    await look_over(session, [household_id], on=today())
    return measure_view(measure, on=today())


@router.post(
    "/{household_id}/plans/{year}/measures/{number}/changes",
    summary="调整一项措施（写明理由）",
    responses=refuses(*OF_A_MEASURE, NothingToChange, TermOutOfPlan, ConcernsNobodyHere),
)
async def post_change(
    household_id: HouseholdId, year: Year, number: Number, form: ChangeMeasure, session: Transaction, by: Officer
) -> MeasureView:
    """没有写的保持不变；调整以后须由户重新签字。"""
    return measure_view(await change_measure(session, household_id, year, number, form, by=by.subject, on=today()), on=today())


@router.post(
    "/{household_id}/plans/{year}/measures/{number}/results",
    status_code=201,
    summary="登记一项措施的成效：金额、天数、做了什么",
    responses=refuses(*OF_A_MEASURE, NotOfThisDepartment, NothingAchieved, ResultOutOfTime),
)
async def post_result(
    household_id: HouseholdId, year: Year, number: Number, form: RecordResult, session: Transaction, by: Doer
) -> MeasureView:
    return measure_view(await record_result(session, household_id, year, number, form, by=by, on=today()), on=today())


@router.post(
    "/{household_id}/plans/{year}/measures/{number}/completion",
    summary="办结一项措施（附证明材料）",
    responses=refuses(*OF_A_MEASURE, NotOfThisDepartment, ResultOutOfTime, DoneWithoutProof),
)
async def post_completion(
    household_id: HouseholdId, year: Year, number: Number, form: FinishMeasure, session: Transaction, by: Doer
) -> MeasureView:
    return measure_view(await finish_measure(session, household_id, year, number, form, by=by, on=today()), on=today())


@router.post(
    "/{household_id}/plans/{year}/measures/{number}/withdrawal",
    summary="取消一项措施（写明理由）",
    responses=refuses(*OF_A_MEASURE),
)
async def post_withdrawal(
    household_id: HouseholdId, year: Year, number: Number, form: DropMeasure, session: Transaction, by: Officer
) -> MeasureView:
    measure = await drop_measure(session, household_id, year, number, form, by=by.subject, on=today())
    await look_over(session, [household_id], on=today())
    return measure_view(measure, on=today())


@router.post(
    "/{household_id}/plans/{year}/agreement",
    summary="登记户签字同意",
    responses=refuses(NoSuchPlan, NoSuchHousehold, NothingToAgree, AgreedAlready, SignedOutOfTime, SignerNotOfHousehold),
)
async def post_agreement(household_id: HouseholdId, year: Year, form: AgreePlan, session: Transaction, by: Officer) -> PlanView:
    """签字之后计划有效，直到下一次调整。"""
    await agree_plan(session, household_id, year, form, by=by.subject, on=today())
    return await _view(session, household_id, year)


async def _view(session: Transaction, household_id: HouseholdId, year: int, on: date | None = None) -> PlanView:
    plan = await store.get_plan(session, household_id, year)
    household = await get_household(session, household_id)
    measures = await store.list_measures(session, plan.id)
    return plan_view(plan, household, measures, await store.list_steps(session, plan.id), on=on or today())
