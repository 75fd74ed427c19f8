"""Door one: lists of struck households that a county brings along, looked through before they count."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Response, UploadFile

from services.housing.api.list_files import FILE_SAYS, UPLOAD_BYTES, ListKind, file_shown
from services.housing.operations.disaster import upload_disaster_list as uploading
from services.housing.rules import disaster_list as rules
from services.housing.rules.list_file import CODE, HOUSE, ID_NUMBER
from services.housing.schemas.disaster import DisasterListView
from services.housing.store.disaster_list import get_disaster_list, read_list
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.grid import GRID_LAWS
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

router = door_with_limit("/disaster-lists", "灾情", body_limit_bytes=UPLOAD_BYTES)

ListId = Annotated[UUID, Path(title="名单标识")]
County = Annotated[Principal, may(Role.COUNTY)]
DESCRIPTION = """各部门报来的受灾名单，列名可以是当地的叫法，至少有“户编号”“住房编号”“户主身份证号”三列之一。
提交后只核对，下达（POST /disasters 的 list_id）时才列入，并按当时的登记重新核对。至多 50 MB、20,000 行；原件加密保存。"""
STRUCK = ListKind(
    title="受灾名单",
    columns=rules.COLUMNS,
    widths={CODE: 20, HOUSE: 24, ID_NUMBER: 22, rules.NOTE: 30},
    guide=(
        ("户编号、住房编号、户主身份证号", "至少填一项；填了几项的，依次以户编号、住房编号、户主身份证号为准"),
        ("住房编号", "住在其中的户都列入"),
        ("备注", "不列入平台"),
    ),
    read=read_list,
    nothing_refused=rules.NoStruckRefused,
)


@router.get("/template.xlsx", summary="受灾名单模板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_template(session: Transaction, by: County) -> Response:
    return await STRUCK.template()


@router.post(
    "",
    status_code=201,
    summary="提交受灾名单（.xlsx、.xls 或 .csv），先核对",
    description=DESCRIPTION,
    responses=refuses(*GRID_LAWS, OutsideRegion, rules.NotADisasterList, rules.NoStruckRows),
)
async def upload_disaster_list(
    file: Annotated[UploadFile, File(title="受灾名单", description=FILE_SAYS)],
    region: Annotated[str, Form(title="县区代码", pattern=r"^\d{6}$", examples=["371311"])],
    session: Transaction,
    by: County,
) -> DisasterListView:
    content = await file.read()
    return file_shown(
        DisasterListView, await uploading.upload_disaster_list(session, content, region=region, by=by, at=clock.now())
    )


@router.get("/{list_id}", summary="一份受灾名单", responses=refuses(rules.NoSuchDisasterList))
async def show_list(list_id: ListId, session: Transaction, by: County) -> DisasterListView:
    return file_shown(DisasterListView, await get_disaster_list(session, list_id))


@router.get(
    "/{list_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchDisasterList, rules.NoStruckRefused),
)
async def read_errors_workbook(list_id: ListId, session: Transaction, by: County) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    return await STRUCK.handed_back(await get_disaster_list(session, list_id))
