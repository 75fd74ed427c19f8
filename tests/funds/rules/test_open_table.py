"""How an open table is written, and who is named in it."""

from datetime import date

import pytest

from services.funds.rules.open_rows import CELLS
from services.funds.rules.open_table import Money, lines_of, organisation, sayable
from services.funds.rules.open_tables import TABLES


def test_sums_are_written_to_the_fen_and_days_as_days():
    assert lines_of([[Money(5), Money(-123_456_78), date(2020, 6, 1), None, 12]]) == b"0.05,-123456.78,2020-06-01,,12\r\n"


def test_a_text_with_signs_of_its_own_stays_one_cell():
    assert lines_of([['他说“好”,"行"\n完', "是"]]).decode() == '"他说“好”,""行""\n完",是\r\n'


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_excel_would_run_is_a_text(formula):
    assert lines_of([[formula, "好"]]).decode().lstrip('"').startswith("'")


@pytest.mark.parametrize(
    "unit", ["临沂建工有限公司", "龙潭社区股份经济合作社", "罗庄街道办事处", "农业局", "供销社", "罗庄区第一小学", "镇政府"]
)
def test_a_unit_is_named(unit):
    assert organisation(unit) == unit


@pytest.mark.parametrize("person", ["王建国", "李会", "王园", "欧阳娜娜", "买买提·吐尔逊", "阿卜杜热合曼·库尔班", "张村"])
def test_a_person_is_not(person):
    assert organisation(person) == "（不公开）"


def test_a_person_in_trade_is_a_person_whatever_the_shop_is_called():
    assert organisation("罗庄区孙玉兰建材经营部", "92371311MA3C4R5T6D") == "（不公开）"
    assert organisation("罗庄区建材有限公司", "91371300MA3C4R5T6J") == "罗庄区建材有限公司"


def test_a_text_with_a_number_of_a_person_is_not_said():
    assert sayable("联系电话 13805391234") == "（不公开）"
    assert sayable("新建冬暖式蔬菜大棚 12 座") == "新建冬暖式蔬菜大棚 12 座"
    assert sayable("") == sayable(None) == ""


def test_every_table_has_its_rows_and_its_keys_are_columns():
    assert CELLS.keys() == TABLES.keys()
    for table in TABLES.values():
        names = {column.name for column in table.columns}
        assert {*table.key, *(key.column for key in table.foreign)} <= names
        for key in table.foreign:
            other = TABLES[key.table or table.name]
            assert list(other.key) == [key.key]
