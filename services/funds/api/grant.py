"""Emergency grants and their papers."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.book_sheets import XLSX_ANSWER, as_download
from services.funds.api.exports import Taking
from services.funds.api.grant_file import file_page
from services.funds.api.reserve_book import GRANTS_OF_A_BOOK, grants_book
from services.funds.operations.grant import file_grant_papers as filing
from services.funds.rules.grant import (
    GrantNotPaid,
    GrantState,
    NoSuchGrant,
    PapersAlreadyFiled,
    PapersIncomplete,
    PapersUnknown,
)
from services.funds.rules.transfer import About
from services.funds.schemas.grant import FileGrantPapers, GrantLine, GrantView, PaperView, PaymentView
from services.funds.store.grant import get_grant, list_grants
from services.funds.store.grant_application import list_applications_of
from services.funds.store.payment import list_payments_about
from services.funds.store.policy import get_policy_named
from services.funds.tables import EmergencyGrant
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/grants", "急难救助金")

GrantId = Annotated[UUID, Path(title="救助金编号")]

Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
FileReader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
"""Why a household was aided, and what was asked back of it, is not for operators."""
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
Year = Annotated[int | None, Query(title="决定年度", ge=2015, le=2100)]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]


@router.get("", summary="急难救助金列表", responses=refuses(UnreadableCursor))
async def list_grants_(
    session: Transaction,
    by: Reader,
    state: Annotated[GrantState | None, Query(title="状态")] = None,
    has_overdue_papers: Annotated[bool | None, Query(title="手续是否逾期未补")] = None,
    region: Where = None,
    year: Year = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[GrantLine]:
    """先发生的在前。"""
    grants = await list_grants(
        session,
        state=state,
        has_overdue_papers=has_overdue_papers,
        on=clock.today(),
        after=place(after),
        limit=limit,
        region=region or "",
        year=year,
    )
    lines = [GrantLine.model_validate(grant) for grant in grants]
    return Page(rows=lines, next=cursor(grants[-1].id) if len(grants) == limit else None)


@router.get(".xlsx", summary="急难救助金列表（工作簿）", response_class=Response, responses=XLSX_ANSWER)
async def take_out_grants(session: Transaction, by: Reader, taking: Taking, region: Where = None, year: Year = None) -> Response:
    """每笔一行：金额、状态、时限、手续。"""
    found = await list_grants(
        session,
        state=None,
        has_overdue_papers=None,
        on=clock.today(),
        after=None,
        limit=GRANTS_OF_A_BOOK + 1,
        region=region or "",
        year=year,
    )
    is_whole = len(found) <= GRANTS_OF_A_BOOK
    book = await grants_book(found[:GRANTS_OF_A_BOOK], by=by, at=clock.now(), is_whole=is_whole)
    await taking.out("急难救助金", rows=min(len(found), GRANTS_OF_A_BOOK), by=by)
    return as_download("急难救助金", book)


@router.get("/{grant_id}/page", summary="一笔救助的卷宗（网页）", response_class=HTMLResponse, responses=refuses(NoSuchGrant))
async def show_grant_page(grant_id: GrantId, session: Transaction, by: FileReader) -> HTMLResponse:
    """从先行救助到全额审批、公示、发放或追回，逐条写明依据。"""
    grant = await get_grant(session, grant_id)
    return await file_page(
        session, grant, await list_applications_of(session, grant.id), by=by, shown=await _shown(session, grant)
    )


@router.get("/{grant_id}", summary="一笔急难救助金", responses=refuses(NoSuchGrant))
async def show_grant(grant_id: GrantId, session: Transaction, by: Reader) -> GrantView:
    """金额、每一步的理由与依据、手续、发放记录。"""
    return await _shown(session, await get_grant(session, grant_id))


@router.post(
    "/{grant_id}/papers",
    status_code=201,
    summary="补齐救助手续",
    responses=refuses(NoSuchGrant, GrantNotPaid, PapersAlreadyFiled, PapersUnknown, PapersIncomplete),
)
async def file_grant_papers(grant_id: GrantId, form: FileGrantPapers, session: Transaction, by: Officer) -> GrantView:
    """先行救助后补齐材料。逾期仍可补，但会如实记为逾期。"""
    return await _shown(session, await filing.file_grant_papers(session, grant_id, form, on=clock.today()))


async def _shown(session: Transaction, grant: EmergencyGrant) -> GrantView:
    payments = await list_payments_about(session, About.EMERGENCY_GRANT, grant.id)
    required = get_policy_named(grant.policy).papers.kinds
    return GrantView(
        **GrantLine.model_validate(grant).model_dump(by_alias=False, exclude={"state_name", "trigger_name"}),
        burden_fen=grant.burden_fen,
        clause=grant.clause,
        reasons=grant.reasons,
        policy=grant.policy,
        policy_version=grant.policy_version,
        decided_on=grant.decided_on,
        papers=grant.papers,
        required_papers=[PaperView.model_validate(kind) for kind in required],
        payment=PaymentView.model_validate(payments[0]) if payments else None,
    )
