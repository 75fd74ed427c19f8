"""Registers to import: good ones, and every way in which a file can be bad."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from deploy.demo.register import Line, Town, id_number
from services.registry.rules.export import COLUMNS
from shared.cells import Row

LONGTAN = "371311001001"
"""山东省临沂市罗庄区罗庄街道龙潭社区居民委员会"""
ON = date(2020, 6, 1)


def a_member(*, village: str = LONGTAN, **changed: Any) -> Line:
    """One sound row, a household of its own; keyword arguments replace cells."""
    row = Town(villages=[village]).household()[0]
    return row | {"户主姓名": "", "户主证件号码": ""} | changed


def a_household(
    members: int = 3, *, code: str = "3713110000000001", village: str = LONGTAN, first_sequence: int = 11
) -> list[Line]:
    """A head, a spouse and children; `first_sequence` (odd) makes other people of them."""
    relations = ["户主", "配偶", *["之子"] * 3][:members]
    rows = []
    for at, relation in enumerate(relations):
        is_man, born_on = relation != "配偶", date(1970 + 12 * (at > 1) + at, 3, 18)
        sequence = first_sequence + 2 * at if is_man else first_sequence + 2 * at + 1
        changed = {
            "户编号": code,
            "人口编号": f"{code[-8:]}{at:02d}",
            "姓名": f"王小{'明芳强刚伟'[at]}",
            "性别": "男" if is_man else "女",
            "出生日期": f"{born_on:%Y%m%d}",
            "证件号码": id_number(born_on, sequence),
            "与户主关系": relation,
        }
        rows.append(a_member(village=village, **changed))
    return rows


def households(count: int, *, seed: int = 7) -> list[Line]:
    """The rows of so many different households of 罗庄区."""
    town = Town(seed)
    return [row for _ in range(count) for row in town.household()]


def a_row(line: Line | None = None, *, number: int = 2) -> Row:
    """A row as the rules get it."""
    return Row(number, line or a_member())


def rows_of_lines(lines: Iterable[Line]) -> list[Row]:
    return [Row(number, line) for number, line in enumerate(lines, start=2)]


def an_xlsx(lines: Iterable[Line], *, columns: Sequence[str] = COLUMNS, above: Sequence[str] = ()) -> bytes:
    """A workbook; `above` are title rows over the headings."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for title in above:
        sheet.append([title])
    sheet.append(list(columns))
    for line in lines:
        sheet.append([line.get(column) for column in columns])
    return packed(book)


def a_csv(lines: Iterable[Line], *, encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([line.get(column, "") for column in COLUMNS] for line in lines)
    return text.getvalue().encode(encoding)


def packed(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(workbook: bytes, name: str, content: bytes = b"\x00") -> bytes:
    """The workbook with another part in its archive, such as `xl/vbaProject.bin`."""
    file = io.BytesIO(workbook)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def a_protected_file() -> bytes:
    """The head of what Excel writes when a password is set: a compound file with an encrypted package in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)
