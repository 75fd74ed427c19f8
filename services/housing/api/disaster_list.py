"""Door one: lists of struck households that a county brings along, looked through before they count."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Response, UploadFile

from services.housing.operations.disaster import upload_disaster_list as uploading
from services.housing.rules import disaster_list as rules
from services.housing.schemas.disaster import FAULTS_SHOWN, DisasterListView
from services.housing.store.disaster_list import get_disaster_list, read_list
from services.housing.tables import DisasterList
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import Fault
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.handed_back import write_handed_back
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal_bytes
from shared.workbook import Sheet, workbook

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door_with_limit("/disaster-lists", "灾情", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

ListId = Annotated[UUID, Path(title="名单标识")]
County = Annotated[Principal, may(Role.COUNTY)]
DESCRIPTION = """各部门报来的受灾名单，列名可以是当地的叫法，至少有“户编号”“住房编号”“户主身份证号”三列之一。
提交后只核对，下达（POST /disasters 的 list_id）时才列入，并按当时的登记重新核对。至多 50 MB、20,000 行；原件加密保存。"""
_WIDTHS = {rules.CODE: 20, rules.NUMBER: 24, rules.ID_NUMBER: 22, rules.NOTE: 30}
_GUIDE = (
    ("户编号、住房编号、户主身份证号", "至少填一项；填了几项的，依次以户编号、住房编号、户主身份证号为准"),
    ("住房编号", "住在其中的户都列入"),
    ("备注", "不列入平台"),
)


@router.get("/template.xlsx", summary="受灾名单模板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_template(session: Transaction, by: County) -> Response:
    columns = [(name, _WIDTHS[name]) for name in rules.COLUMNS]
    packed = await asyncio.to_thread(workbook, Sheet("受灾名单", columns, []), asked=_GUIDE)
    return attached(packed, "受灾名单模板.xlsx")


@router.post(
    "",
    status_code=201,
    summary="提交受灾名单（.xlsx、.xls 或 .csv），先核对",
    description=DESCRIPTION,
    responses=refuses(*GRID_LAWS, OutsideRegion, rules.NotADisasterList, rules.NoStruckRows),
)
async def upload_disaster_list(
    file: Annotated[UploadFile, File(title="受灾名单", description=".xlsx、.xls 工作簿，或 UTF-8、GBK 编码的 .csv")],
    region: Annotated[str, Form(title="县区代码", pattern=r"^\d{6}$", examples=["371311"])],
    session: Transaction,
    by: County,
) -> DisasterListView:
    content = await file.read()
    return _view(await uploading.upload_disaster_list(session, content, region=region, by=by, at=clock.now()))


@router.get("/{list_id}", summary="一份受灾名单", responses=refuses(rules.NoSuchDisasterList))
async def show_list(list_id: ListId, session: Transaction, by: County) -> DisasterListView:
    return _view(await get_disaster_list(session, list_id))


@router.get(
    "/{list_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchDisasterList, rules.NoStruckRefused),
)
async def read_errors_workbook(list_id: ListId, session: Transaction, by: County) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    file = await get_disaster_list(session, list_id)
    faults = [Fault(**fault) for fault in file.faults]
    if not faults:
        raise rules.NoStruckRefused(list_id=str(list_id))
    rows, _ = await asyncio.to_thread(read_list, unseal_bytes(file.content_sealed), on=clock.china(file.uploaded_at).date())
    wrong = {fault.row for fault in faults}
    back = [row for row in rows if row.number in wrong]
    packed = await asyncio.to_thread(write_handed_back, back, faults, columns=rules.COLUMNS)
    return attached(packed, f"需更正的受灾名单-{clock.china(file.uploaded_at):%Y%m%d}.xlsx")


def _view(file: DisasterList) -> DisasterListView:
    told = file.model_dump(exclude={"content_sealed"}) | {"faults": file.faults[:FAULTS_SHOWN]}
    return DisasterListView.model_validate(told)
