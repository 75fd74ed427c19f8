"""What hospitals were paid for clearing statements, and what could not be paid."""

from typing import Annotated

from fastapi import Query

from services.funds.rules.clearing import ClearingState
from services.funds.schemas.clearing import ClearingView
from services.funds.store.clearing import list_clearings
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/clearing-payments", "医疗费用清算拨付")


@router.get("", summary="清算拨付列表", responses=refuses(UnreadableCursor))
async def list_clearing_payments(
    session: Transaction,
    by: Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)],
    state: Annotated[ClearingState | None, Query(title="状态")] = None,
    hospital: Annotated[str | None, Query(title="医疗机构编号", pattern=r"^[0-9A-Za-z-]{1,32}$")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ClearingView]:
    """先请求的在前。未能支付的，补足支付方资金后由清算单重新请求。"""
    rows = await list_clearings(session, state=state, hospital=hospital, after=place(after), limit=limit)
    return Page(rows=[ClearingView.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)
