"""Door one: renovations from before the platform, so that a county starts with its books; looked through, then taken in."""

from typing import Annotated

from fastapi import File, Query, Response, UploadFile

from services.housing.api.list_files import FILE_SAYS, UPLOAD_BYTES, FileId, FromRow, ListKind, OfRegion, file_shown
from services.housing.api.list_pages import ListPages, pages_of
from services.housing.api.progress import InRegion, Reader, within
from services.housing.operations.former import take_in_formers as taking
from services.housing.operations.former import upload_formers as uploading
from services.housing.rules import former_file as rules
from services.housing.rules.list_file import CODE, HOUSE, ID_NUMBER
from services.housing.rules.mode import MODE_NAMES
from services.housing.schemas.former import FormerFileLine, FormerView
from services.housing.schemas.list_file import ListFileView
from services.housing.store.former import get_former_file, list_formers
from services.housing.store.former_file import Line, plan_list, read_list
from services.housing.tables import FormerFile
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.grid import GRID_LAWS
from shared.money import yuan_grouped
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, door_with_limit, refuses

router = door("/former-renovations", "平台前的危房改造")
files = door_with_limit("/former-files", "平台前的危房改造", body_limit_bytes=UPLOAD_BYTES)

Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
UPLOADING = (*GRID_LAWS, OutsideRegion, rules.NotAFormerList, rules.NoFormerRows)
TAKING = (rules.NoSuchFormerFile, OutsideRegion, rules.FormerFileTakenAlready)
DESCRIPTION = """平台启用以前各年度已改造的户，列名可以是当地的叫法。
至少有“年度”“改造方式”“验收日期”“补助金额”，以及“住房编号”“户编号”“户主身份证号”三列之一。
提交后只作预览，逐行说明录入、更新、无变化或退回；确认（POST /former-files/{file_id}/taking）后才录入。
录入的算作这处住房改造过一次（认定一户、改造一户），计入进度和造价；补助不再向资金服务请求。
至多 50 MB、5,000 行；原件加密保存。"""
FORMERS = ListKind(
    title="平台前改造",
    columns=rules.COLUMNS,
    widths={rules.OWN_NUMBER: 22, HOUSE: 24, CODE: 18, ID_NUMBER: 22, rules.NOTE: 30},
    guide=(
        ("住房编号、户编号、户主身份证号", "至少填一项，据此找到住房；户还没有登记住房的，随之登记"),
        ("改造编号", "当地原来的编号，可以不填"),
        ("年度", f"四位年份，{rules.FIRST_YEAR} 年以后"),
        ("改造方式", "、".join(MODE_NAMES.values())),
        ("验收日期、补助到户日期", "写成 2018-09-20；补助没有到户的，到户日期留空"),
        ("补助金额、实际支出", "元，至多两位小数；没有补助的填 0"),
        ("建筑面积", "平方米，至多两位小数；与实际支出都填的，计入每平方米造价"),
        ("每处住房", "一个年度只留一行（认定一户、改造一户）"),
    ),
    read=read_list,
    nothing_refused=rules.NoFormerRefused,
)


@router.get("", summary="平台前的改造", responses=refuses(UnreadableCursor))
async def list_formers_(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    year: Annotated[int | None, Query(title="年度", ge=rules.FIRST_YEAR, le=2999)] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FormerView]:
    """先录入的在前。"""
    found = await list_formers(session, region=within(by, region), year=year, after=place(after), limit=limit)
    rows = [FormerView.model_validate(former.model_dump() | {"house_number": number}) for former, number in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@files.get("/template.xlsx", summary="平台前改造的模板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_template(session: Transaction, by: Officer) -> Response:
    return await FORMERS.template()


@files.post(
    "",
    status_code=201,
    summary="提交平台前改造的名单（.xlsx、.xls 或 .csv），先作预览",
    description=DESCRIPTION,
    responses=refuses(*UPLOADING),
)
async def upload_formers(
    file: Annotated[UploadFile, File(title="平台前改造", description=FILE_SAYS)],
    region: OfRegion,
    session: Transaction,
    by: Officer,
) -> ListFileView:
    content = await file.read()
    return file_shown(ListFileView, await uploading.upload_formers(session, content, region=region, by=by, at=clock.now()))


@files.get("/{file_id}", summary="一份提交的名单", responses=refuses(rules.NoSuchFormerFile))
async def show_file(file_id: FileId, session: Transaction, by: Officer) -> ListFileView:
    return file_shown(ListFileView, await get_former_file(session, file_id))


@files.get("/{file_id}/lines", summary="逐行预览", responses=refuses(rules.NoSuchFormerFile))
async def list_lines(
    file_id: FileId,
    session: Transaction,
    by: Officer,
    from_row: FromRow = 1,
    limit: Limit = PAGE_ROWS,
) -> list[FormerFileLine]:
    """可以接收的各行会怎样处理，按现在的登记推定；退回的行见退回原因。"""
    lines = await _lines(session, await get_former_file(session, file_id))
    return [line for line in lines if line.row >= from_row][:limit]


@files.get(
    "/{file_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchFormerFile, rules.NoFormerRefused),
)
async def read_errors_workbook(file_id: FileId, session: Transaction, by: Officer) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    return await FORMERS.handed_back(await get_former_file(session, file_id))


@files.post(
    "/{file_id}/taking",
    status_code=201,
    summary="确认录入",
    responses=refuses(*TAKING),
)
async def take_in_formers(file_id: FileId, session: Transaction, by: Officer) -> ListFileView:
    """可以接收的行按现在的登记录入，退回的不录入；一份只录入一次。"""
    return file_shown(ListFileView, await taking.take_in_formers(session, file_id, by=by, at=clock.now()))


def line_shown(line: Line) -> FormerFileLine:
    return FormerFileLine(
        row=line.row.row,
        decision=line.decision,
        region=line.region,
        household_code=line.household_code,
        house_number=line.house.number if line.house else "",
        year=line.row.year,
        mode=line.row.mode,
        accepted_on=line.row.accepted_on,
        subsidy_fen=line.row.subsidy_fen,
        paid_on=line.row.paid_on,
    )


async def _lines(session: Transaction, file: FormerFile) -> list[FormerFileLine]:
    rows, read = await FORMERS.rows_of(file)
    plan = await plan_list(session, rows, read, region=file.region)
    return [line_shown(line) for line in plan.lines]


def _says(line: FormerFileLine) -> str:
    paid = f"，{line.paid_on} 到户" if line.paid_on else ""
    return f"{line.year} 年度{MODE_NAMES[line.mode]}，{line.accepted_on} 验收，补助 {yuan_grouped(line.subsidy_fen)} 元{paid}"


pages = pages_of(
    ListPages(
        prefix="/former-files",
        tag="平台前的危房改造",
        title="平台前改造",
        table=FormerFile,
        view=ListFileView,
        upload=uploading.upload_formers,
        take_in=taking.take_in_formers,
        get=get_former_file,
        lines=_lines,
        says=_says,
        back=("renovation-progress/page", "危房改造进度"),
        upload_laws=UPLOADING,
        take_in_laws=TAKING,
        no_such_file=rules.NoSuchFormerFile,
    )
)
