"""Old workbooks are read apart, so that a forged one takes nothing but its own process."""

from datetime import date

import pytest

from shared.old_workbook import NoOldWorkbook, read_apart
from tests.builders.old_workbook import an_endless_xls, an_xls


def test_texts_and_numbers_come_through() -> None:
    assert read_apart(an_xls([["户编号", "年度"], ["001", 2020.0], [None, "张三"]])) == [
        ["户编号", "年度"],
        ["001", 2020.0],
        [None, "张三"],
    ]
    assert date(2020, 6, 1) not in read_apart(an_xls([["2020-06-01"]]))[0]


def test_a_file_that_leads_in_a_circle_ends_alone() -> None:
    with pytest.raises(NoOldWorkbook):
        read_apart(an_endless_xls())
