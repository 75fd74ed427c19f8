"""A table as a file comes in: .xlsx, .xls or .csv, told apart by content; every other file is named for what it is."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from python_calamine import CalamineError

from shared.cells import Cell, Uncalculated
from shared.errors import TooLarge, Unprocessable
from shared.heap import large_blocks_given_back
from shared.sheet_parts import Parts
from shared.sheet_texts import LongText, NotPlain, Texts
from shared.sheet_xml import BOOK, FarCell, Marks, counts_from_1904, read_marks
from shared.workbook_apart import LargeWorkbook, LockedWorkbook, NoWorkbook, ReadApart, reading_apart

FILE_BYTES = 50 * 1024 * 1024
ROWS = 20_000
"""More than a hospital or a town sends; whoever expects more says so (`rows`)."""
WIDTH = 200
UNPACKED_BYTES = 640 * 1024 * 1024
"""Hundred thousand rows of fifty columns are some 250 MB of XML; a small file can unpack to a thousand times its size."""
SIGNS = 100_000_000
"""Of all cells; a register of a hundred thousand people has thirty million. A small file may have a long text in each."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_ENCODINGS = {"utf-8-sig": "UTF-8", "gb18030": "GBK"}


class EmptyFile(Unprocessable):
    """文件是空的"""

    mend = "请确认导出已完成，重新选择文件"


class FileTooLarge(TooLarge):
    """文件超过 50 MB"""

    mend = "请按镇街拆成多个文件分别提交"


class TooManyRows(TooLarge):
    """文件的行数或列数超过上限"""

    mend = "请按镇街拆成多个文件分别提交，并删去表格以外的内容"


class UnpackedTooLarge(TooLarge):
    """工作簿展开后的内容超过 640 MB"""

    mend = "请删去数据之外设过格式的空行、空列，或按镇街拆成多个文件分别提交"


class TooMuchText(TooLarge):
    """表中的文字总量超过一亿字，或一个单元格的文字过长"""

    mend = "请删去过长的说明文字，或按镇街拆成多个文件分别提交"


class PasswordProtected(Unprocessable):
    """文件有打开密码"""

    mend = "请在 Excel 中“另存为”，在“工具-常规选项”中清除密码后重新提交"


class MacroWorkbook(Unprocessable):
    """文件含有宏，为安全起见不予接收"""

    mend = "请在 Excel 中另存为不含宏的 .xlsx 工作簿后重新提交"


class OldWorkbook(Unprocessable):
    """文件是无法读取的旧版格式"""

    mend = "请在 Excel 中另存为 .xlsx 工作簿后重新提交"


class NotAWorkbook(Unprocessable):
    """文件不是可读的 .xlsx、.xls 工作簿或 .csv 文本"""

    mend = "请提交系统导出的 .xlsx、.xls 或 .csv 原文件"


GRID_LAWS = (
    EmptyFile, FileTooLarge, TooManyRows, UnpackedTooLarge, TooMuchText, PasswordProtected, MacroWorkbook, OldWorkbook,
    NotAWorkbook,
)  # fmt: skip
"""For the doors that take a table in: `responses=refuses(*GRID_LAWS)`."""


@dataclass(frozen=True)
class Grid:
    """The cells of the first sheet, row 1 first, and what people would want to know of how they were read.

    A cell merged over several rows says the same in each of them. Hidden rows and columns are read like the others: a filter that
    somebody left on must not make people vanish. Of an .xls file it is not known what was hidden
    or merged.
    """

    cells: Sequence[Sequence[Cell]]
    kind: str
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: int = 0
    counts_from_1904: bool = False
    """Excel on old Macintoshes: a day that is a bare number counts from another epoch (days that look like days are right)."""


def read_grid(content: bytes, *, rows: int = ROWS) -> Sequence[Sequence[Cell]]:
    """Every cell of the first sheet, row 1 first; `rows` at most. Raises one of this module's refusals."""
    return read_sheet(content, rows=rows).cells


def read_sheet(content: bytes, *, rows: int = ROWS) -> Grid:
    """The first sheet with its particulars; `rows` at most. Raises one of this module's refusals."""
    if not content.strip():
        raise EmptyFile
    if len(content) > FILE_BYTES:
        raise FileTooLarge(limit_bytes=FILE_BYTES)
    if content.startswith(_OLE):
        return _old_workbook(content, rows)
    return _workbook(content, rows) if content.startswith(_ZIP) else _text(content, rows)


def _text(content: bytes, rows: int) -> Grid:
    if b"\x00" in content:
        raise NotAWorkbook(reason="内容不是文本")
    for encoding, name in _ENCODINGS.items():
        try:
            lines = _kept(csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True), Texts())
        except UnicodeDecodeError:
            continue
        except csv.Error:
            raise NotAWorkbook(reason="引号或分隔符不配对") from None
        if len(lines) > rows or max(map(len, lines), default=0) > WIDTH:
            raise TooManyRows(limit_rows=rows, limit_columns=WIDTH)
        marked = name == "UTF-8" and content.startswith(b"\xef\xbb\xbf")
        return Grid(lines, f".csv（{name}{'，带 BOM' if marked else ''}）")
    raise NotAWorkbook(reason="文字编码不是 UTF-8 或 GBK")


def _old_workbook(content: bytes, rows: int) -> Grid:
    if _ENCRYPTED in content:
        raise PasswordProtected
    if _MACROS in content:
        raise MacroWorkbook
    try:
        with reading_apart(content, rows=rows, width=WIDTH) as read:
            return Grid(_kept(read.lines(), read.texts), ".xls")
    except LockedWorkbook:
        raise PasswordProtected from None
    except NoWorkbook:
        raise OldWorkbook from None
    except LargeWorkbook:
        raise TooManyRows(limit_rows=rows, limit_columns=WIDTH) from None


def _workbook(content: bytes, rows: int) -> Grid:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, large_blocks_given_back():
            _check(archive)
            is_1904 = counts_from_1904(archive)
            try:
                parts = Parts(archive, rows=rows, width=WIDTH)
                return _filled(parts, parts.marks, rows, is_1904=is_1904)
            except NotPlain:
                with reading_apart(content, rows=rows, width=WIDTH) as read:
                    # It reads meanwhile; what it read counts for nothing if this raises.
                    marks = read_marks(archive, rows=rows, width=WIDTH)
                    return _filled(read, marks, rows, is_1904=is_1904)
    except (FarCell, LargeWorkbook):
        raise TooManyRows(limit_rows=rows, limit_columns=WIDTH) from None
    except LongText:
        raise TooMuchText(limit_signs=SIGNS) from None
    except (zipfile.BadZipFile, KeyError, CalamineError, NoWorkbook, LockedWorkbook, RuntimeError, EOFError, OSError):
        raise NotAWorkbook(reason="工作簿已损坏") from None


def _filled(sheet: Parts | ReadApart, marks: Marks, rows: int, *, is_1904: bool) -> Grid:
    """The cells; what is merged downwards stands in each of its rows. `marks` are read after the last line."""
    cells = _kept(sheet.lines(), sheet.texts)
    for row, column in marks.broken:
        if row < len(cells):
            _put(cells[row], column, Uncalculated())
    if sum(bottom - top for (top, _), (bottom, _) in sheet.merged) > rows * WIDTH:
        raise NotAWorkbook(reason="合并的单元格互相重叠")
    for (top, column), (bottom, _) in sheet.merged:
        if top < len(cells) and column < len(cells[top]):
            for line in cells[top + 1 : bottom + 1]:
                _put(line, column, cells[top][column])
    return Grid(cells, ".xlsx", marks.hidden_rows, marks.hidden_columns, len(sheet.merged), is_1904)


def _kept(lines: Iterable[Sequence[object]], texts: Texts) -> list[list[Cell]]:
    """The cells, each text that comes again kept once. Raises TooMuchText."""
    # An empty cell is an empty text to calamine, and in a .csv.
    cells: list[list[Cell]] = [
        [(texts[cell] if cell else None) if type(cell) is str else _cell(cell) for cell in line] for line in lines
    ]
    longest = max((len(text) for text in texts.values() if text), default=0)
    if longest * sum(map(len, cells)) > SIGNS and _signs(cells) > SIGNS:
        raise TooMuchText(limit_signs=SIGNS)
    return cells


def _signs(cells: Iterable[Sequence[Cell]]) -> int:
    return sum(len(cell) for line in cells for cell in line if type(cell) is str)


def _put(line: list[Cell], column: int, cell: Cell) -> None:
    """A line may end before its last columns, if they are empty."""
    line += [None] * (column + 1 - len(line))
    line[column] = cell


def _check(archive: zipfile.ZipFile) -> None:
    """What else is in the archive."""
    names = {entry.filename for entry in archive.infolist()}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise MacroWorkbook
    if BOOK not in names:
        raise NotAWorkbook(reason="是压缩包，但不是 .xlsx 工作簿")
    if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES:
        raise UnpackedTooLarge(limit_unpacked_bytes=UNPACKED_BYTES)


def _cell(cell: object) -> Cell:
    """A time of day is no date and stays what it reads as; so does a number beyond all that Excel knows."""
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    return cell if cell is None or isinstance(cell, int | float | bool | date) else str(cell)
