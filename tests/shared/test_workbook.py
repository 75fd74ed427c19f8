"""Lists as workbooks: what people open is what we meant."""

import io
from decimal import Decimal

from openpyxl import load_workbook

from shared.workbook import Sheet, Yuan, workbook

COLUMNS = (("姓名", 12), ("公民身份号码", 22), ("人数", 8), ("金额（元）", 14))


def opened(*rows):
    return load_workbook(io.BytesIO(workbook(Sheet("名册", COLUMNS, rows), asked=[("地区", "罗庄区")])))


def test_numbers_stay_numbers_texts_stay_texts_and_money_has_its_fen():
    sheet = opened(("王小明", "371311196203040019", 3, Yuan(160_05)))["名册"]

    assert [cell.value for cell in sheet[1]] == ["姓名", "公民身份号码", "人数", "金额（元）"]
    assert [cell.value for cell in sheet[2]] == ["王小明", "371311196203040019", 3, 160.05]
    assert sheet.cell(2, 2).data_type == "s"
    assert sheet.cell(2, 4).number_format == "#,##0.00"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D2")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")


def test_a_decimal_is_a_number_with_the_places_that_it_has():
    [cells] = opened((Decimal("62.50"), Decimal("83.3"), Decimal(7), Decimal("1E+2")))["名册"].iter_rows(min_row=2)

    assert [cell.data_type for cell in cells] == ["n"] * 4
    assert [(cell.value, cell.number_format) for cell in cells] == [(62.5, "0.00"), (83.3, "0.0"), (7, "0"), (100, "0")]


def test_a_name_that_looks_like_a_formula_is_a_name():
    sheet = opened(("=1+1", "+1", None, Yuan(-1)))["名册"]

    assert (sheet.cell(2, 1).value, sheet.cell(2, 1).data_type) == ("=1+1", "s")
    assert sheet.cell(2, 4).value == -0.01


def test_a_sign_that_no_workbook_can_hold_is_left_out():
    assert opened(("王\x01小\x0b明", "", None, None))["名册"].cell(2, 1).value == "王小明"


def test_the_last_sheet_says_what_was_asked_for():
    book = opened()

    assert book.sheetnames == ["名册", "说明"]
    assert [cell.value for cell in book["说明"][2]] == ["地区", "罗庄区"]


def test_ten_thousand_rows_all_arrive():
    rows = [("王小明", "3713**********0019", number, Yuan(160_00)) for number in range(10_000)]

    sheet = opened(*rows)["名册"]

    assert (sheet.max_row, sheet.cell(10_001, 3).value) == (10_001, 9_999)
