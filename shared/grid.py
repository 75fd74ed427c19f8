"""A table as a file comes in: .xlsx or .csv, told apart by content; every other file is named for what it is."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date

from python_calamine import CalamineError, CalamineWorkbook

from shared.cells import Cell, Uncalculated
from shared.errors import TooLarge, Unprocessable

FILE_BYTES = 50 * 1024 * 1024
ROWS = 20_000
"""More than any town has in the register; a county sends its towns one by one."""
WIDTH = 200
UNPACKED_BYTES = 160 * 1024 * 1024
"""A sheet of as many cells as we take, and what it says in them; a small file can unpack to a thousand times its size."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>]*?)(/?)>')
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>\s*<(?:\w+:)?c\b")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c\b")
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>/]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")


class EmptyFile(Unprocessable):
    """文件是空的"""

    mend = "请确认导出已完成，重新选择文件"


class FileTooLarge(TooLarge):
    """文件超过 50 MB"""

    mend = "请按镇街拆成多个文件分别提交"


class TooManyRows(TooLarge):
    """文件的行数或列数超过上限"""

    mend = "请按镇街拆成多个文件分别提交，并删去表格以外的内容"


class PasswordProtected(Unprocessable):
    """文件有打开密码"""

    mend = "请在 Excel 中“另存为”，在“工具-常规选项”中清除密码后重新提交"


class MacroWorkbook(Unprocessable):
    """文件含有宏，为安全起见不予接收"""

    mend = "请在 Excel 中另存为不含宏的 .xlsx 工作簿后重新提交"


class OldWorkbook(Unprocessable):
    """文件是旧版 .xls 格式"""

    mend = "请在 Excel 中另存为 .xlsx 工作簿后重新提交"


class NotAWorkbook(Unprocessable):
    """文件不是可读的 .xlsx 工作簿或 .csv 文本"""

    mend = "请提交系统导出的 .xlsx 或 .csv 原文件"


def read_grid(content: bytes, *, rows: int = ROWS) -> Sequence[Sequence[Cell]]:
    """Every cell of the first sheet, row 1 first; `rows` at most. Raises one of this module's refusals."""
    if not content.strip():
        raise EmptyFile
    if len(content) > FILE_BYTES:
        raise FileTooLarge(limit_bytes=FILE_BYTES)
    if content.startswith(_OLE):
        raise PasswordProtected if _ENCRYPTED in content else OldWorkbook
    return _workbook(content, rows) if content.startswith(_ZIP) else _text(content, rows)


def _text(content: bytes, rows: int) -> Sequence[Sequence[Cell]]:
    if b"\x00" in content:
        raise NotAWorkbook(reason="内容不是文本")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error:
            raise NotAWorkbook(reason="引号或分隔符不配对") from None
        if len(lines) > rows or max(map(len, lines)) > WIDTH:
            raise TooManyRows(limit_rows=rows, limit_columns=WIDTH)
        return lines
    raise NotAWorkbook(reason="文字编码不是 UTF-8 或 GBK")


def _workbook(content: bytes, rows: int) -> Sequence[Sequence[Cell]]:
    try:
        sheet_xml = _first_sheet(content)
        broken = _measured(sheet_xml, rows)
        grid: list[list[Cell]] = [
            [_cell(cell) for cell in line]
            for line in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        ]
    except (zipfile.BadZipFile, KeyError, CalamineError, RuntimeError, EOFError, OSError):
        raise NotAWorkbook(reason="工作簿已损坏") from None
    for row, column in broken:
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = Uncalculated()
    return grid


def _first_sheet(content: bytes) -> bytes:
    """The XML of the sheet that stands first, after looking at what else is in the archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {entry.filename for entry in archive.infolist()}
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise MacroWorkbook
        if "xl/workbook.xml" not in names:
            raise NotAWorkbook(reason="是压缩包，但不是 .xlsx 工作簿")
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES:
            raise FileTooLarge(limit_unpacked_bytes=UNPACKED_BYTES)
        sheet = re.search(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"', archive.read("xl/workbook.xml"))
        relations = archive.read("xl/_rels/workbook.xml.rels")
        for relation in re.findall(rb"<Relationship\b[^>]*>", relations):
            if sheet and b'Id="' + sheet[1] + b'"' in relation:
                target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', relation)
                return archive.read(f"xl/{target[1].decode()}") if target else b""
    raise NotAWorkbook(reason="工作簿中没有工作表")


def _measured(sheet_xml: bytes, rows: int) -> list[tuple[int, int]]:
    """The formulas without a value and the error values, as (row, column) from 0.

    Raises TooManyRows before the reader would reserve memory for a sheet that has one cell in its farthest corner.
    """
    for column, row, _, _ in _CELL.findall(sheet_xml):
        if int(row) > rows or _index(column) >= WIDTH:
            raise TooManyRows(limit_rows=rows, limit_columns=WIDTH)
    # Rows and cells need not say where they stand; then their number is all that tells.
    if sum(1 for _ in _ROW.finditer(sheet_xml)) > rows or sum(1 for _ in _ANY_CELL.finditer(sheet_xml)) > rows * WIDTH:
        raise TooManyRows(limit_rows=rows, limit_columns=WIDTH)
    return list(_broken(sheet_xml)) if b"<f" in sheet_xml or b":f" in sheet_xml or b't="e"' in sheet_xml else []


def _broken(sheet_xml: bytes) -> Iterator[tuple[int, int]]:
    for column, row, attributes, inside in _FORMULA.findall(sheet_xml):
        if b't="e"' in attributes or (re.search(rb"<(?:\w+:)?f\b", inside) and not _VALUE.search(inside)):
            yield int(row) - 1, _index(column)


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1


def _cell(cell: object) -> Cell:
    """Calamine's empty cell is an empty text; a time of day is no date and stays what it reads as."""
    if cell == "" or cell is None:
        return None
    return cell if isinstance(cell, str | int | float | bool | date) else str(cell)
