"""When a settlement may be taken back."""

import pytest

from services.medical.rules.reversal import (
    RESETTLED_AT_ONCE_LIMIT,
    AlreadyReversed,
    LaterSettlementsDepend,
    TooManyToResettle,
    from_on,
    later_than,
    must_be_last_of_stay,
    must_stand,
)


def test_one_that_no_longer_stands_may_not_go_again():
    must_stand("a", ["a", "b"])
    with pytest.raises(AlreadyReversed):
        must_stand("c", ["a", "b"])


def test_a_stay_is_taken_back_from_its_last_settlement():
    must_be_last_of_stay("b", ["a", "b"])
    with pytest.raises(LaterSettlementsDepend) as refused:
        must_be_last_of_stay("a", ["a", "b", "c"])
    assert refused.value.facts == {"later": 2, "settlement_ids": ["b", "c"]}


def test_those_reckoned_with_one_are_those_after_it():
    assert later_than("b", ["a", "b", "c", "d"]) == ["c", "d"]
    assert later_than("d", ["a", "b", "c", "d"]) == []
    assert later_than("x", ["a", "b"]) == []


def test_a_year_is_made_anew_from_one_settlement_on():
    assert from_on("b", ["a", "b", "c"]) == ["b", "c"]
    with pytest.raises(AlreadyReversed):
        from_on("x", ["a", "b"])
    with pytest.raises(TooManyToResettle):
        from_on("0", [str(number) for number in range(RESETTLED_AT_ONCE_LIMIT + 1)])
