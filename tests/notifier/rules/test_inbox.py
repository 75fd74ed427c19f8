"""Whom a change concerns, and where a thing stands in somebody's inbox."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifier.rules.inbox import PARTICULARS, Change, News, Person, Show, Thing, concerns, stands, week_of
from services.notifier.rules.order import OrderState
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, DUE, MONDAY, OTHER_COUNTY_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE

OWN, OF_ANOTHER, DESK = uuid7(), uuid7(), uuid7()


def a_person(role: str = "town", region: str = TOWN, org: str = "", acting: tuple[UUID, ...] = ()) -> Person:
    return Person("街道小钱", role, region, org, own=frozenset({OWN}), acting=frozenset(acting), desks=frozenset({DESK}))


def a_change(thing: Thing = Thing.ORDER, region: str = VILLAGE, **told: Any) -> Change:
    return Change(thing, uuid7(), is_new=True, region=region, **told)


@pytest.mark.parametrize(
    ("change", "person", "expected"),
    [
        (a_change(addressee="town"), a_person(), True),
        (a_change(addressee="town", region=OTHER_COUNTY_VILLAGE), a_person(), False),
        (a_change(addressee="village"), a_person(), False),
        (a_change(addressee="village"), a_person("village", VILLAGE), True),
        (a_change(addressee="village"), a_person("village", OTHER_VILLAGE), False),
        (a_change(department="health"), a_person("department", COUNTY, "health"), True),
        (a_change(department="health"), a_person("department", COUNTY, "civil-affairs"), False),
        (a_change(department="town"), a_person(), True),
        (a_change(addressee="town", post_id=OWN), a_person(), True),
        (a_change(addressee="town", post_id=OF_ANOTHER), a_person(), False),
        (a_change(addressee="town", post_id=OF_ANOTHER), a_person(acting=(OF_ANOTHER,)), True),
        (a_change(addressee="town", post_id=OF_ANOTHER, given_by="街道小钱"), a_person(), True),
        (a_change(addressee="town", post_id=OF_ANOTHER, is_restricted=True), a_person(acting=(OF_ANOTHER,)), False),
        (a_change(addressee="town", is_restricted=True), a_person(), False),
        (a_change(Thing.ERRAND), a_person("village", VILLAGE), True),
        (a_change(Thing.ERRAND), a_person(), False),
        (a_change(Thing.ERRAND, addressee="town"), a_person(), True),
        (a_change(Thing.MESSAGE, post_id=DESK), a_person(), True),
        (a_change(Thing.MESSAGE, post_id=OF_ANOTHER), a_person(), False),
        (a_change(Thing.TASK, region=TOWN, addressee="town"), a_person(), True),
        (a_change(Thing.TASK, region=COUNTY, addressee="department", department="health"), a_person("county", COUNTY), False),
    ],
)
def test_a_change_is_told_to_whom_it_concerns(change: Change, person: Person, expected: bool) -> None:
    assert concerns(change, person) is expected


def test_late_begins_after_the_deadline_and_today_ends_with_the_day() -> None:
    evening = MONDAY.replace(hour=23)
    assert stands(OrderState.OPEN, MONDAY, MONDAY) == {Show.TODAY, Show.NEW}
    assert stands(OrderState.ACCEPTED, MONDAY, MONDAY + timedelta(seconds=1)) == {Show.LATE}
    assert stands(OrderState.ASKED, evening, MONDAY) == {Show.TODAY, Show.ASKED}
    assert stands(OrderState.ACCEPTED, evening + timedelta(hours=1), MONDAY) == set()


def test_a_week_begins_on_monday() -> None:
    assert DUE.weekday() == 0
    assert {week_of(DUE + timedelta(days=day)) for day in range(7)} == {DUE}


def test_what_gathers_is_merged_and_of_very_much_only_that_is_told() -> None:
    news, change = News(), a_change()
    news.add(change)
    news.add(Change(change.thing, change.thing_id, is_new=False, region=VILLAGE))
    news.add(a_change(Thing.MESSAGE))
    told = news.told()
    assert (told["new"], told["changed"], told["messages"], told["is_much"]) == (1, 0, 1, False)
    for _ in range(PARTICULARS):
        news.add(a_change())
    assert news.is_much and len(news.changes) == PARTICULARS
