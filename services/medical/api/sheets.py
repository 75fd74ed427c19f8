"""Settlement sheets: printed as page and PDF, and checked by anyone who holds one."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.medical.api.admissions import AdmissionId, Hospital
from services.medical.api.sheet_views import KIND, PDF, check_page, sheet_of, sheet_page, sheet_pdf, unknown_page
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules import admission as rules
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.rules.sheet import NoSuchSheet, standing_of
from services.medical.schemas.number import Numbered
from services.medical.schemas.settlement import SettleAdmission
from services.medical.schemas.sheet import Sheet
from services.medical.store import admissions, hospitals, settlements
from services.medical.store import sheets as printed
from services.medical.tables import SettledBill, Settlement
from shared import clock
from shared.policy.load import NoPolicyInForce
from shared.security import Principal, Role, anyone, may
from shared.service import Transaction, door, refuses
from shared.throttle import Throttle, TooOften
from shared.vault import find_stamped

router = door("", "结算单")

SettlementId = Annotated[Numbered, Path(title="结算编号", description="也可填国家交易的 setl_id")]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
DischargedOn = Annotated[date, Query(title="出院日期", description="适用政策与年度累计都以出院日期为准", examples=["2020-06-12"])]
Code = Annotated[str, Path(title="查验码", description="结算单上的 40 位查验码，空格可省", max_length=60)]

PREVIEWING = refuses(rules.NoSuchAdmission, rules.AlreadySettled, rules.NothingToSettle, rules.DateOutOfOrder, NoPolicyInForce)
checks = Throttle(a_minute=60)
"""A person at a counter checks one sheet after another; a machine that guesses would need thousands of years all the same."""
AS_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {PDF: {}}, "description": "PDF(A4)"}}


@router.get(
    "/settlements/{settlement_id}/sheet",
    summary="一站式结算单（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchSettlement),
)
async def read_settlement_sheet(settlement_id: SettlementId, session: Transaction, by: Reader) -> HTMLResponse:
    """患者本人的结算单：每个支付方付了多少、怎样算出、依据哪一条。"""
    return sheet_page((await _settled(session, settlement_id, by))[0])


@router.get(
    "/settlements/{settlement_id}/sheet.pdf",
    summary="一站式结算单（PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchSettlement),
)
async def read_settlement_pdf(settlement_id: SettlementId, session: Transaction, by: Reader) -> Response:
    """A4，供打印盖章；与网页内容相同，带查验二维码。已冲正的整页标明。"""
    return await sheet_pdf(*await _settled(session, settlement_id, by))


@router.get(
    "/admissions/{admission_id}/settlement-preview/sheet",
    summary="预结算单（网页）",
    response_class=HTMLResponse,
    responses=PREVIEWING,
)
async def read_preview_sheet(
    admission_id: AdmissionId, discharged_on: DischargedOn, session: Transaction, by: Hospital
) -> HTMLResponse:
    """出院前给患者核对用；不落账，没有编号，整页标明不作为凭据。"""
    return sheet_page((await _previewed(session, admission_id, discharged_on, by))[0])


@router.get(
    "/admissions/{admission_id}/settlement-preview/sheet.pdf",
    summary="预结算单（PDF）",
    response_class=Response,
    responses=AS_PDF | PREVIEWING,
)
async def read_preview_pdf(
    admission_id: AdmissionId, discharged_on: DischargedOn, session: Transaction, by: Hospital
) -> Response:
    """与网页内容相同。"""
    return await sheet_pdf(*await _previewed(session, admission_id, discharged_on, by))


_NOT_OURS = refuses(NoSuchSheet, TooOften)
_NOT_OURS[404]["content"]["text/html"] = {}


@router.get(
    "/sheets/{code}",
    summary="查验结算单",
    dependencies=[anyone],
    response_class=HTMLResponse,
    responses=_NOT_OURS,
)
async def check_sheet(code: Code, session: Transaction, request: Request) -> HTMLResponse:
    """公开查验：持结算单的任何人可核对真伪、是否仍然有效和金额；不显示姓名。浏览器得到网页，程序得到退回代码。"""
    checks.admit(request)
    settlement_id = find_stamped(KIND, code)
    found = await printed.find_printed(session, settlement_id) if settlement_id else None
    if found is None:
        if "text/html" in request.headers.get("Accept", ""):
            return unknown_page(NoSuchSheet())
        raise NoSuchSheet
    standing = standing_of(is_reversed=found.reversal is not None, has_later=found.has_later)
    return check_page(found.settlement, found.reversal, standing, code)


async def _settled(session: Transaction, settlement_id: UUID, by: Principal) -> tuple[Sheet, Settlement]:
    settlement = await settlements.get_settlement(session, settlement_id)
    stay = await admissions.get_admission(session, settlement.admission_id)
    reversal = await settlements.find_reversal(session, settlement_id)
    hospital = await hospitals.get_title(session, stay.hospital)
    return sheet_of(stay, settlement, reversal, by, hospital=hospital, is_preview=False), settlement


async def _previewed(session: Transaction, admission_id: UUID, on: date, by: Principal) -> tuple[Sheet, SettledBill]:
    form = SettleAdmission(discharged_on=on)
    preview = await settle_admission(session, form, admission_id=admission_id, by=by, on=clock.today(), dry_run=True)
    stay = await admissions.get_admission(session, admission_id)
    hospital = await hospitals.get_title(session, stay.hospital)
    return sheet_of(stay, preview, None, by, hospital=hospital, is_preview=True), preview
