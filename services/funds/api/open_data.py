"""The open data: tables as CSV and .xlsx with their description, contracts as OCDS, grants as 360Giving. Anyone, without a token.

What is handed out is as of a head of the public log. Its tag is the head's number and the last act of a project, so whoever asks
again with `If-None-Match` is told in a few bytes that nothing is new.
"""

from collections.abc import AsyncIterator
from datetime import UTC
from email.utils import format_datetime
from typing import Annotated, Any

import orjson
from cachetools import LRUCache
from fastapi import Path, Query, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.api import open_streams
from services.funds.api.open_book import book_of
from services.funds.channels import open_data as settings
from services.funds.rules.open_package import Edition, data_package
from services.funds.rules.open_rows import CELLS
from services.funds.rules.open_table import NoSuchTable, NoSuchYear, NoYearsInTable, Table, TableTooLong, lines_of
from services.funds.rules.open_tables import TABLES
from services.funds.store.open_contract import has_changes, has_public_projects, list_record_years, list_release_years
from services.funds.store.open_data import count_rows, list_rows, list_years, open_books
from services.funds.store.open_giving import has_grants, list_grant_years
from shared.html import page
from shared.security import anyone
from shared.service import Transaction, door, refuses
from shared.throttle import Throttle, TooOften
from shared.workbook import XLSX

router = door("/open-data", "开放数据（无需登录）")

downloads = Throttle(a_minute=30)
books = Throttle(a_minute=5)
"""A workbook of a hundred thousand rows takes a core for ten seconds."""
SAMPLE_ROWS = 50
CSV, JSON, ZIP = "text/csv; charset=utf-8", "application/json", "application/zip"
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "没有更新"}}

Name = Annotated[str, Path(title="表名", description="见 datapackage.json", max_length=40, examples=["disclosures"])]
OfYear = Annotated[int | None, Query(title="年份", description="不填为全部", ge=1949, le=9998, examples=[2020])]
Year = Annotated[int, Path(title="年份", ge=1949, le=9998, examples=[2020])]


@router.get("", summary="开放数据（网页）", response_class=HTMLResponse, dependencies=[anyone])
async def show_open_data(session: Transaction) -> HTMLResponse:
    """有哪些数据、什么格式、什么许可、截至何时、多大。"""
    edition = await open_books(session)
    told = _shelves.get((edition.tag, edition.root))
    if told is None:
        told = await _shelf(session, edition)
        if edition.tag:
            _shelves[edition.tag, edition.root] = told
    chosen = settings.current()
    return page(
        "funds",
        "open_data.html",
        **told,
        edition=edition,
        publishing=chosen.publishing,
        ocid_prefix=chosen.ocid_prefix,
        funder_prefix=chosen.funder_prefix,
        is_registered=(
            chosen.ocid_prefix != settings.UNREGISTERED_OCID,
            chosen.funder_prefix != settings.UNREGISTERED_FUNDER,
        ),
    )


_shelves: LRUCache[tuple[str, str], dict[str, Any]] = LRUCache(4)
"""What there is and how much, by the edition's tag and root: counted once for all who look."""


async def _shelf(session: AsyncSession, edition: Edition) -> dict[str, Any]:
    return {
        "tables": [await _measured(session, table, edition) for table in TABLES.values()],
        "years": await list_years(session),
        "release_years": await list_release_years(session),
        "record_years": await list_record_years(session),
        "grant_years": await list_grant_years(session, edition),
    }


@router.get(
    "/datapackage.json",
    summary="数据包说明（Data Package v2）",
    dependencies=[anyone],
    responses=UNCHANGED | refuses(TooOften),
)
async def show_data_package(request: Request, session: Transaction) -> Response:
    """每张表的列、中文标题、类型、约束、主键和外键。压缩包中的这份另有每个文件的字节数和 SHA-256。"""
    downloads.admit(request)
    edition = await open_books(session)
    if _has_it(request, edition):
        return _unchanged(edition)
    told = data_package(edition, settings.current().publishing, {})
    return Response(orjson.dumps(told, option=orjson.OPT_INDENT_2), media_type=JSON, headers=_headers(edition))


@router.get(
    "/tables/{table}.csv",
    summary="一张表（CSV）",
    response_class=StreamingResponse,
    dependencies=[anyone],
    responses=UNCHANGED | {200: {"content": {CSV: {}}}} | refuses(NoSuchTable, NoYearsInTable, TooOften),
)
async def download_table(table: Name, request: Request, session: Transaction, year: OfYear = None) -> Response:
    """UTF-8，第一行为列名；列的说明见 datapackage.json。"""
    downloads.admit(request)
    asked = _table(table, year)
    edition = await open_books(session)
    lines = open_streams.csv_of(request.app.state.sessions, asked, edition, year=year or 0)
    return _streamed(request, edition, lines, CSV, _file_name(asked.name, year, "csv"))


@router.get(
    "/tables/{table}.xlsx",
    summary="一张表（工作簿）",
    response_class=Response,
    dependencies=[anyone],
    responses=UNCHANGED
    | {200: {"content": {XLSX: {}}, "description": "工作簿"}}
    | refuses(NoSuchTable, NoYearsInTable, TableTooLong, TooOften),
)
async def download_book(table: Name, request: Request, session: Transaction, year: OfYear = None) -> Response:
    """与 CSV 同样的内容，列名为中文，“说明”页写明版本和许可。"""
    books.admit(request)
    asked = _table(table, year)
    edition = await open_books(session)
    if _has_it(request, edition):
        return _unchanged(edition)
    headers = _headers(edition, _file_name(asked.name, year, "xlsx"))
    return await book_of(session, asked, edition, year=year or 0, headers=headers)


@router.get(
    "/all.zip",
    summary="全部表格（压缩包）",
    response_class=StreamingResponse,
    dependencies=[anyone],
    responses=UNCHANGED | {200: {"content": {ZIP: {}}}} | refuses(TooOften),
)
async def download_everything(request: Request, session: Transaction) -> Response:
    """全部 CSV 与 datapackage.json，后者写明每个文件的字节数和 SHA-256。"""
    books.admit(request)
    edition = await open_books(session)
    packed = open_streams.archive(request.app.state.sessions, edition)
    return _streamed(request, edition, packed, ZIP, f"open-data-{edition.head}.zip")


@router.get(
    "/ocds/releases/{year}.json",
    summary="项目与合同（OCDS 1.1 发布包）",
    response_class=StreamingResponse,
    dependencies=[anyone],
    responses=UNCHANGED | {200: {"content": {JSON: {}}}} | refuses(NoSuchYear, TooOften),
)
async def download_releases(year: Year, request: Request, session: Transaction) -> Response:
    """这一年的每次变化各为一个 release：计划、采购、中标、合同、变更、付款、验收、终止。"""
    downloads.admit(request)
    edition = await open_books(session)
    if not await has_changes(session, year):
        raise NoSuchYear(year=year)
    packed = open_streams.releases(request.app.state.sessions, edition, year)
    return _streamed(request, edition, packed, JSON, f"ocds-releases-{year}.json")


@router.get(
    "/ocds/records/{year}.json",
    summary="项目与合同（OCDS 1.1 记录包）",
    response_class=StreamingResponse,
    dependencies=[anyone],
    responses=UNCHANGED | {200: {"content": {JSON: {}}}} | refuses(NoSuchYear, TooOften),
)
async def download_records(year: Year, request: Request, session: Transaction) -> Response:
    """这一年申报的项目及其合同，各为一条 record：全部 release 的地址和合并后的现状。"""
    downloads.admit(request)
    edition = await open_books(session)
    if not await has_public_projects(session, year):
        raise NoSuchYear(year=year)
    packed = open_streams.records(request.app.state.sessions, edition, year)
    return _streamed(request, edition, packed, JSON, f"ocds-records-{year}.json")


@router.get(
    "/360giving/{year}.json",
    summary="救助与捐赠资金（360Giving）",
    response_class=StreamingResponse,
    dependencies=[anyone],
    responses=UNCHANGED | {200: {"content": {JSON: {}}}} | refuses(NoSuchYear, TooOften),
)
async def download_grants(year: Year, request: Request, session: Transaction) -> Response:
    """这一年发放到户的资金和捐赠的使用。受助家庭不具名；户数少的，只说到区县、月份和专项。"""
    downloads.admit(request)
    edition = await open_books(session)
    if not await has_grants(session, edition, year):
        raise NoSuchYear(year=year)
    packed = open_streams.grants(request.app.state.sessions, edition, year)
    return _streamed(request, edition, packed, JSON, f"360giving-{year}.json")


def _table(name: str, year: int | None) -> Table:
    table = TABLES.get(name)
    if table is None:
        raise NoSuchTable(table=name)
    if year and not table.year_of:
        raise NoYearsInTable(pointer="/year", table=name)
    return table


async def _measured(session: AsyncSession, table: Table, edition: Edition) -> dict[str, Any]:
    """A table with its length; of its size a guess by the first rows, for nobody writes it out to count its bytes."""
    rows = await count_rows(session, table.name, edition)
    sample = await list_rows(session, table.name, edition, limit=SAMPLE_ROWS)
    written = len(lines_of(CELLS[table.name](row) for row in sample))
    return {"table": table, "rows": rows, "bytes": len(table.heading) + (written * rows // len(sample) if sample else 0)}


def _streamed(request: Request, edition: Edition, body: AsyncIterator[bytes], media_type: str, name: str) -> Response:
    if _has_it(request, edition):
        return _unchanged(edition)
    return StreamingResponse(body, media_type=media_type, headers=_headers(edition, name))


def _has_it(request: Request, edition: Edition) -> bool:
    asked = request.headers.get("If-None-Match", "")
    return bool(edition.tag) and any(tag.strip() in ("*", _tag(edition)) for tag in asked.split(","))


def _tag(edition: Edition) -> str:
    """Weak, because what changes no fact (a header of a package, a later zip) may change bytes."""
    return f'W/"{edition.tag}"'


def _headers(edition: Edition, name: str | None = None) -> dict[str, str]:
    told = {"Cache-Control": "public, no-cache" if edition.tag else "no-store"}
    if edition.tag:
        told |= {"ETag": _tag(edition), "Last-Modified": format_datetime(edition.at.astimezone(UTC), usegmt=True)}
    return told | ({"Content-Disposition": f'attachment; filename="{name}"'} if name else {})


def _unchanged(edition: Edition) -> Response:
    return Response(status_code=304, headers=_headers(edition))


def _file_name(table: str, year: int | None, ending: str) -> str:
    return f"{table}-{year}.{ending}" if year else f"{table}.{ending}"
