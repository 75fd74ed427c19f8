"""What a household received or will: as data, as a page, and each month as a sheet to be handed over (一卡通 notice)."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.attachment import AS_PDF
from services.funds.api.exports import Taking
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.disclosure import public_number
from services.funds.rules.payment import MATTER_NAMES, METHOD_NAMES, PAYMENT_STATE_NAMES
from services.funds.rules.received import Counted, MonthInFuture, NothingReceived, month_of, must_be_over, sums_of
from services.funds.schemas.received import ReceivedLine, ReceivedSum, ReceivedView
from services.funds.store.payee import list_payees_by_id
from services.funds.store.received import list_received, list_received_in
from services.funds.tables import Disclosure, Payee, Payment
from shared import clock, sheets
from shared.clock import china
from shared.html import page
from shared.identity import masked_name
from shared.money import yuan_grouped
from shared.regions import name_of
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/households", "到户资金总览")

HouseholdId = Annotated[UUID, Path(title="户标识")]
Year = Annotated[int | None, Query(title="年度", ge=2010, le=2100)]
Month = Annotated[str, Path(title="月份", pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2020-06"])]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("/{household_id}/received", summary="一户已收到和将收到的全部资金")
async def read_received(household_id: HouseholdId, session: Transaction, by: Reader, year: Year = None) -> ReceivedView:
    """不分事项、不分来源，新的在前；撤回、退回的列出而不计入合计。没有发放过的户为空。"""
    return _view(household_id, year, await list_received(session, household_id, year=year))


@router.get("/{household_id}/received/page", summary="一户资金总览（网页）", response_class=HTMLResponse)
async def show_received(household_id: HouseholdId, session: Transaction, by: Reader, year: Year = None) -> HTMLResponse:
    found = await list_received(session, household_id, year=year)
    view = _view(household_id, year, found)
    every = found if year is None else await list_received(session, household_id)
    years = sorted({payment.period[:4] for payment, _ in every if payment.period}, reverse=True)
    region = every[0][0].region if every else None
    months = sorted({f"{china(payment.paid_at):%Y-%m}" for payment, _ in every if payment.paid_at}, reverse=True)
    over = [month for month in months if month < f"{clock.today():%Y-%m}"]
    return page("funds", "received.html", view=view, years=years, year=year, place=region and name_of(region), months=over[:12])


@router.get(
    "/{household_id}/statements/{month}.pdf",
    summary="一户的月度告知单（PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(MonthInFuture, NothingReceived),
)
async def print_statement(household_id: HouseholdId, month: Month, session: Transaction, by: Reader, taking: Taking) -> Response:
    """一卡通补助资金告知单：当月到账的各笔、依据、公示号和收款账户末四位，供张贴以外的单独送达。"""
    first = month_of(month)
    must_be_over(first, on=clock.today())
    found = await list_received_in(session, household_id, first)
    if not found:
        raise NothingReceived(month=month)
    payees = await list_payees_by_id(session, {payment.payee_id for payment, _ in found if payment.payee_id})
    values = _sheet(household_id, month, found, payees)
    printed = await sheets.pdf("funds", "statement.typ", values, at=clock.now())
    await taking.out("一户的月度告知单", rows=len(found), by=by)
    headers = {"Content-Disposition": f'inline; filename="{month}.pdf"', "Cache-Control": "no-store"}
    return Response(printed, media_type="application/pdf", headers=headers)


def _view(household_id: UUID, year: int | None, found: Sequence[tuple[Payment, Disclosure | None]]) -> ReceivedView:
    counted = [
        Counted(payment.programme, MATTER_NAMES.get(payment.about, ""), payment.period, payment.amount_fen, payment.state)
        for payment, _ in found
    ]
    sums = sums_of(counted)
    return ReceivedView(
        household_id=household_id,
        year=year,
        received_fen=sum(one.received_fen for one in sums),
        to_come_fen=sum(one.to_come_fen for one in sums),
        sums=[ReceivedSum.model_validate(one) for one in sums],
        rows=[_line(payment, disclosure) for payment, disclosure in found],
    )


def _line(payment: Payment, disclosure: Disclosure | None) -> ReceivedLine:
    return ReceivedLine(
        payment_id=payment.id,
        matter=MATTER_NAMES.get(payment.about, ""),
        programme=payment.programme,
        period=payment.period,
        source=SOURCE_NAMES[payment.source] if payment.source else "",
        amount_fen=payment.amount_fen,
        state=payment.state,
        state_name=PAYMENT_STATE_NAMES[payment.state],
        method=METHOD_NAMES[payment.method],
        clause=payment.clause,
        asked_at=payment.asked_at,
        paid_at=payment.paid_at,
        disclosure_number=public_number(disclosure.id) if disclosure else None,
        disclosure_id=disclosure.id if disclosure else None,
    )


def _sheet(
    household_id: UUID, month: str, found: Sequence[tuple[Payment, Disclosure | None]], payees: dict[UUID, Payee]
) -> dict[str, Any]:
    """Every value of the printed sheet as text."""
    lines = []
    for payment, disclosure in found:
        payee = payees.get(payment.payee_id) if payment.payee_id else None
        account = f"{masked_name(unseal(payee.holder_name_sealed))}　{payee.bank} 尾号 {payee.card_tail}" if payee else ""
        lines.append(
            {
                "day": f"{china(payment.paid_at):%m-%d}" if payment.paid_at else "",
                "matter": MATTER_NAMES.get(payment.about, ""),
                "period": payment.period,
                "source": SOURCE_NAMES[payment.source] if payment.source else "",
                "clause": payment.clause,
                "account": account or METHOD_NAMES[payment.method],
                "amount": yuan_grouped(payment.amount_fen),
                "number": public_number(disclosure.id) if disclosure else "",
                "is_returned": payment.returned_at is not None,
            }
        )
    kept = [payment for payment, _ in found if payment.returned_at is None]
    return {
        "place": name_of(found[-1][0].region),
        "month": f"{month[:4]}年{int(month[5:])}月",
        "household": str(household_id),
        "lines": lines,
        "payments": str(len(kept)),
        "total": yuan_grouped(sum(payment.amount_fen for payment in kept)),
    }
