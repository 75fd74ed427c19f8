"""What people are paid for their bills on paper."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.medical.api.filters import PayerFilter
from services.medical.operations.payout.record_payout import record_payout
from services.medical.operations.payout.request_payout import request_payout
from services.medical.rules import payout as rules
from services.medical.rules.claim import NoSuchClaim
from services.medical.rules.payout import Matter, PayoutState
from services.medical.schemas.payout import ClaimPayoutView, RecordPayout
from services.medical.store import claim_payouts
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/claim-payouts", "手工报销")

PayoutId = Annotated[UUID, Path(title="支付编号")]
Clerk = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("", summary="手工报销支付列表", responses=refuses(UnreadableCursor))
async def list_claim_payouts(
    session: Transaction,
    by: Reader,
    claim_id: Annotated[UUID | None, Query(title="手工报销编号")] = None,
    state: Annotated[PayoutState | None, Query(title="状态")] = None,
    payer: PayerFilter = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ClaimPayoutView]:
    """一次结算、一个支付方一笔，先请求的在前。在登记之中的由资金服务发放到户；等待支付方资金或收款账户的，原因见资金服务的发放申请。"""
    rows = await claim_payouts.list_payouts(
        session, claim_id=claim_id, state=state, payer=payer or "", after=place(after), limit=limit
    )
    shown = [ClaimPayoutView.model_validate(row) for row in rows]
    return Page(rows=shown, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "/{payout_id}/outcome",
    status_code=201,
    summary="登记支付结果",
    responses=refuses(NoSuchClaim, *rules.RECORD_LAWS, OutsideRegion),
)
async def create_claim_outcome(payout_id: PayoutId, form: RecordPayout, session: Transaction, by: Clerk) -> ClaimPayoutView:
    """不在登记之中、由窗口支付的，或资金服务撤回后改由窗口支付的。"""
    payout = await record_payout(session, form, matter=Matter.PAPER_CLAIM, payout_id=payout_id, by=by, on=clock.today())
    return ClaimPayoutView.model_validate(payout)


@router.post(
    "/{payout_id}/requests",
    status_code=201,
    summary="被退回后重新请求支付",
    responses=refuses(NoSuchClaim, *rules.REQUEST_LAWS, OutsideRegion),
)
async def create_claim_request(payout_id: PayoutId, session: Transaction, by: Clerk) -> ClaimPayoutView:
    """原因消除之后使用；一笔钱只会支付一次。"""
    payout = await request_payout(session, matter=Matter.PAPER_CLAIM, payout_id=payout_id, by=by)
    return ClaimPayoutView.model_validate(payout)
