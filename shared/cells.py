"""Tables that people fill in: what was meant by a cell, whatever Excel made of it, and what is wrong with a row. Pure."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from shared.identity import half_width

HEADING_DEPTH = 5
"""A title and notes may stand above the headings: so many rows are searched for them."""
ANSWER_COLUMNS = ("原行号", "错误列", "错误原因", "如何更正")
"""What we add to a file that we hand back; ignored when the mended file comes in again."""

EXACT_DIGITS = 15
"""Excel keeps fifteen significant digits of a number; of an 18-digit identity number the last three become 0."""


@dataclass(frozen=True)
class Uncalculated:
    """A cell that holds a formula and no value: the file was written by a program and never opened in Excel."""


Cell = str | int | float | bool | date | Uncalculated | None
"""What a reader gives for one cell; a datetime is a date."""


class Line(Mapping[str, Cell]):
    """The cells of a line by heading: a sequence, beside headings that all lines share. A file may have 100,000 lines."""

    __slots__ = ("_texts", "at", "cells")

    def __init__(self, at: Mapping[str, int], cells: Sequence[Cell], *, is_text: bool = False) -> None:
        """`at` says where under `cells` each heading stands, all of them in order; `is_text`: the cells are texts as `text_of`
        gives them."""
        self.at = at
        self.cells = cells
        self._texts: Sequence[Any] | None = cells if is_text else None

    def __getitem__(self, heading: str) -> Cell:
        return self.cells[self.at[heading]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.at)

    def __len__(self) -> int:
        return len(self.at)

    def items(self) -> Any:
        """Without asking for one cell after another."""
        return zip(self.at, self.cells, strict=True)

    @property
    def texts(self) -> Sequence[Any]:
        """The cells as texts, reckoned once."""
        if self._texts is None:
            # `text_of` written out: a file has millions of cells, and nearly all of them are empty, a text that is clean, or one
            # that was cleaned before.
            self._texts = [
                ""
                if cell is None
                else (cell if cell.isascii() and cell.isalnum() else _cleaned(cell))
                if type(cell) is str
                else text_of(cell)
                for cell in self.cells
            ]
        return self._texts


@dataclass(frozen=True)
class Row:
    """One line of the file under its headings; `number` is the one that Excel shows at the left."""

    number: int
    cells: Mapping[str, Cell]

    @property
    def texts(self) -> dict[str, str]:
        """The cells as texts, by heading."""
        if isinstance(self.cells, Line):
            return dict(zip(self.cells.at, self.cells.texts, strict=True))
        return {heading: text_of(cell) for heading, cell in self.cells.items()}


@dataclass(frozen=True)
class Fault:
    """A reason why a row cannot be taken in. Neither `reason` nor `mend` ever repeats an ID number."""

    row: int
    column: str
    reason: str
    mend: str


_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's 1900 date system as every date after February 1900 counts from it."""
DAYS_TO_1904 = 1462
"""Days between the two epochs that Excel knows."""
_SERIALS = range(1, 73051)  # 1900-01-01 to 2099-12-31

_QUOTED = re.compile(r'^="(.*)"$', re.DOTALL)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\xad\xa0\t\r\n"))
"""Also the marks of direction that come along when a number is pasted from a chat or a contact."""
_DATE = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)|(\d{2})(\d{2}))(?:[ T]0{1,2}:00(?::00)?)?$")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


def text_of(cell: Cell) -> str:
    """The cell as text: full-width signs made half-width, invisible ones dropped, whole numbers without a decimal point."""
    if type(cell) is str:
        return cell if cell.isascii() and cell.isalnum() else _cleaned(cell)
    if cell is None or isinstance(cell, Uncalculated):
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


@lru_cache(maxsize=10_000)
def _cleaned(cell: str) -> str:
    text = half_width(cell.translate(_INVISIBLE))
    quoted = _QUOTED.match(text)
    return quoted[1].strip() if quoted else text.removeprefix("'")


def has_lost_digits(cell: Cell) -> bool:
    """Whether a long number was typed into a cell of numbers, so that its last digits are gone."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**EXACT_DIGITS


def is_broken_formula(cell: Cell) -> bool:
    """Whether the cell is a formula that gives nothing to read."""
    return isinstance(cell, Uncalculated) or (isinstance(cell, str) and "#" in cell and cell.strip().upper().startswith(_ERRORS))


def date_of(cell: Cell) -> date | None:
    """A day, from a real date, from an Excel serial number or from text (`1990-01-02`, `1990/1/2`, `1990年1月2日`,
    `19900102`); None if it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if text.isdecimal() and len(text) < 8 and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    parts = _DATE.match(text)
    if parts is None:
        return None
    year, month, day = parts[1], parts[2] or parts[4], parts[3] or parts[5]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def heading_of(cell: Cell) -> str:
    """The name of a column, without the blanks and line breaks that forms put into it."""
    return "".join(half_width(cell).split()) if isinstance(cell, str) else ""


def is_filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def find_headings(grid: Sequence[Sequence[Cell]], is_ours: Callable[[Set[str]], bool]) -> tuple[int, list[str]] | None:
    """Where (from 0) the headings of a table that people filled in stand, and their names; None if no row can be them."""
    for depth, line in enumerate(grid[:HEADING_DEPTH]):
        headings = [heading_of(cell) for cell in line]
        if is_ours(set(headings)):
            return depth, headings
    return None


def rows_called(
    grid: Sequence[Sequence[Cell]],
    columns: Collection[str],
    *,
    is_ours: Callable[[Set[str]], bool],
    name: Callable[[str], str],
) -> list[Row] | None:
    """The filled rows of a list that people made, in our names of its `columns`; None if no row can be the headings.

    `name` says what we call a heading of theirs. Other columns are left out, and of two of one name the first counts.
    """
    found = find_headings(grid, lambda headings: is_ours({name(heading) for heading in headings}))
    if found is None:
        return None
    depth, headings = found
    names = [name(heading) for heading in headings]
    return rows_under(grid, depth, [each if each in columns and names.index(each) == at else "" for at, each in enumerate(names)])


def rows_under(grid: Sequence[Sequence[Cell]], depth: int, headings: Sequence[str]) -> list[Row]:
    """The rows below that have anything in them, without the columns that we added ourselves."""
    ours = [(at, heading) for at, heading in enumerate(headings) if heading and heading not in ANSWER_COLUMNS]
    rows = (
        Row(number, {heading: line[at] if at < len(line) else None for at, heading in ours})
        for number, line in enumerate(grid[depth + 1 :], start=depth + 2)
    )
    return [row for row in rows if any(map(is_filled, row.cells.values()))]
