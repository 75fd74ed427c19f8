"""Enrolment files: what headings people use, and what each wrong cell is told."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.enrolment import (
    COLUMNS,
    Insured,
    NoEnrolments,
    NotAnEnrolmentFile,
    RepeatedEnrolmentColumns,
    read_insured,
    rows_of,
)
from services.medical.rules.premium import Scheme
from shared.cells import Fault, Row, Uncalculated
from tests.builders.medical import COUNTY, VILLAGE, an_id_number

ON = date(2020, 6, 1)
NUMBER = an_id_number()


def told(**cells):
    given = {"身份证号": NUMBER, "姓名": "王小明"} | cells
    read = read_insured(Row(7, given), scheme=Scheme.SPECIAL, year=2020, region=COUNTY, on=ON)
    return read if isinstance(read, Insured) else [(fault.row, fault.column, fault.reason) for fault in read]


def test_headings_are_found_below_a_title_under_any_of_their_names():
    [row] = rows_of(
        [["罗庄区参保名单"], [], ["序号", "参保人姓名", "公民 身份号码", "保险年度"], [1, "王小明", NUMBER, 2020], [None, " "]]
    )

    assert (row.number, dict(row.cells)) == (4, {"姓名": "王小明", "身份证号": NUMBER, "参保年度": 2020})


def test_a_file_without_the_two_columns_is_refused():
    with pytest.raises(NotAnEnrolmentFile):
        rows_of([["姓名", "电话"], ["王小明", "1"]])


def test_a_column_that_stands_there_twice_is_refused():
    with pytest.raises(RepeatedEnrolmentColumns):
        rows_of([["姓名", "身份证号", "证件号码"], ["王小明", NUMBER, NUMBER]])


def test_a_file_of_headings_alone_is_refused():
    with pytest.raises(NoEnrolments):
        rows_of([["姓名", "身份证号"], ["", None]])


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"参保年度": "2020年度"},
        {"参保年度": 2020.0},
        {"险种": "扶贫特惠保险"},
        {"险种": "special"},
        {"村（社区）代码": VILLAGE},
        {"身份证号": f" {NUMBER.lower()} "},
    ],
)
def test_a_sound_row_is_read(cells):
    assert told(**cells) == Insured(7, NUMBER, "王小明", cells.get("村（社区）代码", ""))


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"身份证号": ""}, "身份证号", "没有填写"),
        ({"身份证号": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "身份证号", "校验码不符，号码中至少有一位填写有误"),
        ({"身份证号": float(NUMBER[:17] + "0")}, "身份证号", "号码存成了数字，末三位已经丢失"),
        ({"姓名": ""}, "姓名", "没有填写"),
        ({"姓名": "王" * 61}, "姓名", "超过 60 个字"),
        ({"姓名": Uncalculated()}, "姓名", "公式没有可读的计算结果"),
        ({"参保年度": "2019"}, "参保年度", "不是所选的 2020 年度"),
        ({"险种": "职工医保"}, "险种", "不是所选的险种（扶贫特惠保险）"),
        ({"险种": "不知道"}, "险种", "不是所选的险种（扶贫特惠保险）"),
        ({"村（社区）代码": "371311"}, "村（社区）代码", "不是存在的 12 位村（社区）代码"),
        ({"村（社区）代码": "371302001001"}, "村（社区）代码", "不在所选的地区之内"),
    ],
)
def test_a_wrong_cell_is_told_with_its_reason(cells, column, reason):
    faults = [(row, where, why.replace(",", "，")) for row, where, why in told(**cells)]

    assert (7, column, reason) in faults
    assert NUMBER[:17] not in str(faults)


def test_everything_that_is_wrong_with_a_row_is_told_at_once():
    assert {column for _, column, _ in told(身份证号="1", 姓名="", 参保年度="1999", 险种="x")} == {
        "身份证号",
        "姓名",
        "参保年度",
        "险种",
    }


anything = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(allow_nan=False), st.booleans(), st.dates(), st.just(Uncalculated())
)


@given(st.fixed_dictionaries({column: anything for column in COLUMNS}))
def test_whatever_stands_in_the_cells_the_row_is_read_or_its_faults_are_told(cells):
    read = read_insured(Row(2, cells), scheme=Scheme.RESIDENT, year=2020, region=COUNTY, on=ON)

    assert isinstance(read, Insured) or all(isinstance(fault, Fault) and fault.mend for fault in read)


@given(st.lists(st.lists(anything, max_size=6), max_size=8))
def test_whatever_a_file_holds_its_rows_are_found_or_it_is_refused(grid):
    with contextlib.suppress(NotAnEnrolmentFile, RepeatedEnrolmentColumns, NoEnrolments):
        assert rows_of(grid)
