"""A table of the open data as a workbook, written row by row into a file that goes once it was sent."""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fastapi import BackgroundTasks
from fastapi.responses import FileResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.channels import open_data as settings
from services.funds.rules.open_package import Edition, said_of
from services.funds.rules.open_rows import CELLS
from services.funds.rules.open_table import Kind, Money, Table, TableTooLong, Value
from services.funds.store.open_data import FIRST, list_rows, read_pages
from shared.html import wall_clock
from shared.workbook import ROWS_LIMIT, XLSX, Book, Cell, Yuan

ROWS_AT_ONCE = 1_000
_WIDTHS = {Kind.TEXT: 24, Kind.WHOLE: 10, Kind.AMOUNT: 16, Kind.DAY: 12, Kind.YEAR: 8}


async def book_of(session: AsyncSession, table: Table, edition: Edition, *, year: int, headers: dict[str, str]) -> FileResponse:
    """The whole table, or a year of it. Raises TableTooLong rather than leave rows out."""
    book = Book()
    with tempfile.NamedTemporaryFile(prefix="jishiyu-open-", suffix=".xlsx", delete=False) as file:
        kept = Path(file.name)
    try:
        columns = [(column.title, _WIDTHS[column.kind]) for column in table.columns]
        await asyncio.to_thread(book.begin, table.title, columns, above=[table.title, table.said])
        many = await _fill(book, session, table, edition, year)
        await asyncio.to_thread(book.finish, kept, _about(table, edition, year, many))
    except BaseException:  # also a caller who hung up
        _throw_away(book, kept)
        raise
    after = BackgroundTasks()
    after.add_task(kept.unlink, missing_ok=True)
    return FileResponse(kept, media_type=XLSX, headers=headers, background=after)


def _throw_away(book: Book, kept: Path) -> None:
    book.throw_away()
    kept.unlink(missing_ok=True)


async def _fill(book: Book, session: AsyncSession, table: Table, edition: Edition, year: int) -> int:
    await read_pages(session)
    write, after, many = CELLS[table.name], FIRST, 0
    while True:
        rows = await list_rows(session, table.name, edition, year=year, after=after, limit=ROWS_AT_ONCE)
        many += len(rows)
        if many > ROWS_LIMIT:
            raise TableTooLong(limit=ROWS_LIMIT)
        await asyncio.to_thread(book.add, [[_cell(value) for value in write(row)] for row in rows])
        if len(rows) < ROWS_AT_ONCE:
            return many
        after = rows[-1].id


def _cell(value: Value) -> Cell:
    match value:
        case Money(fen):
            return Yuan(fen)
        case date():
            return value.isoformat()
        case _:
            return value


def _about(table: Table, edition: Edition, year: int, many: int) -> Sequence[tuple[str, str]]:
    publishing = settings.current().publishing
    return [
        ("表", table.title),
        ("说明", table.said),
        ("年份", f"{year}（{table.year_of}）" if year else "全部"),
        ("行数", f"{many:,}"),
        ("版本", said_of(edition)),
        ("树头时间", wall_clock(edition.at)),
        ("发布者", publishing.publisher),
        ("许可", f"{publishing.licence_title} {publishing.licence}"),
        *((f"列：{column.title}", column.said) for column in table.columns if column.said),
    ]
