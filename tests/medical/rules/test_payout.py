"""What of a payer's part is still to be asked for, and which moves there are."""

from itertools import product

import pytest

from services.medical.rules.payout import (
    PAYOUT_MOVES,
    PAYOUT_STATE_TITLES,
    PayoutNoLongerOwed,
    PayoutState,
    PayoutStateForbids,
    asks_of,
    must_still_be_owed,
    pay_out,
)


@pytest.mark.parametrize(
    ("owed", "before", "asked"),
    [
        ({"基本": 800}, {}, [("基本", 800, 0)]),
        ({"基本": 800}, {"基本": 800}, []),
        ({"基本": 900}, {"基本": 800}, [("基本", 100, 0)]),
        ({"基本": 700}, {"基本": 800}, [("基本", 0, 100)]),
        ({}, {"基本": 800}, [("基本", 0, 800)]),
        ({"基本": -5}, {}, []),
        ({"救助": 1, "基本": 2}, {}, [("基本", 2, 0), ("救助", 1, 0)]),
    ],
)
def test_only_the_difference_is_asked_for_and_what_is_too_much_is_said(owed, before, asked):
    assert [(ask.payer, ask.pay_fen, ask.over_fen) for ask in asks_of(owed, before)] == asked


@pytest.mark.parametrize(("state", "asked"), list(product(PayoutState, PayoutState)))
def test_a_payment_moves_as_the_table_says_and_no_other_way(state, asked):
    if asked in PAYOUT_MOVES[state]:
        assert pay_out(state, asked) is asked
    else:
        with pytest.raises(PayoutStateForbids):
            pay_out(state, asked)


def test_every_state_has_a_title():
    assert set(PAYOUT_STATE_TITLES) == set(PayoutState)


def test_no_more_is_asked_for_again_than_is_still_owed():
    must_still_be_owed(100, 100)
    with pytest.raises(PayoutNoLongerOwed):
        must_still_be_owed(101, 100)
