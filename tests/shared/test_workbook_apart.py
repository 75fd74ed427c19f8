"""Workbooks that might take memory without end are read apart, so that a forged one takes nothing but its own process."""

from collections.abc import Sequence
from datetime import date

import pytest

from shared.cells import Cell
from shared.workbook_apart import LargeWorkbook, NoWorkbook, reading_apart
from tests.builders.old_workbook import an_endless_xls, an_xls


def read_apart(content: bytes, *, rows: int = 100) -> Sequence[Sequence[Cell]]:
    with reading_apart(content, rows=rows, width=10) as read:
        return list(read.lines())


def test_texts_and_numbers_come_through() -> None:
    assert read_apart(an_xls([["户编号", "年度"], ["001", 2020.0], [None, "张三"]])) == [
        ["户编号", "年度"],
        ["001", 2020.0],
        [None, "张三"],
    ]
    assert date(2020, 6, 1) not in read_apart(an_xls([["2020-06-01"]]))[0]


def test_a_file_that_leads_in_a_circle_ends_alone() -> None:
    with pytest.raises(NoWorkbook):
        read_apart(an_endless_xls())


def test_more_rows_than_were_asked_for_are_not_handed_over() -> None:
    with pytest.raises(LargeWorkbook):
        read_apart(an_xls([["001"]] * 101))


def test_a_process_whose_lines_nobody_wants_is_ended() -> None:
    with reading_apart(an_xls([["001"]]), rows=10, width=10) as read:
        process = read._process
    assert process.returncode is not None
