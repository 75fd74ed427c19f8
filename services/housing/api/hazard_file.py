"""Door one: the ledger of dangerous houses that a county already has, looked through and taken in."""

from typing import Annotated

from fastapi import File, Response, UploadFile

from services.housing.api.list_files import FILE_SAYS, UPLOAD_BYTES, FileId, FromRow, ListKind, OfRegion, file_shown
from services.housing.api.list_pages import ListPages, pages_of
from services.housing.operations.hazard import take_in_ledger as taking
from services.housing.operations.hazard import upload_ledger as uploading
from services.housing.rules import hazard_file as rules
from services.housing.rules.list_file import HOUSE, ID_NUMBER
from services.housing.rules.structure import STRUCTURE_NAMES
from services.housing.schemas.hazard import HazardFileLine, HazardFileView
from services.housing.store.hazard import get_hazard_file
from services.housing.store.hazard_file import Line, plan_ledger, read_ledger
from services.housing.tables import HazardFile
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.grid import GRID_LAWS
from shared.pages import PAGE_ROWS, Limit
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

router = door_with_limit("/hazard-files", "危房台账", body_limit_bytes=UPLOAD_BYTES)

Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
UPLOADING = (*GRID_LAWS, OutsideRegion, rules.NotAHazardLedger, rules.NoHazardRows)
TAKING = (rules.NoSuchHazardFile, OutsideRegion, rules.HazardFileTakenAlready)
DESCRIPTION = """当地已有的危房台账，列名可以是当地的叫法，至少有“等级”“评定日期”，以及“住房编号”“户编号”“户主身份证号”三列之一。
提交后只作预览，逐行说明列入、更新、无变化或退回；确认（POST /hazard-files/{file_id}/taking）后才录入。
至多 50 MB、5,000 行；原件加密保存。"""
LEDGER = ListKind(
    title="危房台账",
    columns=rules.COLUMNS,
    widths={HOUSE: 24, ID_NUMBER: 22, rules.ADDRESS: 22, rules.NOTE: 30},
    guide=(
        ("住房编号、户编号、户主身份证号", "至少填一项，据此找到住房；户还没有登记住房的，随之登记"),
        ("结构类型", "、".join(STRUCTURE_NAMES.values())),
        ("等级", "C 或 D"),
        ("评定日期、改造完成日期", "写成 2018-06-01；没有改造完的，改造完成日期留空"),
        ("建筑面积", "平方米，至多两位小数"),
        ("每处住房", "只留一行（认定一户、改造一户）"),
    ),
    read=read_ledger,
    nothing_refused=rules.NoHazardRefused,
)


@router.get("/template.xlsx", summary="危房台账模板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_template(session: Transaction, by: Officer) -> Response:
    return await LEDGER.template()


@router.post(
    "",
    status_code=201,
    summary="提交已有的危房台账（.xlsx、.xls 或 .csv），先作预览",
    description=DESCRIPTION,
    responses=refuses(*UPLOADING),
)
async def upload_ledger(
    file: Annotated[UploadFile, File(title="危房台账", description=FILE_SAYS)],
    region: OfRegion,
    session: Transaction,
    by: Officer,
) -> HazardFileView:
    content = await file.read()
    return file_shown(HazardFileView, await uploading.upload_ledger(session, content, region=region, by=by, at=clock.now()))


@router.get("/{file_id}", summary="一份提交的危房台账", responses=refuses(rules.NoSuchHazardFile))
async def show_file(file_id: FileId, session: Transaction, by: Officer) -> HazardFileView:
    return file_shown(HazardFileView, await get_hazard_file(session, file_id))


@router.get("/{file_id}/lines", summary="逐行预览", responses=refuses(rules.NoSuchHazardFile))
async def list_lines(
    file_id: FileId,
    session: Transaction,
    by: Officer,
    from_row: FromRow = 1,
    limit: Limit = PAGE_ROWS,
) -> list[HazardFileLine]:
    """可以接收的各行会怎样处理，按现在的台账推定；退回的行见退回原因。"""
    lines = await _lines(session, await get_hazard_file(session, file_id))
    return [line for line in lines if line.row >= from_row][:limit]


@router.get(
    "/{file_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchHazardFile, rules.NoHazardRefused),
)
async def read_errors_workbook(file_id: FileId, session: Transaction, by: Officer) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    return await LEDGER.handed_back(await get_hazard_file(session, file_id))


@router.post(
    "/{file_id}/taking",
    status_code=201,
    summary="确认录入",
    responses=refuses(*TAKING),
)
async def take_in_ledger(file_id: FileId, session: Transaction, by: Officer) -> HazardFileView:
    """可以接收的行按现在的台账录入，退回的不录入；一份只录入一次。"""
    return file_shown(HazardFileView, await taking.take_in_ledger(session, file_id, by=by, at=clock.now()))


def line_shown(line: Line) -> HazardFileLine:
    return HazardFileLine(
        row=line.row.row,
        decision=line.decision,
        region=line.region,
        house_number=line.house.number if line.house else "",
        household_code=line.household.code if line.household else None,
        grade=line.row.grade,
        graded_on=line.row.graded_on,
        safe_on=line.row.safe_on,
    )


async def _lines(session: Transaction, file: HazardFile) -> list[HazardFileLine]:
    rows, read = await LEDGER.rows_of(file)
    plan = await plan_ledger(session, rows, read, region=file.region)
    return [line_shown(line) for line in plan.lines]


def _says(line: HazardFileLine) -> str:
    safe = f"，{line.safe_on} 改造完成" if line.safe_on else ""
    return f"{line.grade} 级，{line.graded_on} 评定{safe}"


pages = pages_of(
    ListPages(
        prefix="/hazard-files",
        tag="危房台账",
        title="危房台账",
        table=HazardFile,
        view=HazardFileView,
        upload=uploading.upload_ledger,
        take_in=taking.take_in_ledger,
        get=get_hazard_file,
        lines=_lines,
        says=_says,
        back=("hazards/page", "危房台账"),
        upload_laws=UPLOADING,
        take_in_laws=TAKING,
        no_such_file=rules.NoSuchHazardFile,
    )
)
