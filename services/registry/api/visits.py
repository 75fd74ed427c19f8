"""Visits at home, the problems that they find, and where villages lie."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.registry.api.assignments import OFFICERS, Arranger, InRegion, Reader
from services.registry.api.households import HouseholdId
from services.registry.api.visit_views import position_view, problem_file, problem_view, visit_file, visit_view
from services.registry.operations.visit.correct_visit import correct_visit
from services.registry.operations.visit.locate_village import locate_village
from services.registry.operations.visit.move_problem import move_problem
from services.registry.operations.visit.record_household_visit import record_household_visit
from services.registry.rules.campaign import CampaignIsClosed
from services.registry.rules.visit import (
    HouseholdNotInCampaign,
    NoSuchVisit,
    NoSuchVisitProblem,
    NotForWhoMends,
    NotYourHousehold,
    PhotoOfAnother,
    ProblemNotInThatState,
    ProblemState,
    QuestionNotAsked,
    SomebodyOfAnother,
    TermNotLater,
    VisitAnswerNotPossible,
    VisitChangedMeanwhile,
    VisitKnownOtherwise,
    VisitOnAnImpossibleDay,
)
from services.registry.schemas.visit import (
    CorrectVisit,
    HouseholdVisitView,
    MoveProblem,
    PositionView,
    ProblemFile,
    ProblemView,
    RecordHouseholdVisit,
    TellPosition,
    VisitFile,
)
from services.registry.store import visit as store
from services.registry.store.campaign import NoSuchCampaign, list_campaigns_of_tasks
from services.registry.store.household import NoSuchHousehold, get_household
from services.registry.tables import Visit
from shared.clock import today
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/households", "入户走访")
of_visits = door("/visits", "入户走访")
of_problems = door("/visit-problems", "走访发现的问题")
of_villages = door("/village-positions", "入户走访")

VisitId = Annotated[UUID, Path(title="走访编号")]
ProblemId = Annotated[UUID, Path(title="问题编号")]
Visitor = Annotated[Principal, may(*OFFICERS, Role.DEPARTMENT)]
WHAT_A_VISIT_SAYS = (
    NotYourHousehold,
    CampaignIsClosed,
    VisitOnAnImpossibleDay,
    QuestionNotAsked,
    VisitAnswerNotPossible,
    SomebodyOfAnother,
    PhotoOfAnother,
    TermNotLater,
)


@router.post(
    "/{household_id}/visits",
    status_code=201,
    summary="登记一次入户走访",
    description="走访编号由填报端生成：没有网络时先记下，有了网络再交，重复提交只登记一次。缺项的先登记，补齐（更正）后才计入活动。",
    responses=refuses(NoSuchHousehold, NoSuchCampaign, HouseholdNotInCampaign, VisitKnownOtherwise, *WHAT_A_VISIT_SAYS),
)
async def post_visit(
    household_id: HouseholdId, form: RecordHouseholdVisit, session: Transaction, by: Visitor
) -> HouseholdVisitView:
    return await _told(session, await record_household_visit(session, household_id, form, by=by, on=today()), by)


@router.get("/{household_id}/visits", summary="一户的走访记录", responses=refuses(NoSuchHousehold, UnreadableCursor))
async def list_visits(
    household_id: HouseholdId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[HouseholdVisitView]:
    """每次走访的最新版本，先登记的在前。"""
    await get_household(session, household_id)
    found = await store.list_visits(session, household_id, after=place(after), limit=limit)
    rows = found[:limit]
    campaigns = await list_campaigns_of_tasks(session, {each.task_id for each in rows if each.task_id})
    problems = await store.list_problems(
        session, region=None, state=None, late_on=None, household_id=household_id, after=None, limit=500
    )
    views = [visit_view(each, campaigns.get(each.task_id) if each.task_id else None, problems, by) for each in rows]
    return Page(rows=views, next=cursor(rows[-1].id) if len(found) > limit else None)


@of_visits.get("/{visit_id}", summary="一次走访的各版本和问题", responses=refuses(NoSuchVisit))
async def read_visit(visit_id: VisitId, session: Transaction, by: Reader) -> VisitFile:
    versions = await store.list_versions(session, visit_id)
    campaigns = await list_campaigns_of_tasks(session, {each.task_id for each in versions if each.task_id})
    return visit_file(versions, campaigns, await store.list_problems_of(session, visit_id), by, on=today())


@of_visits.post(
    "/{visit_id}/corrections",
    status_code=201,
    summary="更正或撤销一次走访，原版本保留",
    description="整张重新填写；补传照片、补答问题也用这里。",
    responses=refuses(NoSuchVisit, NoSuchHousehold, VisitChangedMeanwhile, NoSuchCampaign, *WHAT_A_VISIT_SAYS),
)
async def post_correction(visit_id: VisitId, form: CorrectVisit, session: Transaction, by: Visitor) -> HouseholdVisitView:
    return await _told(session, await correct_visit(session, visit_id, form, by=by, on=today()), by)


@of_problems.get("", summary="走访发现的问题", responses=refuses(UnreadableCursor))
async def list_problems(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    state: Annotated[ProblemState | None, Query(title="状态", description="open 整改中、mended 待销号")] = None,
    is_overdue: Annotated[bool, Query(alias="overdue", title="只列出逾期的")] = False,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ProblemView]:
    late_on = today() if is_overdue else None
    found = await store.list_problems(
        session, region=region, state=state, late_on=late_on, household_id=household_id, after=place(after), limit=limit
    )
    rows = found[:limit]
    views = [problem_view(each, on=today()) for each in rows]
    return Page(rows=views, next=cursor(rows[-1].id) if len(found) > limit else None)


@of_problems.get("/{problem_id}", summary="一个问题和办理经过", responses=refuses(NoSuchVisitProblem))
async def read_problem(problem_id: ProblemId, session: Transaction, by: Reader) -> ProblemFile:
    problem = await store.get_problem(session, problem_id)
    return problem_file(problem, await store.list_problem_steps(session, problem_id), on=today())


@of_problems.post(
    "/{problem_id}/steps",
    status_code=201,
    summary="办理一个问题：整改、退回、延期、销号、撤销",
    description="整改由责任人办，退回、延期、销号、撤销由镇街或县区办；整改人不能自己销号。",
    responses=refuses(NoSuchVisitProblem, NotYourHousehold, ProblemNotInThatState, NotForWhoMends, TermNotLater, PhotoOfAnother),
)
async def post_step(problem_id: ProblemId, form: MoveProblem, session: Transaction, by: Visitor) -> ProblemFile:
    problem = await move_problem(session, problem_id, form, by=by, on=today())
    return problem_file(problem, await store.list_problem_steps(session, problem_id), on=today())


@of_villages.post("", status_code=201, summary="登记村的位置", responses=refuses(OutsideRegion))
async def post_position(form: TellPosition, session: Transaction, by: Arranger) -> PositionView:
    """走访定位离村过远时据此提示；再次登记以最后一次为准。"""
    return position_view(await locate_village(session, form, by=by))


async def _told(session: Transaction, visit: Visit, by: Principal) -> HouseholdVisitView:
    campaigns = await list_campaigns_of_tasks(session, {visit.task_id} if visit.task_id else set())
    campaign = campaigns.get(visit.task_id) if visit.task_id else None
    return visit_view(visit, campaign, await store.list_problems_of(session, visit.visit_id), by)
