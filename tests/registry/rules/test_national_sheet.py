"""A sheet of national answers is read row by row: what was meant is taken, what is wrong is told in its column."""

from datetime import date
from typing import Any

import pytest

from services.registry.rules.national_sheet import (
    COLUMNS,
    WHY_BY_FILE,
    NoNationalAnswers,
    NotANationalSheet,
    fault_of,
    read_answers,
)
from services.registry.rules.poverty import POVERTY_STATE_NAMES, AnswerInTheFuture, Axis

SOUND = ("3713110010010001", "脱贫不稳定户", date(2020, 11, 1), "2020年第9批，第12行", "")


def sheet(*lines: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [("罗庄区全国系统结果",), COLUMNS, *lines]


def test_a_row_says_which_household_is_known_as_what_from_when() -> None:
    read = read_answers(sheet(SOUND))
    [answer] = read.answers
    assert (answer.row, answer.code, answer.axis, answer.since_on) == (3, SOUND[0], Axis.WATCH, date(2020, 11, 1))
    assert (answer.reference, answer.why) == ("2020年第9批，第12行", WHY_BY_FILE)
    assert read.faults == []


@pytest.mark.parametrize("name", POVERTY_STATE_NAMES.values())
def test_every_state_is_known_by_the_name_that_our_pages_give_it(name: str) -> None:
    assert POVERTY_STATE_NAMES[read_answers(sheet((*SOUND[:1], name, *SOUND[2:]))).answers[0].state] == name


@pytest.mark.parametrize(
    ("at", "cell", "column"),
    [
        (0, "", "户编号"),
        (0, 3713110010010001.0, "户编号"),
        (1, "贫困", "状态"),
        (1, None, "状态"),
        (2, "去年", "起始日期"),
        (3, "九", "全国系统出处"),
        (4, "好", "说明"),
        (4, "#REF!", "说明"),
    ],
)
def test_what_is_wrong_is_told_in_its_column(at: int, cell: Any, column: str) -> None:
    read = read_answers(sheet((*SOUND[:at], cell, *SOUND[at + 1 :])))
    [fault] = read.faults
    assert (read.answers, fault.row, fault.column) == ([], 3, column)


def test_two_states_of_one_kind_on_one_day_are_both_asked_about_and_one_of_each_kind_is_not() -> None:
    other, poverty = (*SOUND[:1], "边缘易致贫户", *SOUND[2:]), (*SOUND[:1], "脱贫享受政策", *SOUND[2:])
    read = read_answers(sheet(SOUND, other, poverty))
    assert [fault.row for fault in read.faults] == [3, 4]
    assert [answer.row for answer in read.answers] == [5]


def test_what_is_no_such_sheet_and_an_empty_one_are_told_apart() -> None:
    with pytest.raises(NotANationalSheet):
        read_answers([("户编号", "姓名"), ("1", "王大山")])
    with pytest.raises(NoNationalAnswers):
        read_answers(sheet(("", None, "")))


def test_a_day_that_the_register_cannot_take_is_told_with_the_days_that_it_can() -> None:
    fault = fault_of(7, AnswerInTheFuture(pointer="/since_on", from_on="2020-01-01", to_on="2020-09-01"))
    assert (fault.row, fault.column, fault.reason) == (7, "起始日期", "日期不在可登记的范围（2020-01-01 至 2020-09-01）")
