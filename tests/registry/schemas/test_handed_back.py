"""The workbook that goes back: its rows can be mended and sent again as they are."""

import io

from openpyxl import load_workbook

from services.registry.rules.export import COLUMNS, rows_of
from services.registry.rules.register import Judged, judge_register
from services.registry.schemas.handed_back import write_handed_back
from shared.cells import ANSWER_COLUMNS, Fault, Row
from shared.grid import read_grid
from tests.builders.registry import ON, a_household, a_member, an_xlsx, packed


def judged(content: bytes) -> Judged:
    return judge_register(rows_of(read_grid(content)), on=ON, within="371311")


def test_the_wrong_cell_is_coloured_and_commented_and_its_row_says_what_to_do() -> None:
    rows = a_household(2)
    rows[1]["与户主关系"] = "干女儿"
    found = judged(an_xlsx(rows))
    sheet = load_workbook(io.BytesIO(write_handed_back(found.refused, found.faults))).active
    assert sheet is not None

    assert [cell.value for cell in sheet[1]] == [*COLUMNS, *ANSWER_COLUMNS]
    wrong = sheet.cell(3, COLUMNS.index("与户主关系") + 1)
    assert (wrong.value, wrong.fill.fgColor.rgb) == ("干女儿", "00FFC7CE")
    assert wrong.number_format == "@"  # or Excel would round the number that is typed into it
    assert wrong.comment is not None
    assert wrong.comment.text.startswith("“干女儿”不在可选值之内")
    assert [cell.value for cell in sheet[3]][-4:] == [
        "3", "与户主关系", "“干女儿”不在可选值之内", "请填写导出表的 28 种关系之一，如 户主、配偶、之子",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]][-4:][2] == "本行无误；同户其他行有误，整户暂未录入"


def test_it_can_be_mended_and_sent_again_as_it_is() -> None:
    rows = a_household(3)
    rows[1]["证件号码"] = float(rows[1]["证件号码"][:17] + "0")
    found = judged(an_xlsx(rows))
    book = load_workbook(io.BytesIO(write_handed_back(found.refused, found.faults)))
    assert book.active is not None
    book.active.cell(3, COLUMNS.index("证件号码") + 1).value = a_household(3)[1]["证件号码"]

    again = judged(packed(book))
    assert again.faults == []
    assert len(again.families[0].members) == 3


def test_unmended_it_gets_the_same_answers() -> None:
    found = judged(an_xlsx([a_member(性别="女" if a_member()["性别"] == "男" else "男", 姓名="")]))
    again = judged(write_handed_back(found.refused, found.faults))
    assert [(fault.column, fault.reason) for fault in again.faults] == [(fault.column, fault.reason) for fault in found.faults]


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    row = Row(2, dict(a_member(姓名="", 政治面貌="=1+1")))
    sheet = load_workbook(io.BytesIO(write_handed_back([row], [Fault(2, "姓名", "没有填写", "请填写")]))).active
    assert sheet is not None
    cell = sheet.cell(2, COLUMNS.index("政治面貌") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
