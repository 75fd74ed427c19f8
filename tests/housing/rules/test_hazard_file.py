"""A row of a county's own ledger reads as people write it, or says what to mend."""

from datetime import date
from decimal import Decimal

import pytest

from services.housing.rules.hazard_file import LedgerRow, NotAHazardLedger, read_row, rows_of
from services.housing.rules.house import Grade
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from shared.cells import Row

TODAY = date(2020, 6, 1)
SOUND = {"户编号": "3713110001", "等级": "c级", "评定日期": date(2018, 6, 1)}


def read(**cells: object) -> LedgerRow | list:
    return read_row(Row(2, SOUND | cells), on=TODAY)


def test_what_counties_write_is_understood() -> None:
    row = read(结构类型="砖混（砌体）", 建成年份="1986年", 层数="1层", 建筑面积="62.5㎡", 改造完成日期="2018.9.20")
    assert isinstance(row, LedgerRow)
    assert (row.grade, row.graded_on, row.safe_on) == (Grade.C, date(2018, 6, 1), date(2018, 9, 20))
    assert (row.structure, row.built_year, row.storeys, row.floor_area_m2) == (Structure.MASONRY, 1986, 1, Decimal("62.50"))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"户编号": ""}, "户编号"),
        ({"户主身份证号": 371311196203040012.0}, "户主身份证号"),
        ({"户主身份证号": "371311196203040013"}, "户主身份证号"),
        ({"等级": "A"}, "等级"),
        ({"等级": ""}, "等级"),
        ({"评定日期": "2020-06-02"}, "评定日期"),
        ({"结构类型": "竹"}, "结构类型"),
        ({"建成年份": "86"}, "建成年份"),
        ({"建成年份": "2021"}, "建成年份"),
        ({"层数": "零"}, "层数"),
        ({"建筑面积": "62.555"}, "建筑面积"),
        ({"建筑面积": "NaN"}, "建筑面积"),
        ({"建筑面积": "-1"}, "建筑面积"),
        ({"改造完成日期": "2018-05-31"}, "改造完成日期"),
        ({"备注": "长" * 201}, "备注"),
    ],
)
def test_what_is_wrong_is_told_in_its_column_and_never_repeats_an_id_number(cells, column) -> None:
    faults = read(**cells)
    assert isinstance(faults, list)
    assert [fault.column for fault in faults] == [column]
    assert "371311196203" not in str(faults)


def test_headings_may_be_the_county_s_own_and_stand_lower() -> None:
    [row] = rows_of([["某县危房台账"], ["序号", "身份证号", "危房等级", "鉴定时间（年月日）"], [1, "x", "C", "2018-06-01"]])
    assert (row.number, row.texts["等级"], row.texts["户主身份证号"]) == (3, "C", "x")


def test_a_table_without_a_grade_is_no_ledger() -> None:
    with pytest.raises(NotAHazardLedger):
        rows_of([["户编号", "评定日期"], ["1", "2018-06-01"]])


def test_a_structure_that_nobody_knows_is_answered_with_all_that_there_are() -> None:
    [fault] = read(结构类型="竹")

    assert all(name in fault.mend for name in STRUCTURE_NAMES.values())
