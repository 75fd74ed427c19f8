"""Files as officers send them: read whatever Excel made of them, and each bad one called by its name."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from deploy.demo.register import id_number
from services.registry.rules.export import (
    COLUMNS,
    HOUSEHOLD_COLUMNS,
    MissingColumns,
    NoRows,
    NotTheExport,
    RepeatedColumns,
    rows_of,
)
from services.registry.rules.preview import judged as judged_by_themselves
from services.registry.rules.register import Judged, judge_register
from services.registry.schemas.handed_back import write_handed_back
from services.registry.store.register_file import read_file
from shared.cells import Uncalculated
from shared.errors import Refusal
from shared.grid import (
    ROWS,
    UNPACKED_BYTES,
    EmptyFile,
    FileTooLarge,
    MacroWorkbook,
    NotAWorkbook,
    OldWorkbook,
    PasswordProtected,
    TooManyRows,
    UnpackedTooLarge,
    read_grid,
)
from tests.builders.old_workbook import an_endless_xls, an_xls
from tests.builders.registry import ON, a_csv, a_household, a_member, a_protected_file, an_xlsx, packed, with_part


def judged(content: bytes) -> Judged:
    return judge_register(rows_of(read_grid(content)), on=ON, within="371311")


@pytest.mark.parametrize(
    "content",
    [
        an_xlsx(a_household(3)),
        an_xlsx(a_household(3), above=["全国扶贫信息系统 人口信息", "导出时间 2020-06-01"]),
        an_xlsx(a_household(3), columns=[*reversed(COLUMNS), "原行号", "错误列", "错误原因", "如何更正"]),
        an_xlsx([line | {"主要致贫原因": "因病"} for line in a_household(3)], columns=[*COLUMNS, "主要致贫原因"]),
        a_csv(a_household(3)),
        a_csv(a_household(3), encoding="utf-8-sig"),
        a_csv(a_household(3), encoding="gbk"),
        an_xls([COLUMNS, *([line[column] for column in COLUMNS] for line in a_household(3))]),
    ],
    ids=[
        "xlsx",
        "titles above",
        "columns in another order, and ours",
        "a column of the older export",
        "utf-8",
        "bom",
        "gbk",
        "xls",
    ],
)
def test_a_sound_file_is_read(content: bytes) -> None:
    found = judged(content)
    assert found.faults == []
    assert [len(family.members) for family in found.families] == [3]


def read(content: bytes) -> Any:
    file = read_file(content, on=ON, within="371311")
    return replace(file, entries=judged_by_themselves(file.entries, on=ON, within="371311", columns=file.columns))


def a_book(*lines: dict[str, Any], columns: Sequence[str] = COLUMNS) -> Any:
    book = load_workbook(io.BytesIO(an_xlsx(lines, columns=columns)))
    return book, book.worksheets[0]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    book, sheet = a_book(*a_household(3))
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    file = read(packed(book))
    assert (file.rows, len(file.entries)) == (3, 1)
    assert file.notes[1:] == ["有 1 个隐藏的行（第 3 行），与其他行一样读取", "有 1 个隐藏的列（第 4 列），与其他列一样读取"]


def test_what_is_merged_downwards_is_said_by_each_row() -> None:
    book, sheet = a_book(*a_household(3))
    at = COLUMNS.index("户编号") + 1
    sheet.merge_cells(start_row=2, end_row=4, start_column=at, end_column=at)
    file = read(packed(book))
    assert [len(entry.rows) for entry in file.entries] == [3]
    assert file.entries[0].faults == []
    assert "合并" in file.notes[1]


def test_a_day_that_is_a_bare_number_counts_from_the_epoch_of_the_workbook() -> None:
    born_on = date(1965, 3, 18)
    days = (born_on - date(1904, 1, 1)).days
    book, _ = a_book(a_member(性别="男", 证件号码=id_number(born_on, 11), 出生日期=days))
    book.epoch = CALENDAR_MAC_1904
    file = read(packed(book))
    assert file.entries[0].faults == []
    assert "1904" in file.notes[1]


def test_an_unknown_column_is_told_and_comes_back_with_its_row() -> None:
    file = read(an_xlsx([a_member(备注="低保边缘", 姓名="")], columns=[*COLUMNS, "备注"]))
    assert file.notes[1] == "有 1 列不是登记表的列，没有录入：备注"
    [entry] = file.entries
    back = load_workbook(io.BytesIO(write_handed_back(entry.rows, entry.faults))).worksheets[0]
    headings = [cell.value for cell in back[1]]
    assert back.cell(2, headings.index("备注") + 1).value == "低保边缘"


def test_an_error_value_is_a_fault_of_its_cell() -> None:
    [entry] = read(an_xlsx([a_member(民族="#N/A")])).entries
    assert [(fault.column, fault.reason) for fault in entry.faults] == [("民族", "公式没有可读的计算结果")]


def test_full_width_signs_lower_case_and_invisible_marks_are_understood() -> None:
    number = id_number(date(1965, 3, 18), 11)
    typed = "\u202d" + number.translate({0x30 + digit: 0xFF10 + digit for digit in range(10)}).lower() + "\u202c "
    [entry] = read(an_xlsx([a_member(性别="男", 出生日期="１９６５０３１８", 证件号码=typed)])).entries
    assert entry.faults == []
    assert entry.family is not None
    assert entry.family.head.identity.number == number


def test_a_number_that_excel_cut_is_refused_with_the_mend() -> None:
    [entry] = read(an_xlsx([a_member(证件号码=371311196503180000.0)])).entries
    assert entry.faults[0].mend == "请把这一列设为文本格式后重新填写"


def test_the_older_export_needs_no_more_than_it_has() -> None:
    columns = ["省", "市", "县", "乡", "村", "户编号", "姓名", "证件号码", "与户主关系", *HOUSEHOLD_COLUMNS]
    line = a_member(人数="1", 脱贫属性="未脱贫", 贫困户属性="低保户", 主要致贫原因="因病", 危房户="否", 人均纯收入="3000")
    file = read(an_xlsx([line], columns=columns))
    assert file.entries[0].faults == []
    assert file.notes == ["识别为 .xlsx，26 列导出表"]
    with pytest.raises(MissingColumns) as refused:
        read(an_xlsx([line], columns=columns[1:]))
    assert refused.value.facts["columns"] == ["省"]


@pytest.mark.parametrize(
    ("encoding", "kind"), [("utf-8", ".csv（UTF-8）"), ("utf-8-sig", ".csv（UTF-8，带 BOM）"), ("gbk", ".csv（GBK）")]
)
def test_the_encoding_of_a_text_is_recognised_and_said(encoding: str, kind: str) -> None:
    assert read(a_csv(a_household(1), encoding=encoding)).kind == kind


def test_rows_are_numbered_as_excel_shows_them() -> None:
    found = judged(an_xlsx([a_member(姓名="")], above=["全国扶贫信息系统"]))
    assert [fault.row for fault in found.faults] == [3]


def test_headings_may_be_written_with_full_width_brackets() -> None:
    columns = [column.replace("(", "（").replace(")", "）") for column in COLUMNS]
    book = Workbook()
    assert book.active is not None
    book.active.append(columns)
    book.active.append([a_member()[column] for column in COLUMNS])
    assert judged(packed(book)).faults == []


def test_dates_may_be_dates_serials_or_text() -> None:
    born_on = date(1965, 3, 18)
    rows = [
        a_member(户编号=f"371311000000{at:04d}", 性别="男", 证件号码=id_number(born_on, 11 + 2 * at), 出生日期=written)
        for at, written in enumerate([born_on, 23819, "1965-03-18", "1965年3月18日", 19650318])
    ]
    assert judged(an_xlsx(rows)).faults == []


def test_a_formula_with_a_value_is_its_value_and_one_without_is_named() -> None:
    workbook = an_xlsx([a_member(年度="=2019+1")])
    empty = b"<v></v>" if openpyxl.LXML else b"<v />"
    assert judged(workbook).faults[0].reason == "公式没有可读的计算结果"
    calculated = _replaced(workbook, b"<f>2019+1</f>" + empty, b"<f>2019+1</f><v>2020</v>")
    assert judged(calculated).faults == []


def test_an_error_value_is_named() -> None:
    grid = read_grid(an_xlsx([a_member(年度="#REF!")]))
    assert grid[1][COLUMNS.index("年度")] == Uncalculated()


def _replaced(workbook: bytes, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            copy.writestr(name, content)
    return target.getvalue()


def _a_far_cell() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active["XFD1048576"] = "x"
    return packed(book)


SOUND = an_xlsx(a_household(1))


def _swollen() -> bytes:
    """A file of a few hundred KB that unpacks to more than we take."""
    file = io.BytesIO(SOUND)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bmp", bytes(UNPACKED_BYTES))
    return file.getvalue()


def _nowhere(rows: int) -> bytes:
    """A sheet whose rows and cells do not say where they stand, as some programs write it."""
    table = b"<row><c><v>1</v></c></row>" * rows
    start, end = b"<sheetData>", b"</sheetData>"
    xml = zipfile.ZipFile(io.BytesIO(SOUND)).read("xl/worksheets/sheet1.xml")
    return _replaced(SOUND, xml[xml.index(start) : xml.index(end)], start + table)


BAD = [
    (b"", EmptyFile),
    (b" \r\n", EmptyFile),
    (b"a" * (50 * 1024 * 1024 + 1), FileTooLarge),
    (a_protected_file(), PasswordProtected),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), OldWorkbook),
    (an_endless_xls(), OldWorkbook),
    (with_part(SOUND, "xl/vbaProject.bin"), MacroWorkbook),
    (b"PK\x03\x04 not an archive", NotAWorkbook),
    (SOUND[: len(SOUND) // 2], NotAWorkbook),
    (with_part(b"", "readme.txt", b"hello"), NotAWorkbook),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotAWorkbook),
    (b"\xff\xfe\xfd\xfc\xfb", NotAWorkbook),
    (b'"a,b\r\n', NotAWorkbook),
    (_a_far_cell(), TooManyRows),
    (_nowhere(ROWS + 1), TooManyRows),
    (_swollen(), UnpackedTooLarge),
    ("户编号\r\n".encode() * (ROWS + 1), TooManyRows),
    ("姓名,年龄\r\n王小明,8\r\n".encode(), NotTheExport),
    (an_xlsx([], columns=["随便"]), NotTheExport),
    (an_xlsx([a_member()], columns=COLUMNS[:-1]), MissingColumns),
    (an_xlsx([a_member()], columns=[*COLUMNS, "姓名"]), RepeatedColumns),
    (an_xlsx([]), NoRows),
    (an_xlsx([{}, {"省": " "}]), NoRows),
]  # fmt: skip


@pytest.mark.parametrize(("content", "law"), BAD, ids=[f"{law.__name__} {at}" for at, (_, law) in enumerate(BAD)])
def test_each_bad_file_is_called_by_its_name(content: bytes, law: type[Refusal]) -> None:
    with pytest.raises(law) as refused:
        rows_of(read_grid(content))
    assert refused.value.title
    assert refused.value.mend


def test_missing_columns_are_listed() -> None:
    with pytest.raises(MissingColumns) as refused:
        rows_of(read_grid(an_xlsx([a_member()], columns=[column for column in COLUMNS if column not in ("民族", "年度")])))
    assert refused.value.facts == {"columns": ["民族", "年度"], "unknown_columns": []}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04"):
        try:
            rows_of(read_grid(head + content))
        except Refusal as refused:
            assert refused.title
