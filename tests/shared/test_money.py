"""Money is an integer number of fen, whatever it was typed as."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import LIMIT_FEN, down, fen, half_up, split, yuan, yuan_grouped


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12.34", 1234), ("0", 0), (" 7 ", 700), (12.34, 1234), (0.29, 29), (3, 300), (Decimal("1.10"), 110), ("1e2", 10000)],
)
def test_what_was_typed_is_kept_to_the_fen(typed: object, kept: int) -> None:
    assert fen(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-0.01", "不能为负数"),
        ("1.234", "至多两位小数"),
        (1.005, "至多两位小数"),
        ("一元", "应为数字"),
        (True, "应为数字"),
        (None, "应为数字"),
        ("NaN", "有限"),
        ("Infinity", "有限"),
        ("10000000000000", "过大"),
    ],
)
def test_what_is_no_amount_is_refused_in_chinese(typed: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fen(typed)


@given(st.integers(0, LIMIT_FEN - 1))
def test_yuan_text_and_fen_are_the_same_amount(amount_fen: int) -> None:
    assert fen(yuan(amount_fen)) == amount_fen
    assert yuan_grouped(amount_fen).replace(",", "") == yuan(amount_fen)


def test_an_amount_below_zero_can_be_shown() -> None:
    assert (yuan(-5), yuan_grouped(-123456789)) == ("-0.05", "-1,234,567.89")


@pytest.mark.parametrize(
    ("exact", "up", "cut"), [("1/2", 1, 0), ("3/2", 2, 1), ("149/100", 1, 1), ("-1/2", -1, 0), ("-149/100", -1, -1)]
)
def test_the_two_roundings(exact: str, up: int, cut: int) -> None:
    assert (half_up(Fraction(exact)), down(Fraction(exact))) == (up, cut)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_a_split_adds_up_and_is_off_by_less_than_a_fen(total_fen: int, weights: list[int]) -> None:
    parts = split(total_fen, weights)
    assert sum(parts) == total_fen
    assert all(abs(part - Fraction(total_fen * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(("total_fen", "weights"), [(1, []), (1, [0]), (-1, [1]), (1, [1, -1])])
def test_a_split_by_nothing_is_an_error(total_fen: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="a split needs"):
        split(total_fen, weights)
