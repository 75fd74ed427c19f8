"""The open data as streams of bytes: whatever their length, a page is read in a transaction of its own and written at once.

So a slow reader holds no connection, and no memory grows with the books.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson

from services.funds.channels import open_data as settings
from services.funds.rules import ocds, ocds_record
from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.giving import SCHEMA_VERSION, grant_of
from services.funds.rules.open_package import Bytes, Edition, data_package, said_of
from services.funds.rules.open_rows import CELLS
from services.funds.rules.open_table import Table, Value, lines_of
from services.funds.rules.open_tables import TABLES
from services.funds.store import open_contract, open_giving
from services.funds.store.open_data import FIRST, SCOPE, list_rows, read_pages
from shared.clock import CHINA
from shared.database import Sessions, transaction

ROWS_AT_ONCE = 1_000
PROJECTS_AT_ONCE = 20
"""A project has some hundred acts."""
OCDS_VERSION = "1.1"

Rows = Sequence[Any]


async def cells(sessions: Sessions, table: Table, edition: Edition, *, year: int = 0) -> AsyncIterator[list[Sequence[Value]]]:
    """A table's rows, page by page."""
    write = CELLS[table.name]

    async def page(session: Any, after: Any) -> Rows:
        return await list_rows(session, table.name, edition, year=year, after=after, limit=ROWS_AT_ONCE)

    async for rows in _pages(sessions, page):
        yield [write(row) for row in rows]


async def csv_of(sessions: Sessions, table: Table, edition: Edition, *, year: int = 0) -> AsyncIterator[bytes]:
    yield table.heading
    async for rows in cells(sessions, table, edition, year=year):
        yield lines_of(rows)


async def archive(sessions: Sessions, edition: Edition) -> AsyncIterator[bytes]:
    """All tables with their datapackage.json, which says of each how many bytes it is and their hash."""
    sink, publishing = _Sink(), settings.current().publishing
    written: dict[str, Bytes] = {}
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in TABLES.values():
            count, digest = 0, sha256()
            with packed.open(_member(table.path, edition), "w", force_zip64=True) as file:
                async for some in csv_of(sessions, table, edition):
                    await asyncio.to_thread(file.write, some)
                    count += len(some)
                    digest.update(some)
                    if packed_so_far := sink.taken():
                        yield packed_so_far
            written[table.name] = Bytes(count, digest.hexdigest())
        package = orjson.dumps(data_package(edition, publishing, written), option=orjson.OPT_INDENT_2)
        packed.writestr(_member("datapackage.json", edition), package)
        packed.writestr(_member("README.txt", edition), _read_me(edition).encode())
    yield sink.taken()


async def releases(sessions: Sessions, edition: Edition, year: int) -> AsyncIterator[bytes]:
    """A year's releases as one package."""
    naming = settings.current().naming

    async def page(session: Any, after: Any) -> Rows:
        return await open_contract.list_changes(session, year=year, after=after, limit=ROWS_AT_ONCE)

    async def told() -> AsyncIterator[list[dict[str, Any]]]:
        async for rows in _pages(sessions, page):
            yield [release for row in rows for release in ocds.releases_of(row, naming)]

    async for some in _package(_ocds_head(edition, f"ocds/releases/{year}.json"), "releases", told()):
        yield some


async def records(sessions: Sessions, edition: Edition, year: int) -> AsyncIterator[bytes]:
    """Records of the processes of projects that were proposed in a year, with all their releases of any year."""
    naming, address = settings.current().naming, settings.current().publishing.address

    async def told() -> AsyncIterator[list[dict[str, Any]]]:
        after = FIRST
        while True:
            async with transaction(sessions, SCOPE) as session:
                await read_pages(session)
                projects = await open_contract.list_public_projects(session, year=year, after=after, limit=PROJECTS_AT_ONCE)
                rows = await open_contract.list_changes_of(session, projects) if projects else []
            if not projects:
                return
            after = projects[-1]
            processes: dict[str, list[ocds.Release]] = {}
            for row in rows:
                for release in ocds.releases_of(row, naming):
                    processes.setdefault(release["ocid"], []).append(release)
            package = f"{address}/ocds/releases/{{year}}.json"
            yield [ocds_record.record_of(each, package) for _, each in sorted(processes.items())]

    async for some in _package(_ocds_head(edition, f"ocds/records/{year}.json"), "records", told()):
        yield some


async def grants(sessions: Sessions, edition: Edition, year: int) -> AsyncIterator[bytes]:
    """A year's grants as a 360Giving package."""
    publishing, funder = settings.current().publishing, settings.current().funder
    async with transaction(sessions, SCOPE) as session:
        small = await open_giving.list_small_classes(session, edition, year)

    async def page(session: Any, after: Any) -> Rows:
        return await open_giving.list_grants(session, edition, year=year, after=after, limit=ROWS_AT_ONCE)

    async def told() -> AsyncIterator[list[dict[str, Any]]]:
        async for rows in _pages(sessions, page):
            yield [grant_of(PublicEntry.read(row.canonical), funder, small=small, is_returned=row.is_returned) for row in rows]

    at = edition.at.astimezone(CHINA).isoformat(timespec="seconds")
    head = {
        "version": SCHEMA_VERSION,
        "title": f"{publishing.publisher} {year} 年救助与捐赠资金",
        "description": said_of(edition),
        "identifier": f"{funder.prefix}-{year}-{edition.head}",
        "issued": at,
        "modified": at,
        "publisher": {"name": publishing.publisher, "identifier": funder.prefix},
        "license": publishing.licence,
        "accessURL": publishing.address,
        "downloadURL": f"{publishing.address}/360giving/{year}.json",
    }
    async for some in _package(head, "grants", told()):
        yield some


def _ocds_head(edition: Edition, path: str) -> dict[str, Any]:
    publishing = settings.current().publishing
    return {
        "uri": f"{publishing.address}/{path}",
        "version": OCDS_VERSION,
        "publishedDate": edition.at.astimezone(CHINA).isoformat(timespec="seconds"),
        "publisher": {"name": publishing.publisher, "uri": publishing.address},
        "license": publishing.licence,
        "publicationPolicy": publishing.address,
    }


async def _pages(sessions: Sessions, page: Callable[[Any, Any], Any]) -> AsyncIterator[Rows]:
    after = FIRST
    while True:
        async with transaction(sessions, SCOPE) as session:
            await read_pages(session)
            rows: Rows = await page(session, after)
        if rows:
            yield rows
        if len(rows) < ROWS_AT_ONCE:
            return
        after = rows[-1].id


async def _package(head: dict[str, Any], name: str, pages: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[bytes]:
    """A JSON object whose last member is a list that never stands in memory as a whole."""
    yield _json(head)[:-1] + f',"{name}":['.encode()
    separator = b""
    async for members in pages:
        if members:
            yield separator + b",\n".join(map(_json, members))
            separator = b",\n"
    yield b"]}\n"


def _json(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, default=_exactly)


def _exactly(value: Any) -> orjson.Fragment:
    """A sum as a JSON number with its two decimals; a float would round it."""
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value).encode())
    raise TypeError


def _member(path: str, edition: Edition) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, edition.at.astimezone(CHINA).timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def _read_me(edition: Edition) -> str:
    publishing = settings.current().publishing
    return (
        f"{publishing.publisher} 帮扶资金开放数据\n\n{said_of(edition)}\n许可：{publishing.licence_title} {publishing.licence}\n"
        "datapackage.json 说明每张表的列、类型、主键和外键，以及每个文件的字节数和 SHA-256。\n"
        "表格为 UTF-8 编码的 CSV；用 Excel 打开请选“数据—自文本/CSV”，或下载网页上的 .xlsx。\n"
    )


class _Sink:
    """Where a zip is written to that is sent off piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, some: bytes) -> int:
        self._pieces.append(bytes(some))
        return len(some)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is held here."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
