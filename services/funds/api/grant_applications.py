"""Applications for the whole grant: drafted, handed in, decided; why, step by step."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.funds.api.grant_file import application_shown, file_page
from services.funds.operations.grant_application import decide_application as deciding
from services.funds.operations.grant_application import draft_application as drafting
from services.funds.operations.grant_application import revise_application as revising
from services.funds.operations.grant_application import submit_application as submitting
from services.funds.operations.grant_application import withdraw_application as withdrawing
from services.funds.rules import aid
from services.funds.rules import grant_application as rules
from services.funds.rules.budget_line import LineNotForReserve, NoSuchLine
from services.funds.rules.grant import NoSuchGrant, PapersIncomplete
from services.funds.rules.notice import NoNoticeRule
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.grant_application import (
    ApplicationLine,
    ApplicationView,
    DecideApplication,
    DraftApplication,
    WeighGrant,
)
from services.funds.store.grant_application import get_application, list_applications
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/grant-applications", "临时救助申请")

ApplicationId = Annotated[UUID, Path(title="申请标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]

WEIGHING = (
    OutsideRegion,
    aid.NoAidRule,
    aid.NoDibaoLine,
    aid.AidKindUnknown,
    aid.MonthsOutOfRange,
    aid.MonthsNotExplained,
    aid.LeastNotOfKind,
    aid.HeavyNeedsAmount,
    rules.PeopleMoreThanKnown,
)
"""What may be wrong with what an application says."""
ABOUT_FIRST_AID = (
    NoSuchGrant,
    rules.FirstAidNotPaid,
    rules.GrantOfAnotherHousehold,
    rules.KindNotOfTrigger,
    rules.ApplicationOpen,
)


@router.get("", summary="临时救助申请列表", responses=refuses(UnreadableCursor))
async def list_applications_(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")] = None,
    state: Annotated[rules.ApplicationState | None, Query(title="状态")] = None,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    is_late: Annotated[bool, Query(title="只列逾期未审批的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ApplicationLine]:
    """先提出的在前。"""
    found = await list_applications(
        session,
        region=region or "",
        state=state,
        household_id=household_id,
        late_at=clock.now() if is_late else None,
        after=place(after),
        limit=limit,
    )
    rows = [ApplicationLine.model_validate(each) for each in found]
    return Page(rows=rows, next=cursor(found[-1].id) if len(found) == limit else None)


@router.post("/trial", summary="试算一户的临时救助", responses=refuses(*WEIGHING, *ABOUT_FIRST_AID))
async def try_application(form: DraftApplication, session: Transaction, by: Officer) -> ApplicationView:
    """与正式申请同一套规则，不留下任何记录。"""
    return await application_shown(
        session, await drafting.draft_application(session, form, by=by, at=clock.now(), dry_run=True), by=by
    )


@router.post("", status_code=201, summary="拟临时救助申请", responses=refuses(*WEIGHING, *ABOUT_FIRST_AID))
async def draft_application(form: DraftApplication, session: Transaction, by: Officer) -> ApplicationView:
    """先行救助之后的全额救助，或没有先行救助的支出型救助。随即按当地规定算出全额、抵扣和审批权限，逐条写明依据。"""
    return await application_shown(session, await drafting.draft_application(session, form, by=by, at=clock.now()), by=by)


@router.get(
    "/{application_id}/page",
    summary="一份临时救助申请的卷宗（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchApplication),
)
async def show_application_page(application_id: ApplicationId, session: Transaction, by: Reader) -> HTMLResponse:
    """没有先行救助的申请看这里；有先行救助的，卷宗在该笔救助金。"""
    return await file_page(session, None, [await get_application(session, application_id)], by=by)


@router.get("/{application_id}", summary="一份临时救助申请", responses=refuses(rules.NoSuchApplication))
async def show_application(application_id: ApplicationId, session: Transaction, by: Reader) -> ApplicationView:
    """逐条理由、材料、近期救助、审批意见、公示与发放。"""
    return await application_shown(session, await get_application(session, application_id), by=by)


@router.post(
    "/{application_id}/revision",
    status_code=201,
    summary="修改拟稿或被退回的申请",
    responses=refuses(rules.NoSuchApplication, rules.ApplicationStateForbids, *WEIGHING),
)
async def revise_application(
    application_id: ApplicationId, form: WeighGrant, session: Transaction, by: Officer
) -> ApplicationView:
    """按当日的规定和低保标准重新计算。"""
    revised = await revising.revise_application(session, application_id, form, by=by, at=clock.now())
    return await application_shown(session, revised, by=by)


@router.post(
    "/{application_id}/submission",
    status_code=201,
    summary="提交临时救助申请",
    responses=refuses(
        rules.NoSuchApplication,
        OutsideRegion,
        rules.ApplicationStateForbids,
        NoSuchGrant,
        rules.FirstAidNotPaid,
        rules.SurveyTooFew,
        rules.SurveyNotCurrent,
        PapersIncomplete,
    ),
)
async def submit_application(application_id: ApplicationId, session: Transaction, by: Officer) -> ApplicationView:
    """材料须已上传到申请（POST /papers?about=grant-application）或先行救助的卷宗，入户核查须在有效期内。

    先行救助的手续随之补齐。
    """
    submitted = await submitting.submit_application(session, application_id, by=by, at=clock.now())
    return await application_shown(session, submitted, by=by)


@router.post(
    "/{application_id}/decisions",
    status_code=201,
    summary="审批临时救助申请",
    responses=refuses(
        rules.NoSuchApplication,
        OutsideRegion,
        rules.ApplicationStateForbids,
        rules.TownDecidesFirst,
        rules.CountyDecides,
        SamePerson,
        rules.ApplicationNotChecked,
        rules.AmountNotSeen,
        aid.YearlyTimesReached,
        aid.YearlyAmountReached,
        aid.RepeatNotJudged,
        NoSuchLine,
        LineNotForReserve,
        NoNoticeRule,
    ),
)
async def decide_application(
    application_id: ApplicationId, form: DecideApplication, session: Transaction, by: Officer
) -> ApplicationView:
    """镇街先审；权限以内的镇街审批，超出的、重大个案和疑似重复的由县区审批，各由没有经办过的人员。

    同意后须公示的自动公示，期满转入发放；不予批准的可以同时追回先行救助。
    """
    decided = await deciding.decide_application(session, application_id, form, by=by, at=clock.now())
    return await application_shown(session, decided, by=by)


@router.post(
    "/{application_id}/withdrawal",
    status_code=201,
    summary="撤回临时救助申请",
    responses=refuses(rules.NoSuchApplication, OutsideRegion, rules.ApplicationStateForbids),
)
async def withdraw_application(application_id: ApplicationId, session: Transaction, by: Officer) -> ApplicationView:
    withdrawn = await withdrawing.withdraw_application(session, application_id, by=by, at=clock.now())
    return await application_shown(session, withdrawn, by=by)
