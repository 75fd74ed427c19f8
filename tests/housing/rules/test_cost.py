"""What houses cost by the square metre: exact medians and quartiles, and who stands apart."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.cost import fences_of, per_m2, said, spread_of, why_apart
from services.housing.rules.mode import Mode
from services.housing.store.cost_policy import list_cost_policies

NATIONAL, YUZHOU = sorted(list_cost_policies(), key=lambda each: each.region)
RULE = NATIONAL.outliers
prices = st.lists(st.fractions(min_value=1, max_value=10**6), min_size=1, max_size=40)


def test_a_price_is_an_exact_fraction_of_a_fen():
    assert per_m2(4_100_000, Decimal("55.30")) == Fraction(41_000_000, 553)
    assert said(Fraction(41_000_000, 553)) == "741.41"


def test_quartiles_lie_between_houses_as_a_spreadsheet_reckons_them():
    spread = spread_of([Fraction(each) for each in (1, 2, 3, 4)])

    assert spread is not None and (spread.lower, spread.median, spread.upper) == (Fraction(7, 4), Fraction(5, 2), Fraction(13, 4))
    assert spread_of([]) is None


@given(prices)
def test_a_spread_is_in_order_and_within_the_prices(found):
    spread = spread_of(found)

    assert spread is not None
    assert min(found) == spread.least <= spread.lower <= spread.median <= spread.upper <= spread.most == max(found)


@given(prices, st.fractions(min_value=Fraction(1, 10), max_value=10))
def test_prices_in_another_money_stand_apart_just_the_same(found, rate):
    spread, other = spread_of(found), spread_of([each * rate for each in found])
    assert spread and other
    fences, others = fences_of(spread, RULE), fences_of(other, RULE)

    assert (fences is None) == (others is None) == (len(found) < RULE.least_houses)
    if fences and others:
        assert (others.low, others.high) == (fences.low * rate, fences.high * rate)


@pytest.mark.parametrize(
    ("price", "begins"),
    [(150_000, "每平方米 1,500.00 元，高于同方式 7 户的上限"), (70_000, ""), (30_000, "每平方米 300.00 元，低于")],
)
def test_a_house_that_stands_apart_says_why(price, begins):
    spread = spread_of([Fraction(each) for each in (60_000, 65_000, 70_000, 70_000, 72_000, 75_000, 80_000)])
    assert spread is not None
    fences = fences_of(spread, RULE)
    assert fences is not None

    why = why_apart(Fraction(price), spread, fences)
    assert why.startswith(begins) and bool(why) == bool(begins)


def test_almost_equal_prices_do_not_make_a_small_difference_an_outlier():
    spread = spread_of([Fraction(70_000)] * 9 + [Fraction(71_000)])
    assert spread is not None
    fences = fences_of(spread, RULE)

    assert fences is not None and not why_apart(Fraction(71_000), spread, fences)
    assert why_apart(Fraction(78_000), spread, fences)


def test_a_place_s_own_price_is_there_to_be_compared_with():
    price = YUZHOU.price_of(Mode.REBUILD)

    assert price is not None and price.per_m2_fen == 63_000 and "630元" in YUZHOU.source(price).spoken
    assert NATIONAL.price_of(Mode.REBUILD) is None
