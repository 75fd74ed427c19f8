"""A site's workbook of dwellings: what is sound comes in, what is not goes back with its row, its column and a reason."""

from decimal import Decimal

import pytest

from services.housing.rules.dwelling_file import (
    DwellingRow,
    NoDwellingRows,
    NotADwellingTable,
    must_read_as_number,
    read_rows,
    rows_of,
)
from services.housing.store.relocation_policy import list_relocation_policies

KIND = next(kind for kind in list_relocation_policies()[0].kinds if kind.kind == "poverty")
HEADINGS = ["房号", "建筑面积（平方米）", "居室数", "楼层", "无障碍"]


def read(*rows, known=frozenset()):
    return read_rows(rows_of([["安置房源表"], HEADINGS, *rows]), KIND, known=known)


def test_a_dwelling_is_read_with_its_size_class():
    sound, faults = read(["3号楼2单元301", "74.5", "2", "3层", ""], ["1-1-101", 25, 1, 1, "是"])

    assert faults == []
    assert sound == [
        DwellingRow(3, "3号楼2单元301", Decimal("74.50"), 2, 3, False, "three"),
        DwellingRow(4, "1-1-101", Decimal("25.00"), 1, 1, True, "one"),
    ]


def test_everything_that_is_wrong_with_a_row_is_told_at_once():
    sound, faults = read(["张三家", "160", "很多", "地下", "也许"])

    assert sound == []
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "房号"),
        (3, "建筑面积"),
        (3, "居室数"),
        (3, "层"),
        (3, "无障碍"),
    ]
    assert "最大 150 平方米" in faults[1].reason


def test_a_number_that_comes_twice_or_is_there_already_goes_back():
    sound, faults = read(
        ["1-1-101", 25, 1, 1, ""], ["1-1-101", 50, 1, 1, ""], ["1-1-102", 50, 1, 1, ""], known=frozenset({"1-1-102"})
    )

    assert [one.number for one in sound] == ["1-1-101"]
    assert [fault.reason for fault in faults] == ["与第 3 行房号相同", "这个安置点已有这个房号"]


def test_a_table_without_its_headings_or_without_rows_is_told_so():
    with pytest.raises(NotADwellingTable):
        rows_of([["房号", "居室数"], ["1-1-101", 2]])
    with pytest.raises(NoDwellingRows):
        rows_of([HEADINGS])


@pytest.mark.parametrize("number", ["", "张三", "371311198001011234", "13800138000", "1-1-101 ", "1-23456-78901-2"])
def test_what_could_be_somebody_s_number_or_name_is_no_number_of_a_dwelling(number):
    with pytest.raises(ValueError, match="房号"):
        must_read_as_number(number)
