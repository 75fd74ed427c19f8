"""Credit grades for small loans: rated by one, decided by another, explained point by point, open to objection."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.api.credit_views import objection_view, rating_line, rating_view, standard_view
from services.registry.api.households import OFFICERS, HouseholdId
from services.registry.operations.credit.answer_objection import answer_objection
from services.registry.operations.credit.decide_rating import decide_rating
from services.registry.operations.credit.object_to_rating import object_to_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.rules.credit import (
    AnswersMissing,
    AnswerUnknown,
    BorrowerNotOfHousehold,
    BorrowerOutOfAge,
    NoCreditPolicy,
    RatingState,
)
from services.registry.rules.rating import (
    AnsweredByThoseConcerned,
    DecidedByTheRater,
    NoCreditGrade,
    NoSuchCreditObjection,
    NoSuchRating,
    ObjectionAnswered,
    ObjectionInTheFuture,
    ObjectionTooLate,
    ObjectionWaits,
    RatedWithoutAnObjection,
    RatingNotHeld,
    RatingNotProposed,
    RatingWaits,
    ReturnWithoutReason,
)
from services.registry.schemas.credit import (
    AnswerObjection,
    CreditObjectionView,
    DecideRating,
    ObjectToRating,
    RateHousehold,
    RatingLine,
    RatingView,
    StandardView,
)
from services.registry.schemas.spoken import said
from services.registry.store import credit as store
from services.registry.store.household import NoSuchHousehold, get_household
from services.registry.store.reading import names_of
from services.registry.tables import CreditRating
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "小额信贷评级授信")

RATINGS_SHOWN = 50
RatingId = Annotated[UUID, Path(title="评级编号")]
ObjectionId = Annotated[UUID, Path(title="异议编号")]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
InState = Annotated[
    RatingState | None, Query(title="状态", description="proposed 待审定、decided 已审定、returned 退回、replaced 已被取代")
]
OfGrade = Annotated[str | None, Query(title="等级代码", pattern=r"^[a-z][a-z0-9-]{0,19}$")]
Expired = Annotated[bool, Query(alias="expired", title="只列已经到期的")]
Officer = Annotated[Principal, may(*OFFICERS)]
Reader = Annotated[Principal, may(*OFFICERS, Role.AUDITOR)]


@router.get("/credit-standard", summary="一地的评级标准：指标、分值、等级与额度", responses=refuses(NoCreditPolicy))
async def read_standard(session: Transaction, by: Reader, region: InRegion = None) -> StandardView:
    return standard_view(*store.get_credit_policy(region or by.region.removesuffix(EVERYWHERE), today()))


@router.get("/credit-ratings", summary="评级列表", responses=refuses(UnreadableCursor))
async def list_ratings(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    state: InState = None,
    grade: OfGrade = None,
    is_expired: Expired = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RatingLine]:
    found = await store.list_ratings(
        session,
        region=region,
        state=state,
        grade=grade,
        expired_on=today() if is_expired else None,
        after=place(after),
        limit=limit,
    )
    rows = found[:limit]
    return Page(
        rows=[rating_line(rating, household, on=today()) for rating, household in rows],
        next=cursor(rows[-1][0].id) if len(found) > limit else None,
    )


@router.post(
    "/households/{household_id}/credit-ratings",
    status_code=201,
    summary="评级（待他人审定）",
    description="登记和收入台账能回答的自动得分，其余由评级人回答；每一项写明得分与理由。有异议的，由没有参与原评级的人复评。",
    responses=refuses(
        NoSuchHousehold,
        NoCreditPolicy,
        RatingWaits,
        RatedWithoutAnObjection,
        AnsweredByThoseConcerned,
        BorrowerNotOfHousehold,
        BorrowerOutOfAge,
        AnswersMissing,
        AnswerUnknown,
    ),
)
async def post_rating(household_id: HouseholdId, form: RateHousehold, session: Transaction, by: Officer) -> RatingView:
    rating = await rate_household(session, household_id, form, by=by.subject, on=today())
    return await _view(session, rating)


@router.get("/households/{household_id}/credit-ratings", summary="一户的各次评级", responses=refuses(NoSuchHousehold))
async def list_ratings_of(household_id: HouseholdId, session: Transaction, by: Reader) -> list[RatingLine]:
    """最近 50 次，新的在前。"""
    household = await get_household(session, household_id)
    ratings = await store.list_ratings_of(session, household_id, limit=RATINGS_SHOWN)
    return [rating_line(rating, household, on=today()) for rating in ratings]


@router.get(
    "/households/{household_id}/credit-grade",
    summary="一户现行的信用等级：额度、期限、有效期，逐项说明",
    responses=refuses(NoCreditGrade, NoSuchHousehold),
)
async def read_grade(household_id: HouseholdId, session: Transaction, by: Reader) -> RatingView:
    return await _view(session, await store.get_grade(session, household_id))


@router.get(
    "/households/{household_id}/credit-grade/page",
    summary="一户现行的信用等级（可打印）",
    response_class=HTMLResponse,
    responses=refuses(NoCreditGrade, NoSuchHousehold),
)
async def show_grade(household_id: HouseholdId, session: Transaction, by: Reader) -> HTMLResponse:
    rating = await read_grade(household_id, session, by)
    names = await names_of(session, [rating.borrower_id])
    borrower = said("name", names.get(rating.borrower_id, ""), to_auditor=by.role not in OFFICERS)
    return page("registry", "credit_grade.html", rating=rating, borrower=borrower or "本户成员", at=now())


@router.get("/credit-ratings/{rating_id}", summary="一次评级，逐项说明", responses=refuses(NoSuchRating, NoSuchHousehold))
async def read_rating(rating_id: RatingId, session: Transaction, by: Reader) -> RatingView:
    return await _view(session, await store.get_rating(session, rating_id))


@router.post(
    "/credit-ratings/{rating_id}/decision",
    summary="审定评级，或退回",
    description="由评级人以外的镇街或县区人员办理。审定后为现行等级，原等级被取代，并告知放款的服务。",
    responses=refuses(NoSuchRating, NoSuchHousehold, RatingNotProposed, DecidedByTheRater, ReturnWithoutReason),
)
async def post_decision(
    rating_id: RatingId, form: DecideRating, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
) -> RatingView:
    return await _view(session, await decide_rating(session, rating_id, form, by=by.subject, on=today()))


@router.post(
    "/credit-ratings/{rating_id}/objections",
    status_code=201,
    summary="登记户对信用等级的异议",
    responses=refuses(NoSuchRating, RatingNotHeld, ObjectionInTheFuture, ObjectionTooLate, ObjectionWaits),
)
async def post_objection(rating_id: RatingId, form: ObjectToRating, session: Transaction, by: Officer) -> CreditObjectionView:
    """答复或复评之前，原等级仍然有效。"""
    return objection_view(await object_to_rating(session, rating_id, form, by=by.subject, on=today()))


@router.post(
    "/credit-objections/{objection_id}/answer",
    summary="答复异议（维持原等级）",
    description="要改变等级的，另行复评；复评审定后异议随之办结。",
    responses=refuses(NoSuchCreditObjection, NoSuchRating, ObjectionAnswered, AnsweredByThoseConcerned),
)
async def post_answer(
    objection_id: ObjectionId, form: AnswerObjection, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
) -> CreditObjectionView:
    return objection_view(await answer_objection(session, objection_id, answer=form.answer, by=by.subject))


async def _view(session: Transaction, rating: CreditRating) -> RatingView:
    household = await get_household(session, rating.household_id)
    objections = await store.list_objections(session, rating.id)
    return rating_view(rating, household, objections, store.get_credit_policy_named(rating.policy), on=today())
