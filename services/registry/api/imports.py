"""The register comes in as a file: looked at first, then confirmed, or in one step."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Query, Request, UploadFile
from fastapi.responses import StreamingResponse

from services.registry.api.import_previews import errors_workbook_of
from services.registry.operations.register.commit_import import commit_import
from services.registry.operations.register.compare_stretch import compare_stretch
from services.registry.operations.register.import_register import RegisterChangedMeanwhile, import_register
from services.registry.operations.register.lay_out_import import lay_out_import
from services.registry.operations.register.receive_import import receive_import
from services.registry.operations.register.take_in_stretch import take_in_stretch
from services.registry.operations.register.withdraw_import import withdraw_import
from services.registry.rules.export import MissingColumns, NoRows, NotTheExport, RepeatedColumns
from services.registry.rules.preview import (
    UNDER_WAY,
    ImportState,
    NoPreview,
    NothingToTakeIn,
    PreviewExpired,
    RegisterChangedSince,
)
from services.registry.schemas.register_import import ImportView, ProgressView, import_view, progress_view
from services.registry.store.import_stretch import COMPARED, WAITING, lock_stretch
from services.registry.store.register_import import NoSuchImport, find_file, get_import, list_imports
from services.registry.tables import RegisterImport
from shared.clock import now, today
from shared.database import transaction
from shared.event_stream import DOCUMENTED, event, retry_after, stream
from shared.grid import FILE_BYTES, GRID_LAWS, EmptyFile, FileTooLarge
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
AT_ONCE_BYTES = 256 * 1024
"""A file of so much (two thousand people) is read while the officer waits; a larger one by the job, and they watch it come in."""
AT_ONCE_ROWS = 3_000
OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR)

LOOK_EVERY_S = 0.5
HEARTBEAT_LOOKS = 30
"""A line that says nothing, so that no one between us and the officer takes the silence for the end."""
STREAM_LOOKS = 7_200
"""An hour; whoever still waits then connects again, as browsers do by themselves."""

DESCRIPTION = """可识别 .xlsx、.xls 与 GBK、UTF-8 的 .csv；47 列导出表、26 列导出表和本平台的模板。
列的先后不限，表头之上可有标题行。隐藏的行和列照常读取并说明；纵向合并的单元格各行按同一内容读取；
公式按结果读取，错误值逐格指出；无法识别的列不录入但会说明。

默认只作预览，不改登记：逐户给出新增、更新、无变化或退回，以及逐项差异。
一天之内以 `POST /imports/{编号}/commitment` 确认，录入的与预览的完全一致。`commit=true` 时不经确认直接录入。

好的户整户录入，有误的户整户退回，退回的工作簿更正后可原样再次提交；同一文件重复提交不会重复录入。
至多 50 MB、12 万行；大文件在后台处理，进度见 `GET /imports/{编号}/progress`。"""
PROGRESS = """以服务器推送事件（text/event-stream）逐次给出进度：事件 `progress` 的数据为进度对象，
处理告一段落时发出 `done` 并结束。中途断开可随时重连，先收到当前的进度。"""

SENDING = (*GRID_LAWS, NotTheExport, MissingColumns, RepeatedColumns, NoRows, RegisterChangedMeanwhile)
COMMITTING = (NoSuchImport, NoPreview, PreviewExpired, NothingToTakeIn, RegisterChangedSince, RegisterChangedMeanwhile)

router = door_with_limit("/imports", "登记导入", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

ImportId = Annotated[UUID, Path(title="导入编号")]


@router.post(
    "",
    status_code=201,
    summary="提交登记文件，预览或直接录入（.xlsx、.xls、.csv）",
    description=DESCRIPTION,
    responses=refuses(*SENDING),
)
async def post_import(
    file: Annotated[UploadFile, File(title="导出表", description=".xlsx、.xls 工作簿，或 UTF-8、GBK 编码的 .csv")],
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS)],
    request: Request,
    commit: Annotated[bool, Query(title="是否不经确认直接录入")] = False,
) -> ImportView:
    content, name = await file.read(), (file.filename or "")[:200]
    if not content.strip():
        raise EmptyFile
    if len(content) > FILE_BYTES:
        raise FileTooLarge(limit_bytes=FILE_BYTES)
    is_small = len(content) <= AT_ONCE_BYTES
    if is_small and commit:
        return _view(await import_register(session, content, by=by, on=today(), file_name=name), request)
    received = await receive_import(session, content, file_name=name, is_to_be_committed=commit, by=by)
    sent = await find_file(session, received.id)
    if is_small and sent:
        await lay_out_import(session, received, sent, on=today())
        while stretch := await lock_stretch(session, received.id, state=WAITING):
            await compare_stretch(session, stretch, at=now())
    return _view(received, request)


@router.get("", summary="本辖区的导入，新的在前", responses=refuses(UnreadableCursor))
async def read_imports(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    request: Request,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ImportView]:
    found = await list_imports(session, before=place(after), limit=limit)
    return paged(found, limit, lambda each: _view(each, request))


@router.get("/{import_id}", summary="导入或预览的结果", responses=refuses(NoSuchImport))
async def read_import(
    import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*READERS)], request: Request
) -> ImportView:
    return _view(await get_import(session, import_id), request)


@router.post(
    "/{import_id}/commitment",
    status_code=201,
    summary="确认预览，按预览的内容录入",
    responses=refuses(*COMMITTING),
)
async def post_commitment(
    import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*OFFICERS)], request: Request
) -> ImportView:
    """录入的与预览的完全一致；预览之后登记有变动的，指出是哪些户，一户也不录入。大文件在后台录入。"""
    previewed = await get_import(session, import_id)
    await commit_import(session, previewed, by=by, at=now())
    if previewed.rows <= AT_ONCE_ROWS:
        while stretch := await lock_stretch(session, import_id, state=COMPARED):
            await take_in_stretch(session, stretch, by=by.subject, on=today(), at=now())
    return _view(previewed, request)


@router.post(
    "/{import_id}/withdrawal",
    status_code=201,
    summary="撤回预览，所存的文件内容随即删除",
    responses=refuses(NoSuchImport, NoPreview),
)
async def post_withdrawal(
    import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*OFFICERS)], request: Request
) -> ImportView:
    previewed = await get_import(session, import_id)
    await withdraw_import(session, previewed)
    return _view(previewed, request)


@router.get(
    "/{import_id}/progress",
    summary="处理进度（服务器推送事件）",
    description=PROGRESS,
    response_class=StreamingResponse,
    responses={**DOCUMENTED, **refuses(NoSuchImport)},
)
async def watch_progress(
    import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*READERS)], request: Request
) -> StreamingResponse:
    first = progress_view(await get_import(session, import_id))
    return stream(_progress(request, by, first))


async def _progress(request: Request, by: Principal, told: ProgressView) -> AsyncIterator[str]:
    """What is so now, then whatever is otherwise, until nothing is under way; each look is a transaction of its own."""
    yield retry_after(1000) + event("progress", told.model_dump_json())
    for look in range(1, STREAM_LOOKS):
        if told.state not in UNDER_WAY:
            yield event("done", told.model_dump_json())
            return
        await asyncio.sleep(LOOK_EVERY_S)
        async with transaction(request.app.state.sessions, by.scope("progress of an import")) as session:
            seen = progress_view(await get_import(session, told.import_id))
        if seen != told:
            told = seen
            yield event("progress", told.model_dump_json())
        elif look % HEARTBEAT_LOOKS == 0:
            yield ": 仍在处理\n\n"


def _view(of: RegisterImport, request: Request) -> ImportView:
    behind = request.scope.get("root_path", "")  # the gateway's name for this service, if it came through there
    there_are = of.refused and of.state in (ImportState.PREVIEWED, ImportState.COMMITTING, ImportState.COMMITTED)
    return import_view(of, errors_workbook=errors_workbook_of(behind, of.id) if there_are else None)
