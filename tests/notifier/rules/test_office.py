"""Whose an order is."""

from itertools import product

import pytest

from services.notifier.rules.department import Department
from services.notifier.rules.office import (
    NotYourOrder,
    NotYoursToDecide,
    Office,
    SamePersonChecks,
    must_be_another,
    must_be_givers,
    must_be_theirs,
)
from services.notifier.rules.order import MOVES, OrderState
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.page_act import PageAct, offered

VILLAGE, TOWN, COUNTY = (Office(level, None) for level in Addressee)
HEALTH = Office(Addressee.COUNTY, Department.HEALTH)


@pytest.mark.parametrize(
    ("office", "works"),
    [
        (VILLAGE, {"village", "town", "county"}),
        (TOWN, {"town", "county"}),
        (COUNTY, {"county"}),
        (HEALTH, {"department", "county"}),
        (Office(None, Department.TOWN), {"town", "county"}),
    ],
)
def test_an_office_s_own_people_work_there_and_who_governs_it_writes_down_for_it(office: Office, works: set[str]) -> None:
    roles = ("village", "town", "county", "department", "auditor")
    assert {role for role in roles if office.employs(role, "health")} == works


def test_another_department_does_not_work_there() -> None:
    assert not HEALTH.employs("department", "housing")


def test_who_holds_an_order_alone_acts_but_for_the_county() -> None:
    must_be_theirs(TOWN, role="town", org="", subject="甲", acting={"甲", "乙"})
    must_be_theirs(TOWN, role="county", org="", subject="丙", acting={"甲"})
    with pytest.raises(NotYourOrder):
        must_be_theirs(TOWN, role="town", org="", subject="丙", acting={"甲", "乙"})


def test_who_gave_it_decides_or_the_county_and_never_who_did_it() -> None:
    must_be_givers(given_by="甲", role="town", subject="甲")
    must_be_givers(given_by="甲", role="county", subject="乙")
    with pytest.raises(NotYoursToDecide):
        must_be_givers(given_by="甲", role="town", subject="乙")
    with pytest.raises(SamePersonChecks):
        must_be_another("甲", None, "甲")


@pytest.mark.parametrize(("state", "works", "decides"), list(product(OrderState, (True, False), (True, False))))
def test_the_page_offers_what_the_table_of_moves_allows_and_no_more(state: OrderState, works: bool, decides: bool) -> None:
    shown = offered(state, OrderKind.RECTIFICATION, works=works, decides=decides, is_checked=True)
    assert all((state, act.move) in MOVES for act in shown)
    assert (PageAct.ACCEPT in shown) == (works and state is OrderState.OPEN)
    assert (PageAct.CHECK in shown) == (decides and state is OrderState.DONE)
    assert offered(state, OrderKind.ASSISTANCE, works=False, decides=True, is_checked=False).isdisjoint(
        {PageAct.EXTEND, PageAct.WITHDRAW, PageAct.CHECK}
    )
