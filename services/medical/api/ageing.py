"""How long hospitals have waited for their money: sums by age, and the list behind every sum; as JSON, page and workbook."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from services.medical.api.ageing_sheet import ageing_page, ageing_workbook, open_claims_page
from services.medical.api.filters import HospitalFilter, PayerFilter
from services.medical.rules.receivable import AGES_SPOKEN, Age
from services.medical.schemas.ageing import AgeingView, OpenClaimView, ageing_view, open_claim_views
from services.medical.store import ageing, hospitals
from services.medical.store.ageing import Asked
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/receivables", "应收款")

LINES = 5_000
"""Hospitals times payers of a province; more would be no table that anybody reads."""
ON_A_PAGE = 200
CLAIMS_IN_A_BOOK = 20_000
"""Some ten seconds of writing in a thread; whoever needs more asks hospital by hospital."""

Reader = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.AUDITOR)]
Day = Annotated[date | None, Query(title="截至日期", description="默认今天", ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def _question(
    on: Annotated[Day, BeforeValidator(lambda given: given or None)] = None,
    hospital: Annotated[
        str, Query(title="医疗机构编号", description="为空表示全部", pattern=r"^[0-9A-Za-z-]{0,32}$", examples=["H37131100001"])
    ] = "",
    payer: Annotated[str, Query(title="支付方", description="为空表示全部", pattern=r"^[^\x00-\x1f]{0,60}$")] = "",
) -> Asked:
    """As a form in a browser asks it: a field left empty is no filter."""
    return Asked(on or clock.today(), hospital or None, payer or None)


Question = Annotated[Asked, Depends(_question)]
Bucket = Annotated[Age | None, Query(title="账龄段", description=f"{AGES_SPOKEN}；为空表示全部")]


@router.get("/ageing", summary="应收款账龄")
async def read_ageing(
    session: Transaction, by: Reader, on: Day = None, hospital: HospitalFilter = None, payer: PayerFilter = None
) -> AgeingView:
    """截至这一天终了时已入账而未支付的款项，自结算之日起算天数；冲正抵减原来的那一笔。"""
    return await _aged(session, Asked(on or clock.today(), hospital, payer))


@router.get("/ageing/sheet", summary="应收款账龄（网页）", response_class=HTMLResponse)
async def read_ageing_page(session: Transaction, by: Reader, asked: Question) -> HTMLResponse:
    """按医疗机构和支付方；每个数字都可点开其明细，可打印。"""
    return ageing_page(await _aged(session, asked), asked, region=by.region)


@router.get(
    "/ageing.xlsx",
    summary="应收款账龄（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK,
)
async def read_ageing_workbook(session: Transaction, by: Reader, asked: Question) -> Response:
    """按医疗机构、按支付方各一页，另附全部明细，至多 20,000 笔。"""
    told = await _aged(session, asked)
    claims = await _claims(session, asked, after=None, limit=CLAIMS_IN_A_BOOK)
    packed = await asyncio.to_thread(ageing_workbook, told, claims, asked, by=by)
    return attached(packed, f"应收款账龄-{asked.on}.xlsx")


@router.get("/open", summary="未支付款项明细", responses=refuses(UnreadableCursor))
async def list_open_claims(
    session: Transaction,
    by: Reader,
    on: Day = None,
    hospital: HospitalFilter = None,
    payer: PayerFilter = None,
    age: Bucket = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[OpenClaimView]:
    """账龄表上每个数字背后的各笔款项，先入账的在前。"""
    rows = await _claims(session, Asked(on or clock.today(), hospital, payer, age), after=after, limit=limit)
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/open/sheet", summary="未支付款项明细（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def read_open_claims_page(
    session: Transaction, by: Reader, asked: Question, age: Bucket = None, after: After = None
) -> HTMLResponse:
    """合计为全部各页之和。"""
    asked = replace(asked, age=age)
    rows = await _claims(session, asked, after=after, limit=ON_A_PAGE)
    count, open_fen = await ageing.sum_open_claims(session, asked)
    hospital = await hospitals.get_title(session, asked.hospital) if asked.hospital else None
    following = cursor(rows[-1].id) if len(rows) == ON_A_PAGE else None
    return open_claims_page(rows, asked, hospital=hospital, count=count, open_fen=open_fen, after=after, following=following)


async def _aged(session: Transaction, asked: Asked) -> AgeingView:
    rows = await ageing.age_receivables(session, asked, limit=LINES)
    return ageing_view(rows, await hospitals.find_titles(session, {row.hospital for row in rows}), on=asked.on)


async def _claims(session: Transaction, asked: Asked, *, after: str | None, limit: int) -> list[OpenClaimView]:
    rows = await ageing.list_open_claims(session, asked, after=place(after), limit=limit)
    return open_claim_views(rows, await hospitals.find_titles(session, {row["hospital"] for row in rows}))
