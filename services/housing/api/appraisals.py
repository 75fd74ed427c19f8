"""Door one: appraisals of houses, from the asking to the signature."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.api.appraisal_views import line, view
from services.housing.operations.appraisal import ask_appraisal as asking
from services.housing.operations.appraisal import cancel_appraisal as cancelling
from services.housing.operations.appraisal import draft_appraisal as drafting
from services.housing.operations.appraisal import review_appraisal as reviewing
from services.housing.operations.appraisal import sign_appraisal as signing
from services.housing.operations.appraisal import void_after_disaster as voiding
from services.housing.rules import appraisal as form_rules
from services.housing.rules import appraisal_life as rules
from services.housing.rules.appraisal_life import AppraisalState
from services.housing.rules.appraiser import AppraiserOfElsewhere, NoSuchAppraiser, NotLicensed
from services.housing.rules.dwelling import NoSuchHouse
from services.housing.rules.house import Grade
from services.housing.rules.survey import NoSuchSurvey, NoSurveyRule
from services.housing.schemas.appraisal import (
    AppraisalLine,
    AppraisalView,
    AskAppraisal,
    CancelAppraisal,
    DraftAppraisal,
    ReviewAppraisal,
    VoidAppraisals,
    VoidedView,
)
from services.housing.store.appraisal import get_appraisal, list_appraisals
from shared import clock
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/appraisals", "住房鉴定")

AppraisalId = Annotated[UUID, Path(title="鉴定标识")]
State = Annotated[AppraisalState | None, Query(title="状态")]
OfGrade = Annotated[Grade | None, Query(title="等级")]
OfRegion = Annotated[str | None, Query(title="地区代码", pattern=r"^\d{2,12}$", examples=["371311001"])]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Signer = Annotated[Principal, may(Role.COUNTY)]

_RULES = (rules.NoAppraisalRule, NoSurveyRule)
_OVER = (rules.AppraisalSignedAlready, rules.AppraisalCancelledAlready)


@router.get("", summary="鉴定列表", responses=refuses(UnreadableCursor))
async def list_asked(
    session: Transaction,
    by: Reader,
    state: State = None,
    grade: OfGrade = None,
    house_id: Annotated[UUID | None, Query(title="住房编号")] = None,
    region: OfRegion = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AppraisalLine]:
    """先提出的在前。"""
    found = await list_appraisals(
        session, state=state, grade=grade, house_id=house_id, region=region, after=place(after), limit=limit
    )
    rows = found[:limit]
    return Page(rows=[line(row) for row in rows], next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="提出鉴定",
    responses=refuses(NoSuchSurvey, rules.SurveyNotUnsafe, NoSuchHouse, rules.AppraisalUnderWay, *_RULES),
)
async def ask_appraisal(form: AskAppraisal, session: Transaction, by: Officer) -> AppraisalView:
    """排查评为 C、D 级的按排查提出；其他情形按住房编号提出并写明理由。一处住房同时只有一次未签署的鉴定。"""
    return await view(session, await asking.ask_appraisal(session, form, by=by, on=clock.today()))


@router.post("/voiding", status_code=201, summary="受灾后鉴定失效", responses=refuses(OutsideRegion, rules.DisasterInFuture))
async def void_after_disaster(form: VoidAppraisals, session: Transaction, by: Signer) -> VoidedView:
    """受灾之前查看的鉴定自受灾之日起失效，列出须重新鉴定的住房。

    可以重复办理，已失效的不再改动；受灾之前查看、办理之后才签署的，须再办理一次。
    """
    houses = await voiding.void_after_disaster(session, form, by=by, on=clock.today())
    return VoidedView(voided=len(houses), house_ids=sorted(houses)[:PAGE_ROWS_LIMIT])


@router.get("/{appraisal_id}", summary="一次鉴定", responses=refuses(rules.NoSuchAppraisal))
async def show_appraisal(appraisal_id: AppraisalId, session: Transaction, by: Reader) -> AppraisalView:
    return await view(session, await get_appraisal(session, appraisal_id))


@router.post(
    "/{appraisal_id}/draft",
    status_code=201,
    summary="录入鉴定表",
    responses=refuses(
        rules.NoSuchAppraisal,
        *_OVER,
        NoSuchAppraiser,
        AppraiserOfElsewhere,
        rules.VisitedOutOfTime,
        NotLicensed,
        rules.NotAnotherAppraiser,
        form_rules.SignNotOfStructure,
        form_rules.ReadingNotOfStructure,
        form_rules.MoreDangerousThanThere,
        form_rules.CountsMissing,
    ),
)
async def draft_appraisal(appraisal_id: AppraisalId, form: DraftAppraisal, session: Transaction, by: Officer) -> AppraisalView:
    """录入鉴定人所见，等级由规则评定并说明理由；签署之前可以重录，每次都留痕。"""
    drafted = await drafting.draft_appraisal(session, appraisal_id, form, by=by, on=clock.today(), at=clock.now())
    return await view(session, drafted)


@router.post(
    "/{appraisal_id}/signature",
    status_code=201,
    summary="签署鉴定",
    responses=refuses(
        rules.NoSuchAppraisal,
        *_OVER,
        rules.NothingDrafted,
        NotLicensed,
        rules.NotAnotherAppraiser,
        form_rules.CountsMissing,
    ),
)
async def sign_appraisal(appraisal_id: AppraisalId, session: Transaction, by: Signer) -> AppraisalView:
    """鉴定人在打印的鉴定表上签字后办理；自当天起生效，此后不能再改，只能由复核代替。"""
    return await view(session, await signing.sign_appraisal(session, appraisal_id, by=by, on=clock.today()))


@router.post(
    "/{appraisal_id}/review",
    status_code=201,
    summary="提出复核",
    responses=refuses(rules.NoSuchAppraisal, rules.ReviewNotPossible, rules.AppraisalUnderWay, *_RULES),
)
async def review_appraisal(appraisal_id: AppraisalId, form: ReviewAppraisal, session: Transaction, by: Officer) -> AppraisalView:
    """由另一机构的另一鉴定人再鉴定一次；与首次不同的，由第三个机构鉴定，以第三次为准，在此之前从严并暂停使用。"""
    return await view(session, await reviewing.review_appraisal(session, appraisal_id, form, by=by, on=clock.today()))


@router.post(
    "/{appraisal_id}/cancellation",
    status_code=201,
    summary="取消鉴定",
    responses=refuses(rules.NoSuchAppraisal, *_OVER),
)
async def cancel_appraisal(appraisal_id: AppraisalId, form: CancelAppraisal, session: Transaction, by: Officer) -> AppraisalView:
    """只能取消尚未签署的。"""
    return await view(session, await cancelling.cancel_appraisal(session, appraisal_id, form, on=clock.today()))
