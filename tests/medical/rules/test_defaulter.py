"""Poverty is not malice: what it takes to be listed, and how one leaves the list."""

from datetime import date, timedelta

import pytest

from services.medical.rules import defaulter as rules
from services.medical.rules.defaulter import LISTED, MOVES, ListingStatus, move, must_be_another, must_have_defaulted
from services.medical.rules.instalment import Due

JULY = date(2020, 7, 12)
TOLD = Due(1, JULY, 100, 100, told_on=JULY + timedelta(1))


def test_a_month_after_a_due_day_that_was_spoken_of_there_may_be_malice():
    must_have_defaulted([TOLD], paid_fen=0, on=JULY + timedelta(30))


@pytest.mark.parametrize(
    ("due", "paid_fen", "on"),
    [
        (TOLD, 0, JULY + timedelta(29)),
        (TOLD, 100, JULY + timedelta(60)),
        (Due(1, JULY, 100, 100), 0, JULY + timedelta(60)),
    ],
    ids=["too soon", "paid", "never spoken of"],
)
def test_anything_less_is_no_default(due, paid_fen, on):
    with pytest.raises(rules.NotYetADefault):
        must_have_defaulted([due], paid_fen=paid_fen, on=on)


def test_what_is_rejected_or_lifted_stays_so():
    assert not [one for one, _ in MOVES if one in (ListingStatus.REJECTED, ListingStatus.LIFTED)]
    with pytest.raises(rules.ListingMoveNotAllowed):
        move(ListingStatus.LIFTED, ListingStatus.CONFIRMED)


def test_an_appeal_does_not_suspend_the_listing():
    assert {ListingStatus.CONFIRMED, ListingStatus.APPEALED} == LISTED


def test_nobody_judges_their_own_decision():
    must_be_another("乙", "甲")
    with pytest.raises(rules.DecidedByTheSamePerson):
        must_be_another("甲", "甲")
