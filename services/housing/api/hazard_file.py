"""Door one: the ledger of dangerous houses that a county already has, looked through and taken in."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Response, UploadFile

from services.housing.operations.hazard import take_in_ledger as taking
from services.housing.operations.hazard import upload_ledger as uploading
from services.housing.rules import hazard_file as rules
from services.housing.rules.structure import STRUCTURE_NAMES
from services.housing.schemas.hazard import FAULTS_SHOWN, HazardFileLine, HazardFileView
from services.housing.store.hazard import get_hazard_file
from services.housing.store.hazard_file import plan_ledger, read_ledger
from services.housing.tables import HazardFile
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import Fault
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.handed_back import write_handed_back
from shared.pages import PAGE_ROWS, Limit
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal_bytes
from shared.workbook import Sheet, workbook

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door_with_limit("/hazard-files", "危房台账", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

FileId = Annotated[UUID, Path(title="导入标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
DESCRIPTION = """当地已有的危房台账，列名可以是当地的叫法，至少有“等级”“评定日期”，以及“住房编号”“户编号”“户主身份证号”三列之一。
提交后只作预览，逐行说明列入、更新、无变化或退回；确认（POST /hazard-files/{file_id}/taking）后才录入。
至多 50 MB、5,000 行；原件加密保存。"""
_WIDTHS = {rules.NUMBER: 24, rules.ID_NUMBER: 22, rules.ADDRESS: 22, rules.NOTE: 30}
_GUIDE = (
    ("住房编号、户编号、户主身份证号", "至少填一项，据此找到住房；户还没有登记住房的，随之登记"),
    ("结构类型", "、".join(STRUCTURE_NAMES.values())),
    ("等级", "C 或 D"),
    ("评定日期、改造完成日期", "写成 2018-06-01；没有改造完的，改造完成日期留空"),
    ("建筑面积", "平方米，至多两位小数"),
    ("每处住房", "只留一行（认定一户、改造一户）"),
)


@router.get("/template.xlsx", summary="危房台账模板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_template(session: Transaction, by: Officer) -> Response:
    columns = [(name, _WIDTHS.get(name, 14)) for name in rules.COLUMNS]
    packed = await asyncio.to_thread(workbook, Sheet("危房台账", columns, []), asked=_GUIDE)
    return attached(packed, "危房台账模板.xlsx")


@router.post(
    "",
    status_code=201,
    summary="提交已有的危房台账（.xlsx、.xls 或 .csv），先作预览",
    description=DESCRIPTION,
    responses=refuses(*GRID_LAWS, OutsideRegion, rules.NotAHazardLedger, rules.NoHazardRows),
)
async def upload_ledger(
    file: Annotated[UploadFile, File(title="危房台账", description=".xlsx、.xls 工作簿，或 UTF-8、GBK 编码的 .csv")],
    region: Annotated[AnyRegion, Form(title="地区代码", description="台账覆盖的地区，县区或镇街", examples=["371311"])],
    session: Transaction,
    by: Officer,
) -> HazardFileView:
    content = await file.read()
    return _view(await uploading.upload_ledger(session, content, region=region, by=by, at=clock.now()))


@router.get("/{file_id}", summary="一份提交的危房台账", responses=refuses(rules.NoSuchHazardFile))
async def show_file(file_id: FileId, session: Transaction, by: Officer) -> HazardFileView:
    return _view(await get_hazard_file(session, file_id))


@router.get("/{file_id}/lines", summary="逐行预览", responses=refuses(rules.NoSuchHazardFile))
async def list_lines(
    file_id: FileId,
    session: Transaction,
    by: Officer,
    from_row: Annotated[int, Query(title="从第几行起", ge=1, le=100_000)] = 1,
    limit: Limit = PAGE_ROWS,
) -> list[HazardFileLine]:
    """可以接收的各行会怎样处理，按现在的台账推定；退回的行见退回原因。"""
    file = await get_hazard_file(session, file_id)
    rows, read = await asyncio.to_thread(read_ledger, unseal_bytes(file.content_sealed), on=clock.china(file.uploaded_at).date())
    plan = await plan_ledger(session, rows, read, region=file.region)
    lines = [line for line in plan.lines if line.row.row >= from_row][:limit]
    return [
        HazardFileLine(
            row=line.row.row,
            decision=line.decision,
            region=line.region,
            number=line.house.number if line.house else "",
            household_code=line.household.code if line.household else None,
            grade=line.row.grade,
            graded_on=line.row.graded_on,
            safe_on=line.row.safe_on,
        )
        for line in lines
    ]


@router.get(
    "/{file_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchHazardFile, rules.NoHazardRefused),
)
async def read_errors_workbook(file_id: FileId, session: Transaction, by: Officer) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    file = await get_hazard_file(session, file_id)
    faults = [Fault(**fault) for fault in file.faults]
    if not faults:
        raise rules.NoHazardRefused(file_id=str(file_id))
    rows, _ = await asyncio.to_thread(read_ledger, unseal_bytes(file.content_sealed), on=clock.china(file.uploaded_at).date())
    wrong = {fault.row for fault in faults}
    back = [row for row in rows if row.number in wrong]
    packed = await asyncio.to_thread(write_handed_back, back, faults, columns=rules.COLUMNS)
    return attached(packed, f"需更正的危房台账-{clock.china(file.uploaded_at):%Y%m%d}.xlsx")


@router.post(
    "/{file_id}/taking",
    status_code=201,
    summary="确认录入",
    responses=refuses(rules.NoSuchHazardFile, OutsideRegion, rules.HazardFileTakenAlready),
)
async def take_in_ledger(file_id: FileId, session: Transaction, by: Officer) -> HazardFileView:
    """可以接收的行按现在的台账录入，退回的不录入；一份只录入一次。"""
    return _view(await taking.take_in_ledger(session, file_id, by=by, at=clock.now()))


def _view(file: HazardFile) -> HazardFileView:
    return HazardFileView.model_validate(file.model_dump(exclude={"content_sealed"}) | {"faults": file.faults[:FAULTS_SHOWN]})
