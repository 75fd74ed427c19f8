"""Months, as statements and statistics count them."""

from datetime import date

import pytest

from services.medical.rules.month import Month, NotAMonth


def test_a_month_has_its_first_and_last_day_and_one_after_it():
    assert (Month(2020, 2).first, Month(2020, 2).last, Month(2020, 2).next) == (
        date(2020, 2, 1),
        date(2020, 2, 29),
        Month(2020, 3),
    )
    assert Month(2020, 12).next == Month.of(date(2021, 1, 31))
    assert [str(month) for month in Month(2020, 11).until(Month(2021, 1))] == ["2020-11", "2020-12", "2021-01"]
    assert Month.read("2020-06").spoken == "2020年6月"


@pytest.mark.parametrize("written", ["2020-13", "2020-6", "20-06", "2020/06", "", "2020-06-01"])
def test_what_is_no_month_is_refused(written):
    with pytest.raises(NotAMonth):
        Month.read(written)
