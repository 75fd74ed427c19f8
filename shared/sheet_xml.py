"""What the XML of a workbook's first sheet says besides its values: what is hidden, what a formula left open, how far it goes.

The XML is read in pieces: unpacked it is ten times as large as the file. Nothing here understands more of it than it must.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

PIECE_BYTES = 4 * 1024 * 1024
ROW_BYTES = 32 * 1024 * 1024
"""More than any row holds."""

_ROW_START, _PLAIN_ROW_START = re.compile(rb"<(?:\w+:)?row\b([^>]*)>"), re.compile(rb"<row\b([^>]*)>")
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
_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')


class FarCell(Exception):
    """The sheet goes on beyond what we take."""


@dataclass
class Marks:
    """Rows and columns that are hidden, as Excel numbers them; formulas without a value and error values, from 0."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    broken: list[tuple[int, int]] = field(default_factory=list)
    counts_from_1904: bool = False


def read_marks(archive: zipfile.ZipFile, *, rows: int, width: int) -> Marks:
    """Read them. Raises FarCell before the reader would reserve memory for a sheet with one cell in its farthest corner, and
    KeyError for an archive without a sheet."""
    book = archive.read("xl/workbook.xml")
    marks = Marks(counts_from_1904=bool(_1904.search(book)))
    at_row, cells, far = 0, 0, _beyond(width)
    for piece in _pieces(archive, _first_sheet(archive, book)):
        is_plain = b":" not in piece  # no element has a prefix then, which one look tells of all
        # Columns are described before the first row.
        for column in _COLUMN.findall(piece) if not at_row and _may_hold(piece, b"col") else ():
            _note_column(marks, column, width)
        for row in (_PLAIN_ROW_START if is_plain or b":row" not in piece else _ROW_START).findall(piece):
            told = _NUMBER.search(row)
            at_row = int(told[1]) if told else at_row + 1
            if at_row > rows:
                raise FarCell
            if _HIDDEN.search(row):
                marks.hidden_rows.append(at_row)
        if far.search(piece):
            raise FarCell
        cells += sum(map(piece.count, _CELL_STARTS[:1] if is_plain else _CELL_STARTS))
        if cells > rows * width:
            raise FarCell
        if _ERROR in piece or ((b"<f" in piece if is_plain else _may_hold(piece, b"f")) and _IS_FORMULA.search(piece)):
            marks.broken += _broken(piece)
    return marks


def _may_hold(piece: bytes, element: bytes) -> bool:
    """Whether it is worth asking a pattern, which tries every `<` of a piece: that takes ten times as long."""
    return b"<" + element in piece or b":" + element in piece


@cache
def _beyond(width: int) -> re.Pattern[bytes]:
    """A cell in a column after so many; `width` lies between AA and ZZ."""
    first, second = divmod(width - 1, 26)
    after = f"[{chr(64 + first + 1)}-Z][A-Z]" if first < 26 else "(?!)"
    same = f"{chr(64 + first)}[{chr(65 + second + 1)}-Z]" if second < 25 else "(?!)"
    return re.compile(rf'r="(?:[A-Z]{{3}}|{after}|{same})\d'.encode())


def _first_sheet(archive: zipfile.ZipFile, book: bytes) -> str:
    sheet = re.search(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"', book)
    for relation in re.findall(rb"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        if sheet and b'Id="' + sheet[1] + b'"' in relation:
            target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', relation)
            if target:
                return f"xl/{target[1].decode()}"
    raise KeyError("no sheet")


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The XML, cut after whole rows."""
    rest = b""
    with archive.open(name) as source:
        while piece := source.read(PIECE_BYTES):
            rest += piece
            cut = rest.rfind(b"</row>") + len(b"</row>") if b"</row>" in rest else _last_row_end(rest)
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
