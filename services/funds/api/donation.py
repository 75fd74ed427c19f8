"""Funds of donations, donations with their receipts, and what each did."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.donation_views import donation_view, fund_view, receipt_of, report_of, statement_of, use_view
from services.funds.api.exports import Taking
from services.funds.operations.donation import open_fund as opening
from services.funds.operations.donation import record_donation as recording
from services.funds.rules import donation
from services.funds.rules.budget import NoBudgetRule, ProgrammeUnknown
from services.funds.schemas.donation import DonationReport, DonationView, FundStatement, FundView, OpenFund, RecordDonation
from services.funds.store.donation import (
    get_donation,
    get_fund,
    list_donations,
    list_funds,
    list_funds_named,
    list_uses,
    list_years,
)
from services.funds.store.ledger import get_account
from shared import clock, sheets
from shared.html import page
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import UnknownRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "社会捐赠")

FundNumber = Annotated[str, Path(title="基金编号", pattern=r"^F-\d{6,9}-\d{4}-\d{4,6}$")]
DonationNumber = Annotated[str, Path(title="捐赠编号", pattern=r"^D-\d{6,9}-\d{4}-\d{4,6}$")]
FundAsked = Annotated[str | None, Query(title="基金编号", pattern=r"^F-\d{6,9}-\d{4}-\d{4,6}$")]
YearAsked = Annotated[int, Query(title="年度", ge=2015, le=2100)]

A_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "收据"}}

Officer = Annotated[Principal, may(Role.COUNTY, Role.TOWN)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.AUDITOR, Role.OPERATOR)]
SeesDonors = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.AUDITOR)]


@router.post(
    "/donation-funds",
    status_code=201,
    summary="设立捐赠基金",
    responses=refuses(OutsideRegion, donation.NoDonationRule, donation.FundKindUnknown),
)
async def open_fund(form: OpenFund, session: Transaction, by: Officer) -> FundView:
    """基金种类决定资金必须用于谁，如慈心一日捐、助学基金。"""
    fund = await opening.open_fund(session, form, by=by, at=clock.now())
    return fund_view(fund, await get_account(session, fund.account_id))


@router.get("/donation-funds", summary="捐赠基金列表", responses=refuses(UnreadableCursor))
async def list_funds_(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[FundView]:
    rows = await list_funds(session, after=place(after), limit=limit)
    views = [fund_view(fund, account) for fund, account in rows]
    return Page(rows=views, next=cursor(rows[-1][0].id) if len(rows) == limit else None)


@router.get(
    "/donation-funds/{number}/statement",
    summary="基金年度收支",
    responses=refuses(donation.NoSuchFund, donation.NoDonationRule),
)
async def show_statement(number: FundNumber, session: Transaction, by: Reader, year: YearAsked) -> FundStatement:
    """年初结余、接收、使用、退回、年末结余，用途是否符合规定，账实是否相符。"""
    return await statement_of(session, await get_fund(session, number), year)


@router.get(
    "/donation-funds/{number}/page",
    summary="基金年度收支（网页）",
    response_class=HTMLResponse,
    responses=refuses(donation.NoSuchFund, donation.NoDonationRule),
)
async def show_fund(
    number: FundNumber,
    session: Transaction,
    by: SeesDonors,
    year: Annotated[int | None, Query(title="年度", ge=2015, le=2100)] = None,
) -> HTMLResponse:
    """不填年度的为今年；可打印，手机可看。"""
    fund = await get_fund(session, number)
    asked = year or clock.today().year
    given = await list_donations(session, fund_id=fund.id, year=asked, after=None, limit=PAGE_ROWS_LIMIT)
    uses = await list_uses(session, fund_id=fund.id, year=asked, after=None, limit=PAGE_ROWS_LIMIT)
    return page(
        "funds",
        "donation_fund.html",
        fund=fund,
        told=await statement_of(session, fund, asked),
        years=sorted({asked, clock.today().year, *await list_years(session, fund.id)}, reverse=True),
        donations=[donation_view(one, fund.number, by) for one in given],
        uses=[use_view(one, fund.number) for one in uses],
        limit=PAGE_ROWS_LIMIT,
    )


@router.post(
    "/donations",
    status_code=201,
    summary="登记捐赠",
    responses=refuses(
        donation.NoSuchFund,
        OutsideRegion,
        donation.DonatedTomorrow,
        donation.NoDonationRule,
        donation.FundKindUnknown,
        donation.PersonClassUnknown,
        donation.FundForbids,
        donation.OutsideFund,
        UnknownRegion,
        NoBudgetRule,
        ProgrammeUnknown,
    ),
)
async def record_donation(form: RecordDonation, session: Transaction, by: Officer) -> DonationView:
    """资金记入基金账户，物资按数量登记。随即公示：个人不公示姓名，单位要求匿名的也不公示。"""
    given = await recording.record_donation(session, form, by=by, at=clock.now())
    return donation_view(given, form.fund, by)


@router.get("/donations", summary="捐赠台账", responses=refuses(UnreadableCursor, donation.NoSuchFund))
async def list_donations_(
    session: Transaction, by: SeesDonors, fund: FundAsked = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[DonationView]:
    """先登记的在前。"""
    fund_id = (await get_fund(session, fund)).id if fund else None
    rows = await list_donations(session, fund_id=fund_id, year=None, after=place(after), limit=limit)
    numbers = await list_funds_named(session, [row.fund_id for row in rows])
    views = [donation_view(row, numbers[row.fund_id], by) for row in rows]
    return Page(rows=views, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/donations/{number}", summary="一笔捐赠做了什么", responses=refuses(donation.NoSuchDonation))
async def show_donation(number: DonationNumber, session: Transaction, by: SeesDonors) -> DonationReport:
    """逐笔列出这笔捐赠用到了哪里，各笔与未使用数合计等于捐赠额。"""
    return await report_of(session, await get_donation(session, number), by)


@router.get(
    "/donations/{number}/receipt",
    summary="捐赠收据（网页）",
    response_class=HTMLResponse,
    responses=refuses(donation.NoSuchDonation),
)
async def show_receipt(number: DonationNumber, session: Transaction, by: SeesDonors) -> HTMLResponse:
    return page("funds", "donation_receipt.html", sheet=await receipt_of(session, await get_donation(session, number), by))


@router.get(
    "/donations/{number}/receipt.pdf",
    summary="捐赠收据（PDF）",
    response_class=Response,
    responses=A_PDF | refuses(donation.NoSuchDonation),
)
async def show_receipt_pdf(number: DonationNumber, session: Transaction, by: SeesDonors, taking: Taking) -> Response:
    """A4，金额附大写，供打印盖章。"""
    given = await get_donation(session, number)
    packed = await sheets.pdf("funds", "donation_receipt.typ", await receipt_of(session, given, by), at=given.recorded_at)
    await taking.out("捐赠收据", rows=1, by=by)
    headers = {"Content-Disposition": f'inline; filename="receipt-{given.number}.pdf"'}
    return Response(packed, media_type="application/pdf", headers=headers)
