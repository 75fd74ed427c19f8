"""A register file, read: its households in the order of the file, not judged yet, and what to tell of the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.rules.export import HOUSEHOLD_COLUMNS, sheet_of
from services.registry.rules.preview import Entry, entries_of
from services.registry.rules.register import find_repeated
from shared.grid import Grid, read_sheet

ROWS = 120_000
"""Of a county. 100,000 new people take about 30 s of two cores and 710 MiB; `make bench ARGS="--only register"` measures."""
LISTED = 10


@dataclass(frozen=True)
class RegisterFile:
    """What stands in a file."""

    kind: str
    rows: int
    notes: Sequence[str]
    columns: frozenset[str]
    """Ours, as far as the file has them."""
    entries: Sequence[Entry]
    """Each to be judged (`rules.preview.judged`) in as many parts as one likes."""


def read_file(content: bytes, *, on: date, within: str) -> RegisterFile:
    """Read a file; of tens of thousands of rows this takes seconds of one core.

    Raises the refusals of `shared.grid` and `rules.export`.
    """
    grid = read_sheet(content, rows=ROWS)
    sheet = sheet_of(grid.cells, counts_from_1904=grid.counts_from_1904)
    shape = "26 列导出表" if sheet.columns.intersection(HOUSEHOLD_COLUMNS) and "识别标准" not in sheet.columns else "47 列导出表"
    notes, kind = [f"识别为 {grid.kind}，{shape}", *_seen(grid), *sheet.notes], grid.kind
    del grid  # the lines that are no rows
    entries = entries_of(sheet.rows, find_repeated(sheet.rows, on=on, within=within))
    return RegisterFile(kind, len(sheet.rows), notes, sheet.columns, entries)


def _seen(grid: Grid) -> list[str]:
    """What Excel did not show, or showed otherwise than it is."""
    told = []
    if grid.hidden_rows:
        told.append(f"有 {len(grid.hidden_rows)} 个隐藏的行（第 {_some(grid.hidden_rows)} 行），与其他行一样读取")
    if grid.hidden_columns:
        told.append(f"有 {len(grid.hidden_columns)} 个隐藏的列（第 {_some(grid.hidden_columns)} 列），与其他列一样读取")
    if grid.merged:
        told.append(f"有 {grid.merged} 处合并的单元格，纵向合并的各行按同一内容读取")
    if grid.counts_from_1904:
        told.append("工作簿使用 1904 日期系统，出生日期已按该系统换算")
    return told


def _some(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:LISTED])) + ("等" if len(numbers) > LISTED else "")
