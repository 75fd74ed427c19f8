"""A county's whole ledger to take away: a zip of plain files with their hashes, and the program that checks it offline."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from services.funds.api.exports import Taking
from services.funds.operations.ledger.take_out_ledger import take_out_ledger
from services.funds.rules.books import NotAWholeCounty
from services.funds.rules.ledger_file import FORMAT, LedgerForm, heading, line_of
from services.funds.schemas.ledger_export import LedgerExportView
from services.funds.store import ledger_export as store
from services.funds.store.ledger_export import Snapshot
from services.funds.store.ledger_export_trace import list_exports
from shared import clock
from shared.database import Scope, Sessions, transaction
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import name_of
from shared.schemas import SeenText
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/ledger", "账簿")

ROWS_AT_ONCE = 2_000
CHECKER = Path(__file__).parent.parent / "verifier" / "check_ledger.py"
ZIP = "application/zip"
A_ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {ZIP: {}}, "description": "压缩包"}}
Taker = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Tracer = Annotated[Principal, may(Role.AUDITOR)]


@router.get(
    "/export.zip",
    summary="导出一个区县的全部账簿",
    response_class=StreamingResponse,
    responses=A_ZIP | refuses(OutsideRegion, NotAWholeCounty),
)
async def take_out(
    request: Request,
    session: Transaction,
    by: Taker,
    taking: Taking,
    county: Annotated[str, Query(title="区县代码", pattern=r"^[0-9]{6}$", examples=["371311"])],
    reason: Annotated[SeenText, Query(title="用途", min_length=2, max_length=200, examples=["年度审计"])],
    form: Annotated[LedgerForm, Query(title="格式", description="csv 或 jsonl")] = LedgerForm.CSV,
) -> StreamingResponse:
    """账户、款项、明细、会计期间的全部内容，为发出请求那一刻的账；附清单（每个文件的行数和 SHA-256）与离线核对程序。

    谁、何时、为何导出，均留痕；解压前即可用 `python check_ledger.py 文件.zip` 核对。
    """
    at = clock.now()
    snapshot = await take_out_ledger(session, county, form, reason=reason, by=by, at=at)
    await taking.out("全部账簿", rows=snapshot.postings, by=by)
    told = zipped(request.app.state.sessions, by.scope("GET /ledger/export.zip"), snapshot, form, county=county, by=by, at=at)
    name = f"ledger-{county}-{clock.china(at):%Y%m%d%H%M%S}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(told, media_type=ZIP, headers=headers)


@router.get("/exports", summary="谁导出过账簿", responses=refuses(UnreadableCursor))
async def list_ledger_exports(
    session: Transaction, by: Tracer, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[LedgerExportView]:
    """新的在前；所记的摘要是导出的账户文件的 SHA-256，可与手中的压缩包比对。"""
    rows = [LedgerExportView.model_validate(row) for row in await list_exports(session, before=place(after), limit=limit)]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/check_ledger.py", summary="账簿核对程序", response_class=PlainTextResponse)
async def download_checker(by: Taker) -> Response:
    """单个 Python 文件，只用标准库，不需要联网。"""
    return PlainTextResponse(
        CHECKER.read_text("utf-8"), headers={"Content-Disposition": 'attachment; filename="check_ledger.py"'}
    )


class _Out(io.RawIOBase):
    """Where the zip writes to: what was written since is taken and forgotten, so that no memory grows."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        written = b"".join(self._written)
        self._written.clear()
        return written


async def zipped(
    sessions: Sessions, scope: Scope, snapshot: Snapshot, form: LedgerForm, *, county: str, by: Principal, at: datetime
) -> AsyncIterator[bytes]:
    """The files one after another, last the manifest that tells of all of them."""
    out, files = _Out(), []
    parts = (
        ("accounts", store.ACCOUNT_COLUMNS, _pages(snapshot.accounts)),
        ("periods", store.PERIOD_COLUMNS, _pages(snapshot.periods)),
        ("transfers", store.TRANSFER_COLUMNS, _transfers(sessions, scope, snapshot)),
        ("postings", store.POSTING_COLUMNS, _postings(sessions, scope, snapshot)),
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, columns, pages in parts:
            file, digest, size, rows = f"{name}.{form.value}", sha256(), 0, 0
            with packed.open(_entry(file, at), "w", force_zip64=True) as entry:
                entry.write(first := heading(form, columns))
                digest.update(first)
                size += len(first)
                async for page in pages:
                    lines = b"".join(line_of(form, columns, row) for row in page)
                    entry.write(lines)
                    digest.update(lines)
                    size, rows = size + len(lines), rows + len(page)
                    yield out.take()
            files.append({"name": file, "rows": rows, "bytes": size, "sha256": digest.hexdigest(), "columns": columns})
        program = CHECKER.read_bytes()
        files.append({"name": CHECKER.name, "rows": None, "bytes": len(program), "sha256": sha256(program).hexdigest()})
        packed.writestr(_entry(CHECKER.name, at), program)
        manifest = {
            "format": FORMAT,
            "county": county,
            "county_name": name_of(county),
            "as_of": clock.china(at).isoformat(),
            "taken_by": by.subject,
            "files": files,
        }
        packed.writestr(_entry("manifest.json", at), orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    yield out.take()


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    told = zipfile.ZipInfo(name, clock.china(at).timetuple()[:6])
    told.compress_type = zipfile.ZIP_DEFLATED
    return told


async def _pages(rows: Sequence[Any]) -> AsyncIterator[Sequence[Any]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


async def _transfers(sessions: Sessions, scope: Scope, snapshot: Snapshot) -> AsyncIterator[Sequence[Any]]:
    """Those that were there at the instant, told by a posting of each: all of a transfer's come together."""
    last, after = snapshot.last_lines, UUID(int=0)
    while True:
        async with transaction(sessions, scope) as session:
            rows = await store.list_transfers_page(session, snapshot.counties, after, ROWS_AT_ONCE)
        if not rows:
            return
        after = rows[-1].id
        yield [row[:-2] for row in rows if row.seen_at <= last.get(row.seen_in, 0)]


async def _postings(sessions: Sessions, scope: Scope, snapshot: Snapshot) -> AsyncIterator[Sequence[Any]]:
    """Account by account, line by line, up to where each stood. Small accounts share a page."""
    waiting: list[Any] = []
    for account_id, until in snapshot.last_lines.items():
        after = 0
        while after < until:
            async with transaction(sessions, scope) as session:
                rows = await store.list_postings_page(session, account_id, after, until, ROWS_AT_ONCE)
            if not rows:
                break
            after = rows[-1].line
            waiting += rows
            if len(waiting) >= ROWS_AT_ONCE:
                yield waiting
                waiting = []
    if waiting:
        yield waiting
