"""Emergency grants and their papers."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

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
from services.funds.store.payment import list_payments_about
from services.funds.store.policy import get_policy_named
from services.funds.tables import EmergencyGrant
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/grants", "急难救助金")

GrantId = Annotated[UUID, Path(title="救助金编号")]

Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]


@router.get("", summary="急难救助金列表", responses=refuses(UnreadableCursor))
async def list_grants_(
    session: Transaction,
    by: Reader,
    state: Annotated[GrantState | None, Query(title="状态")] = None,
    has_overdue_papers: Annotated[bool | None, Query(title="手续是否逾期未补")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[GrantLine]:
    """先发生的在前。"""
    grants = await list_grants(
        session, state=state, has_overdue_papers=has_overdue_papers, on=clock.today(), after=place(after), limit=limit
    )
    lines = [GrantLine.model_validate(grant) for grant in grants]
    return Page(rows=lines, next=cursor(grants[-1].id) if len(grants) == limit else None)


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
