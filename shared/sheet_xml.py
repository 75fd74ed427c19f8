"""What the XML of a workbook's first sheet says besides its values: what is hidden, what a formula left open, how far it goes.

The XML is read in pieces: unpacked it is ten times as large as the file. Nothing here understands more of it than it must.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

BOOK = "xl/workbook.xml"
PIECE_BYTES = 4 * 1024 * 1024
ROW_BYTES = 32 * 1024 * 1024
"""More than any row holds."""

_ROW_START, _PLAIN_ROW_START = re.compile(rb"<(?:\w+:)?row\b([^>]*)>"), re.compile(rb"<row\b([^>]*)>")
_END_OF_ROW = b"</row>"
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_NUMBER = re.compile(rb'\br="(\d{1,9})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FIRST, _LAST = re.compile(rb'\bmin="(\d{1,5})"'), re.compile(rb'\bmax="(\d{1,5})"')
_CELL_STARTS = (b"<c", b":c")
"""Of every cell, and of the few columns that are described: what is counted with them is no more than it could be."""
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>/]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_IS_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")
_ERROR = b't="e"'
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,5}")?(?:/>|></c>)')
_BLANK_ROW = re.compile(rb'<row r="\d{1,7}"[^<>]*(?:/>|>\s*</row>)')
_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')


class FarCell(Exception):
    """The sheet goes on beyond what we take."""


@dataclass
class Marks:
    """Rows and columns that are hidden, as Excel numbers them; formulas without a value and error values, from 0."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    broken: list[tuple[int, int]] = field(default_factory=list)


class Look:
    """A look at the XML of a sheet, piece by piece in the order of the file; `marks` grows by what each says."""

    def __init__(self, *, rows: int, width: int) -> None:
        self.marks = Marks()
        self._rows, self._width, self._far = rows, width, _beyond(width)
        self._at_row = self._cells = 0

    def at(self, piece: bytes) -> tuple[bytes, int, int]:
        """The piece, the first and the last row that it holds. Whatever is blank is left out of one that goes on beyond what we
        take: borders and colours may reach down to the last row of Excel. Raises FarCell for more than that."""
        seen = self._seen(piece)
        if seen.is_far or self._cells + seen.cells > self._rows * self._width:
            piece = _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", piece))
            seen = self._seen(piece)
        if seen.is_far or self._cells + seen.cells > self._rows * self._width:
            raise FarCell
        # Columns are described before the first row.
        for column in _COLUMN.findall(piece) if not self._at_row and _may_hold(piece, b"col") else ():
            _note_column(self.marks, column, self._width)
        self._at_row, self._cells = seen.at_row, self._cells + seen.cells
        self.marks.hidden_rows += seen.hidden
        if _ERROR in piece or (b"f" in piece and _may_hold(piece, b"f") and _IS_FORMULA.search(piece)):
            self.marks.broken += _broken(piece)
        return piece, seen.first, seen.last

    def _seen(self, piece: bytes) -> "_Seen":
        is_plain = b":" not in piece  # no element has a prefix then, which one look tells of all
        at_row, first, last, hidden = self._at_row, self._rows, 0, list[int]()
        for row in (_PLAIN_ROW_START if is_plain or b":row" not in piece else _ROW_START).findall(piece):
            told = _NUMBER.search(row)
            at_row = int(told[1]) if told else at_row + 1
            first, last = min(first, at_row), max(last, at_row)
            if _HIDDEN.search(row):
                hidden.append(at_row)
        cells = sum(map(piece.count, _CELL_STARTS[:1] if is_plain else _CELL_STARTS))
        return _Seen(at_row, first, last, hidden, cells, is_far=last > self._rows or bool(self._far.search(piece)))


@dataclass(frozen=True)
class _Seen:
    """Of a piece: its last row in the order of the file, the first and the last by number, those that are hidden, and how many
    cells at most."""

    at_row: int
    first: int
    last: int
    hidden: list[int]
    cells: int
    is_far: bool


def read_marks(archive: zipfile.ZipFile, *, rows: int, width: int) -> Marks:
    """Look at all of the first sheet. Raises FarCell, and KeyError for an archive without a sheet."""
    look = Look(rows=rows, width=width)
    for piece in pieces(archive, first_sheet(archive)):
        look.at(piece)
    return look.marks


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether bare numbers of days count from the other epoch of Excel."""
    return bool(_1904.search(archive.read(BOOK)))


def _may_hold(piece: bytes, element: bytes) -> bool:
    """Whether it is worth asking a pattern, which tries every `<` of a piece: that takes ten times as long. (To look for a single
    byte takes a tenth.)"""
    return b"<" + element in piece or b":" + element in piece


@cache
def _beyond(width: int) -> re.Pattern[bytes]:
    """A cell in a column after so many; `width` lies between AA and ZZ."""
    first, second = divmod(width - 1, 26)
    after = f"[{chr(64 + first + 1)}-Z][A-Z]" if first < 26 else "(?!)"
    same = f"{chr(64 + first)}[{chr(65 + second + 1)}-Z]" if second < 25 else "(?!)"
    return re.compile(rf'r="(?:[A-Z]{{3}}|{after}|{same})\d'.encode())


def first_sheet(archive: zipfile.ZipFile) -> str:
    """The name of the file in it that holds the sheet. Raises KeyError."""
    sheet = re.search(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"', archive.read(BOOK))
    for relation in re.findall(rb"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        if sheet and b'Id="' + sheet[1] + b'"' in relation:
            target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', relation)
            if target:
                return f"xl/{target[1].decode()}"
    raise KeyError("no sheet")


def pieces(archive: zipfile.ZipFile, name: str, *, end: bytes = _END_OF_ROW, at_least: int = 0) -> Iterator[bytes]:
    """The XML of a sheet, cut after whole rows (or other elements, by their end), in pieces of so many bytes. Raises FarCell for
    a row that is longer than any."""
    rest = b""
    with archive.open(name) as source:
        while piece := source.read(max(PIECE_BYTES, at_least)):
            rest += piece
            cut = rest.rfind(end) + len(end) if end in rest else _last_row_end(rest) if end == _END_OF_ROW else 0
            if not cut and len(rest) > ROW_BYTES:
                raise FarCell
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _last_row_end(piece: bytes) -> int:
    """Where rows are written otherwise than nearly all programs write them."""
    return max((found.end() for found in _ROW_END.finditer(piece, max(0, len(piece) - PIECE_BYTES))), default=0)


def _note_column(marks: Marks, told: bytes, width: int) -> None:
    first, last = _FIRST.search(told), _LAST.search(told)
    if first and last and _HIDDEN.search(told):
        marks.hidden_columns += range(int(first[1]), min(int(last[1]), width) + 1)


def _broken(piece: bytes) -> Iterator[tuple[int, int]]:
    for column, row, attributes, inside in _FORMULA.findall(piece):
        if _ERROR in attributes or (_IS_FORMULA.search(inside) and not _VALUE.search(inside)):
            yield int(row) - 1, index_of(column)


def index_of(letters: bytes) -> int:
    """`A` is 0, `AA` 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1
