"""What of a payer's part is still to be asked for."""

import pytest

from services.medical.rules.claim_payout import asks_of


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
