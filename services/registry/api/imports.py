"""The register comes in as a file, and what is wrong goes back as one."""

import asyncio
import json
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import File, Path, Request, Response, UploadFile

from services.registry.operations.register.import_register import RegisterChangedMeanwhile, import_register
from services.registry.rules.export import MissingColumns, NoRows, NotTheExport, RepeatedColumns, UnknownColumns
from services.registry.schemas.handed_back import write_handed_back
from services.registry.schemas.register import ImportView, first_faults
from services.registry.store.register_import import NoSuchImport, get_import
from services.registry.tables import RegisterImport
from shared.cells import Fault, Row
from shared.clock import today
from shared.errors import NotFound
from shared.grid import (
    FILE_BYTES,
    EmptyFile,
    FileTooLarge,
    MacroWorkbook,
    NotAWorkbook,
    OldWorkbook,
    PasswordProtected,
    TooManyRows,
)
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)

DESCRIPTION = """好的户整户录入，有误的户整户退回；退回的工作簿更正后可原样再次提交。
同一文件重复提交不会重复录入。至多 50 MB、20,000 行。"""
ERRORS_DESCRIPTION = """与导出表相同的列，另加原行号、错误列、错误原因、如何更正；有误的单元格标红并有批注。
更正后原样提交即可，多出的列会被忽略。"""

router = door_with_limit("/imports", "登记导入", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)


class NothingRefused(NotFound):
    """这次导入没有退回的行"""

    mend = "全部人员已录入，无需更正"


ImportId = Annotated[UUID, Path(title="导入编号")]


@router.post(
    "",
    status_code=201,
    summary="导入全国扶贫信息系统导出表（47 列，.xlsx 或 .csv）",
    description=DESCRIPTION,
    responses=refuses(
        EmptyFile,
        FileTooLarge,
        TooManyRows,
        PasswordProtected,
        MacroWorkbook,
        OldWorkbook,
        NotAWorkbook,
        NotTheExport,
        MissingColumns,
        UnknownColumns,
        RepeatedColumns,
        NoRows,
        RegisterChangedMeanwhile,
    ),
)
async def post_import(
    file: Annotated[UploadFile, File(title="导出表", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS)],
    request: Request,
) -> ImportView:
    return _view(await import_register(session, await file.read(), by=by, on=today()), request)


@router.get("/{import_id}", summary="导入结果", responses=refuses(NoSuchImport))
async def read_import(
    import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)], request: Request
) -> ImportView:
    return _view(await get_import(session, import_id), request)


@router.get(
    "/{import_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    description=ERRORS_DESCRIPTION,
    responses={200: {"content": {XLSX: {}}, "description": "工作簿"}, **refuses(NoSuchImport, NothingRefused)},
)
async def read_errors_workbook(import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]) -> Response:
    done = await get_import(session, import_id)
    if done.refused_rows_sealed is None:
        raise NothingRefused(import_id=import_id)
    rows = [Row(number, cells) for number, cells in json.loads(unseal(done.refused_rows_sealed))]
    packed = await asyncio.to_thread(write_handed_back, rows, [Fault(**fault) for fault in done.faults])
    name = quote(f"需更正的行-{done.imported_at:%Y%m%d}.xlsx")
    return Response(packed, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


def _view(done: RegisterImport, request: Request) -> ImportView:
    behind = request.scope.get("root_path", "")  # the gateway's name for this service, if it came through there
    return ImportView(
        import_id=done.id,
        rows=done.rows,
        taken=done.taken,
        refused=done.refused,
        households=done.households,
        changed=done.changed,
        errors_total=len(done.faults),
        errors=first_faults(done.faults),
        advice_total=len(done.advice),
        advice=first_faults(done.advice),
        imported_at=done.imported_at,
        errors_workbook=f"{behind}/imports/{done.id}/errors.xlsx" if done.refused_rows_sealed else None,
    )
