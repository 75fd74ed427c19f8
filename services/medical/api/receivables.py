"""What payers owe hospitals, entry by entry."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.medical.api.filters import HospitalFilter, PayerFilter
from services.medical.schemas.receivable import ReceivableView, Standing
from services.medical.store import receivables
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/receivables", "应收款")

Reader = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.AUDITOR)]


@router.get("", summary="应收款明细", responses=refuses(UnreadableCursor))
async def list_receivables(
    session: Transaction,
    by: Reader,
    hospital: HospitalFilter = None,
    payer: PayerFilter = None,
    settlement_id: Annotated[UUID | None, Query(title="结算编号")] = None,
    standing: Annotated[Standing | None, Query(title="清算情况")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ReceivableView]:
    """每次结算对每个支付方一笔；冲正为一笔负数。先入账的在前。"""
    rows = await receivables.list_receivables(
        session,
        hospital=hospital,
        payer=payer,
        settlement_id=settlement_id,
        standing=standing,
        after=place(after),
        limit=limit,
    )
    return Page(
        rows=[ReceivableView.model_validate(dict(row)) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None
    )
