"""A hospital's day as a table: understood as hospitals write it, and every fault with row and column."""

import io

import pytest
from openpyxl import Workbook

from services.medical.rules.reconciliation import LineState
from services.medical.schemas.reconciliation_file import (
    DayColumnsMissing,
    DayColumnsUnknown,
    DayRowsUnreadable,
    read_lines,
)
from shared.grid import read_grid

LAYERS = {"basic": "basic", "居民基本医疗保险": "basic", "医疗救助": "medical_aid"}
ONE, TWO = "01726e2a-0000-7000-8000-000000000005", "01726e2a-0000-7000-8000-000000000006"
CSV = f"结算编号,状态,医疗费总额,个人负担,居民基本医疗保险,医疗救助\n{ONE},已结算,100.50,30.00,70.50,\n\n{TWO},已冲正,5,5,,0\n"


def a_workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_as_excel_writes_it_is_understood(encoding):
    first, second = read_lines(read_grid(CSV.encode(encoding)), LAYERS)

    assert (str(first.settlement_id), first.state, first.line_no) == (ONE, LineState.SETTLED, 1)
    assert (first.total_fen, first.patient_fen, first.hospital_fen, first.payers) == (
        10050,
        3000,
        0,
        {"basic": 7050, "medical_aid": 0},
    )
    assert (second.state, second.line_no, second.parts) == (LineState.REVERSED, 3, {"total": 500, "patient": 500, "hospital": 0})


def test_a_workbook_with_numbers_is_understood_to_the_fen():
    book = a_workbook(["结算编号", "医疗费总额", "个人负担", "医疗机构负担", "basic"], [ONE, 20000.1, 3214.26, 357.14, 16428.7])

    [line] = read_lines(read_grid(book), LAYERS)

    assert (line.total_fen, line.patient_fen, line.hospital_fen, line.payers) == (2000010, 321426, 35714, {"basic": 1642870})
    assert line.state is LineState.SETTLED


def test_every_fault_has_its_row_and_column():
    bad = f"结算编号,状态,医疗费总额,个人负担\nx,已结算,1,1\n{ONE},未知,-3,\n{TWO},,1.005,abc\n"

    with pytest.raises(DayRowsUnreadable) as refusal:
        read_lines(read_grid(bad.encode()), LAYERS)

    assert [(one["row"], one["column"], one["detail"]) for one in refusal.value.facts["errors"]] == [
        (2, "结算编号", "应为结算时答复的编号"),
        (3, "状态", "应为已结算或已冲正"),
        (3, "医疗费总额", "金额不能为负数"),
        (3, "个人负担", "必填"),
        (4, "医疗费总额", "金额至多两位小数（精确到分）"),
        (4, "个人负担", "金额应为数字，例如 12.34"),
    ]


@pytest.mark.parametrize(
    ("heading", "law", "columns"),
    [
        ("结算编号,个人负担", DayColumnsMissing, ["医疗费总额"]),
        ("结算编号,医疗费总额,个人负担,床位费", DayColumnsUnknown, ["床位费"]),
        ("结算编号,医疗费总额,个人负担,basic,居民基本医疗保险", DayColumnsUnknown, ["居民基本医疗保险"]),
    ],
)
def test_a_table_of_other_columns_is_refused_and_they_are_named(heading, law, columns):
    with pytest.raises(law) as refusal:
        read_lines(read_grid(f"{heading}\n".encode()), LAYERS)
    assert refusal.value.facts["columns"] == columns


def test_a_day_without_business_is_an_empty_table():
    assert read_lines(read_grid("结算编号,医疗费总额,个人负担\n".encode()), LAYERS) == []
