"""Health files: opened, read, listed, taken in from a list and handed out as one."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Path, Query, Response, UploadFile
from pydantic import StringConstraints

from services.medical.api.health.reading import TAG, Carer, Health, HealthReading
from services.medical.api.health.views import file_lines, file_view, recorded
from services.medical.operations.health_file.open_files import open_files
from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.health import file as rules
from services.medical.rules.health.programme import Kind, NoSuchProgramme
from services.medical.schemas.health.file import FileLine, FileRecorded, FileView, OpenFile
from services.medical.schemas.health.file_list import NEEDED, FilesImported, fault_of, form_of, write_files
from services.medical.schemas.health.sheet import (
    SHEET_BYTES,
    HealthSheetColumnsMissing,
    HealthSheetEmpty,
    HealthSheetTooLarge,
    HealthSheetUnreadable,
    read_lines,
)
from services.medical.store.health import files, programmes
from services.medical.store.health.files import Wanted
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.errors import Refusal
from shared.identity import InvalidIdNumber
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion
from shared.service import Transaction, door, door_with_limit, refuses

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
EXPORT_ROWS = 5_000

router = door("/health/files", TAG)
imports = door_with_limit("/health/file-imports", TAG, body_limit_bytes=SHEET_BYTES + ENVELOPE_BYTES)

CODE = r"^[a-z][a-z-]*$"
ItemCode = Annotated[str, StringConstraints(pattern=CODE, max_length=60)]
FileId = Annotated[UUID, Path(title="健康档案编号")]
OPENING = (
    InvalidIdNumber,
    OutsideRegion,
    HospitalUnknown,
    NoSuchProgramme,
    rules.DayNotPossible,
    rules.HospitalNotDesignated,
    rules.ClassNotForProgramme,
    rules.OnlyHealthTransfers,
    rules.FileAlreadyOpen,
)


def wanted(
    kind: Annotated[Kind | None, Query(title="项目类别")] = None,
    programme: Annotated[str | None, Query(title="健康项目代码", max_length=60, pattern=CODE)] = None,
    region: Annotated[AnyRegion | None, Query(title="行政区划代码", description="县、镇街或村")] = None,
    household_id: Annotated[UUID | None, Query(title="户标识", description="同一户的档案，一户一案")] = None,
    is_open: Annotated[bool | None, Query(title="是否未结案")] = None,
    is_overdue: Annotated[bool | None, Query(title="随访是否逾期", description="true 即漏访名单")] = None,
    is_treated_free: Annotated[bool | None, Query(title="是否免费救治")] = None,
    screening: Annotated[rules.Screening | None, Query(title="筛查结果", description="免费救治：fit 合格、unfit 不宜")] = None,
    is_screened: Annotated[bool | None, Query(title="是否已筛查", description="false 即待筛查名单")] = None,
    is_treated: Annotated[bool | None, Query(title="是否已救治（服务）", description="与 screening=fit 合用即待手术名单")] = None,
    level_from: Annotated[int | None, Query(title="危险性等级不低于", ge=0, le=5)] = None,
    lacks: Annotated[list[ItemCode] | None, Query(title="清单未完成的项", description="缺任何一项的", max_length=20)] = None,
) -> Wanted:
    """Which files a list is to hold."""
    return Wanted(
        kind=kind,
        programme=programme,
        region=region,
        household_id=household_id,
        is_open=is_open,
        is_overdue=is_overdue,
        is_treated_free=is_treated_free,
        screening=screening,
        is_screened=is_screened,
        is_treated=is_treated,
        level_from=level_from,
        lacks=tuple(lacks or ()),
    )


def workbook(packed: bytes, name: str) -> Response:
    return attached(packed, f"{name}-{clock.today():%Y%m%d}.xlsx")


@router.post("", status_code=201, summary="建健康档案", responses=refuses(*OPENING))
async def create_file(form: OpenFile, session: Transaction, by: Carer) -> FileRecorded:
    """一人一项目一档。项目、定点医院、救治分类、是否免费按居住地在纳入之日适用的文件判定。"""
    [opened] = await open_files(session, [form], by=by, on=clock.today())
    if isinstance(opened, Refusal):
        raise opened
    return recorded(opened)


@router.get("", summary="健康档案列表", responses=refuses(UnreadableCursor))
async def list_files(
    session: Transaction,
    by: Carer,
    reading: HealthReading,
    wanted: Annotated[Wanted, Depends(wanted)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FileLine]:
    """先建的在前。卫生健康部门看辖区的，医疗机构看本院负责的；列出的每一份都留查阅痕迹。"""
    today = clock.today()
    found = await files.list_files(session, reading, wanted, on=today, after=place(after), limit=limit)
    rows = await file_lines(session, found, on=today)
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/export.xlsx", summary="健康档案列表（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def export_files(
    session: Transaction, by: Health, reading: HealthReading, wanted: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """至多 5,000 份，超过的请按镇街分别导出；身份证号码为掩码。导出的每一份都留查阅痕迹。"""
    today = clock.today()
    found = await files.list_files(session, reading, wanted, on=today, limit=EXPORT_ROWS)
    lines = await file_lines(session, found, on=today)
    return workbook(await asyncio.to_thread(write_files, lines), "健康档案")


@router.get("/{health_file_id}", summary="一份健康档案", responses=refuses(rules.NoSuchHealthFile))
async def read_file(health_file_id: FileId, session: Transaction, by: Carer, reading: HealthReading) -> FileView:
    """方案、清单和全部记录。"""
    return await file_view(session, await files.get_file(session, reading, health_file_id), on=clock.today())


@imports.post(
    "",
    status_code=201,
    summary="导入项目名单（.xlsx）",
    responses=refuses(HealthSheetUnreadable, HealthSheetTooLarge, HealthSheetColumnsMissing, HealthSheetEmpty, HospitalUnknown),
)
async def create_file_import(
    file: Annotated[UploadFile, File(title="名单", description="第一行为表头；项目填名称或代码，救治分类填中文名称")],
    session: Transaction,
    by: Health,
) -> FilesImported:
    """必需的列：姓名、公民身份号码、村（社区）代码、项目、诊断日期；可选：纳入日期、定点医院编号、救治分类、负责医生。
    好的行建档，有误的行连同行号、列、原因退回；至多 2,000 行。"""
    lines = await asyncio.to_thread(read_lines, await file.read(), needed=NEEDED)
    known = programmes.codes_by_title()
    read = [(line, form_of(line, known)) for line in lines]
    good = [(line, form) for line, form in read if isinstance(form, OpenFile)]
    opened = await open_files(session, [form for _, form in good], by=by, on=clock.today())
    faults = [fault for _, wrong in read if isinstance(wrong, list) for fault in wrong]
    refused = [fault_of(line, told) for (line, _), told in zip(good, opened, strict=True) if isinstance(told, Refusal)]
    taken = len(opened) - len(refused)
    told = sorted([*faults, *refused], key=lambda fault: fault.row)
    return FilesImported(rows=len(lines), opened=taken, refused=len(lines) - taken, faults=told)
