"""The lines of a bill: uploaded in batches, listed, and day by day as the patient gets them (一日清单)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.medical.api.admissions import AdmissionId, Hospital
from services.medical.api.daily_sheet import daily_sheet
from services.medical.api.views import day_views
from services.medical.operations.admission.record_charges import record_charges
from services.medical.rules import admission as rules
from services.medical.rules import line, refund
from services.medical.schemas.charge import ChargesView, ChargeView, DailyListView, DayView, RecordCharges
from services.medical.store import admissions, charges, hospitals
from shared import clock
from shared.pages import Page
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/admissions", "费用")

BillReader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Day = Annotated[date, Path(title="费用日期", examples=["2020-06-02"])]
AfterLine = Annotated[int, Query(title="从此行号之后", ge=0, le=2_000_000_000)]
Lines = Annotated[int, Query(title="每页条数", ge=1, le=500)]

SHEET_LINES_LIMIT = 2_000

RECORDING = (
    rules.NoSuchAdmission,
    rules.AdmissionSettled,
    rules.AdmissionCancelled,
    rules.DateOutOfOrder,
    line.AmountIsNotQuantityTimesPrice,
    line.SelfPayRatioNotForClass,
    line.DuplicateLineNumbers,
    line.LineAlreadyRecorded,
    line.BillTooLarge,
    line.TooManyLines,
    refund.RefundNamesNoLine,
    refund.RefundDiffers,
    refund.RefundExceedsCharge,
    refund.LineSettled,
)


@router.post("/{admission_id}/charges", status_code=201, summary="上传费用明细", responses=refuses(*RECORDING))
async def create_charges(admission_id: AdmissionId, form: RecordCharges, session: Transaction, by: Hospital) -> ChargesView:
    """整批记入；有一行不合规定，整批不记。内容相同的行重传不会重复记入，见 repeated_line_nos。退费用负数行。"""
    return await record_charges(session, form, admission_id=admission_id, by=by, on=clock.today())


@router.get("/{admission_id}/charges", summary="查询费用明细", responses=refuses(rules.NoSuchAdmission))
async def list_charges(
    admission_id: AdmissionId, session: Transaction, by: BillReader, after: AfterLine = 0, limit: Lines = 100
) -> Page[ChargeView]:
    """按行号排列；next 为空表示已到末页，否则作为 after 取下一页。"""
    await admissions.get_admission(session, admission_id)
    found = await charges.list_charges(session, admission_id, after=after, limit=limit)
    rows = [ChargeView.model_validate(charge) for charge in found[:limit]]
    return Page(rows=rows, next=str(rows[-1].line_no) if len(found) > limit else None)


@router.get("/{admission_id}/days", summary="逐日费用合计", responses=refuses(rules.NoSuchAdmission))
async def list_days(admission_id: AdmissionId, session: Transaction, by: BillReader) -> list[DayView]:
    """每个有费用的日期一条，附各目录类别小计；退费已冲减。"""
    await admissions.get_admission(session, admission_id)
    return day_views(await charges.list_days(session, admission_id))


@router.get("/{admission_id}/days/{day}", summary="一日清单", responses=refuses(rules.NoSuchAdmission))
async def read_daily_list(
    admission_id: AdmissionId, day: Day, session: Transaction, by: BillReader, after: AfterLine = 0, limit: Lines = 500
) -> DailyListView:
    """某一天的全部费用行（分页）、合计与各目录类别小计；没有费用的日期合计为零。"""
    await admissions.get_admission(session, admission_id)
    found = await charges.list_charges(session, admission_id, after=after, limit=limit, day=day)
    rows = [ChargeView.model_validate(charge) for charge in found[:limit]]
    return DailyListView(
        admission_id=admission_id,
        day=await _sums_of(session, admission_id, day),
        rows=rows,
        next=str(rows[-1].line_no) if len(found) > limit else None,
    )


@router.get(
    "/{admission_id}/days/{day}/sheet",
    summary="打印一日清单",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchAdmission),
)
async def read_daily_sheet(admission_id: AdmissionId, day: Day, session: Transaction, by: BillReader) -> HTMLResponse:
    """交患者或家属签字的网页（A4）；至多列 2000 行，合计为当日全部费用。"""
    stay = await admissions.get_admission(session, admission_id)
    found = await charges.list_charges(session, admission_id, after=0, limit=SHEET_LINES_LIMIT, day=day)
    sums = await _sums_of(session, admission_id, day)
    hospital = await hospitals.get_title(session, stay.hospital)
    return daily_sheet(stay, sums, found, by, hospital=hospital, limit=SHEET_LINES_LIMIT)


async def _sums_of(session: Transaction, admission_id: UUID, day: date) -> DayView:
    """A day without charges has sums too."""
    sums = day_views(await charges.list_days(session, admission_id, day=day))
    return sums[0] if sums else DayView(charged_on=day, line_count=0, amount_fen=0, classes=[])
