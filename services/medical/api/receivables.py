"""What payers owe hospitals: entry by entry, and by age."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.medical.api.filters import HospitalFilter, PayerFilter
from services.medical.schemas.receivable import AgeingView, ReceivableView, Standing, ageing_view
from services.medical.store import receivables
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/receivables", "应收款")

LINES = 5_000
"""Hospitals times payers of a province; more would be no table that anybody reads."""

Reader = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.AUDITOR)]
Day = Annotated[date | None, Query(title="截至日期", description="默认今天", ge=date(2000, 1, 1), le=date(2100, 12, 31))]


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
    """每次结算对每个支付方一笔;冲正为一笔负数。先入账的在前。"""
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


@router.get("/ageing", summary="应收款账龄")
async def read_ageing(
    session: Transaction,
    by: Reader,
    on: Annotated[
        date | None, Query(title="截至日期", description="默认今天", ge=date(2000, 1, 1), le=date(2100, 12, 31))
    ] = None,
    hospital: HospitalFilter = None,
) -> AgeingView:
    """截至这一天终了时已入账而未支付的款项,自结算之日起算天数;冲正抵减原来的那一笔。"""
    day = on or clock.today()
    before = datetime.combine(day + timedelta(days=1), time.min, clock.CHINA)
    rows = await receivables.age_receivables(session, on=day, before=before, hospital=hospital, limit=LINES)
    return ageing_view(rows, on=day)
