"""Notices: nothing ends one early, an open objection always holds, and nobody looks into their own work."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.notice import (
    NoticeNotOver,
    NotOneCounty,
    ObjectionOpen,
    PostedLine,
    check_end,
    check_objection,
    region_of,
    shown_name,
)
from shared.notices.laws import NoticeOver
from shared.policy.term import Calendar, Hold, Term, until

DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1))
ON = date(2020, 9, 1)
LINE, OTHER = UUID(int=1), UUID(int=2)


@given(DAYS, st.integers(1, 9), DAYS)
def test_an_open_objection_always_holds(until_on: date, objections: int, on: date) -> None:
    with pytest.raises(ObjectionOpen):
        check_end(PostedLine(until_on, objections), on=on)


@given(DAYS, DAYS)
def test_a_notice_ends_after_its_last_day_and_never_before(until_on: date, on: date) -> None:
    if on > until_on:
        check_end(PostedLine(until_on), on=on)
    else:
        with pytest.raises(NoticeNotOver):
            check_end(PostedLine(until_on), on=on)


def test_what_is_over_is_over() -> None:
    with pytest.raises(NoticeOver):
        check_end(PostedLine(ON, is_ended=True), on=ON + timedelta(days=9))
    with pytest.raises(NoticeOver):
        check_objection(LINE, {LINE: True, OTHER: False})
    with pytest.raises(NoticeOver):
        check_objection(None, {LINE: True, OTHER: True})
    check_objection(None, {LINE: True, OTHER: False})


@pytest.mark.parametrize(
    ("restarts", "last"), [(False, date(2020, 9, 11)), (True, date(2020, 9, 12))], ids=["goes on", "begins anew"]
)
def test_a_place_says_whether_the_term_goes_on_or_begins_anew(restarts: bool, last: date) -> None:
    held = [Hold(date(2020, 9, 3), date(2020, 9, 5))]
    assert until(ON, Term(days=7, reference="x"), Calendar(), held, restarts=restarts) == last


def test_a_list_speaks_for_the_narrowest_place_around_its_households() -> None:
    assert region_of({"431124001201"}) == "431124001201"
    assert region_of({"431124001201", "431124001202"}) == "431124001"
    assert region_of({"431124001201", "431124002201"}) == "431124"
    with pytest.raises(NotOneCounty):
        region_of({"431124001201", "431125001201"})


def test_a_name_on_the_wall_is_masked() -> None:
    assert [shown_name(name) for name in ("王大山", "李明", "欧阳小河", None)] == ["王*山", "李*", "欧**河", "（待核实）"]
