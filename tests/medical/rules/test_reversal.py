"""When a settlement may be taken back."""

import pytest

from services.medical.rules.reversal import AlreadyReversed, LaterSettlementsDepend, must_be_last


def test_the_last_of_the_year_may_go():
    must_be_last("b", ["a", "b"])


def test_one_that_no_longer_stands_may_not():
    with pytest.raises(AlreadyReversed):
        must_be_last("c", ["a", "b"])


def test_one_that_others_were_reckoned_with_must_wait():
    with pytest.raises(LaterSettlementsDepend) as refused:
        must_be_last("a", ["a", "b", "c"])
    assert refused.value.facts == {"later": 2}
