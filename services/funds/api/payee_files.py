"""Banks' card lists (一卡通 lists): taken in row by row, wrong rows handed back."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Response, UploadFile

from services.funds.api.attachment import AS_WORKBOOK, GRID_REFUSALS, attached
from services.funds.api.exports import Taking
from services.funds.operations.payee.import_payees import import_payees
from services.funds.rules import payee_file as rules
from services.funds.schemas.payee import FAULTS_SHOWN, FaultView, PayeeFileView
from services.funds.store.payee import get_payee_file
from services.funds.tables import PayeeFile
from shared import clock
from shared.cells import Fault, Row
from shared.grid import FILE_BYTES
from shared.handed_back import write_handed_back
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door_with_limit("/payee-files", "收款账户（一卡通）", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

FileId = Annotated[UUID, Path(title="名单编号")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
DESCRIPTION = """表头至少有“身份证号”“姓名”“开户银行”“卡号”，可有“行号”“启用日期”。按身份证号找到所在的户；有误的行退回，
其余接收，与现有账户相同的行不作变动。至多 50 MB、5,000 行。"""


@router.post(
    "",
    status_code=201,
    summary="导入银行发卡名单（.xlsx 或 .csv）",
    description=DESCRIPTION,
    responses=refuses(*GRID_REFUSALS, OutsideRegion, rules.NotACardList, rules.NoCards),
)
async def create_payee_file(
    file: Annotated[UploadFile, File(title="发卡名单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    region: Annotated[AnyRegion, Form(title="地区代码", description="名单覆盖的地区，县区或镇街", examples=["371311"])],
    session: Transaction,
    by: Officer,
) -> PayeeFileView:
    content = await file.read()
    return _view(await import_payees(session, content, region=region, by=by, at=clock.now()))


@router.get("/{file_id}", summary="查询发卡名单", responses=refuses(rules.NoSuchPayeeFile))
async def read_payee_file(file_id: FileId, session: Transaction, by: Officer) -> PayeeFileView:
    return _view(await get_payee_file(session, file_id))


@router.get(
    "/{file_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchPayeeFile, rules.NoCardRefused),
)
async def read_errors_workbook(file_id: FileId, session: Transaction, by: Officer, taking: Taking) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    file = await get_payee_file(session, file_id)
    if file.refused_rows_sealed is None:
        raise rules.NoCardRefused(file_id=str(file_id))
    rows = [Row(number, cells) for number, cells in json.loads(unseal(file.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in file.faults]
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=rules.COLUMNS)
    await taking.out("发卡名单退回的行", rows=len(rows), by=by)
    return attached(packed, f"需更正的发卡名单-{clock.china(file.uploaded_at):%Y%m%d}.xlsx")


def _view(file: PayeeFile) -> PayeeFileView:
    faults = [FaultView(**fault) for fault in file.faults[:FAULTS_SHOWN]]
    return PayeeFileView(**file.model_dump(exclude={"faults", "refused_rows_sealed"}), faults=faults)
