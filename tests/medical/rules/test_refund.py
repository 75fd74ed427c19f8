"""Taking a line back: never more than was charged, and nothing of it is left in the end."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.line import AmountIsNotQuantityTimesPrice, CatalogueClass, ChargedLine, LineCost, cost
from services.medical.rules.refund import ChargedBefore, RefundDiffers, RefundExceedsCharge, RefundLine, refund
from shared.money import half_up

A, B, C = CatalogueClass


def charged(kind=B, price="100", quantity="4", ceiling=None, ratio="0.1", taken_back=(0, LineCost())):
    amount_fen = half_up(Fraction(price) * Fraction(quantity) * 100)
    line = ChargedLine(
        1, kind, Decimal(price), Decimal(quantity), amount_fen, ceiling and Decimal(ceiling), ratio and Decimal(ratio)
    )
    back, parts = taken_back
    return ChargedBefore(
        1, "X1", kind, line.unit_price, line.price_ceiling, line.self_pay_ratio, line.quantity - back, cost(line) + parts
    )


def taking(quantity, amount_fen, *, kind=B, price="100", **changes):
    given = {"line_no": 2, "code": "X1", "catalogue_class": kind, "unit_price": Decimal(price)}
    return RefundLine(**given | {"quantity": Decimal(quantity), "amount_fen": amount_fen} | changes)


def test_a_whole_line_goes_back_with_every_part():
    line = charged(price="180", quantity="1", ceiling="160")

    assert refund(taking("-1", -18000, price="180"), line) == LineCost(-14400, -1600, -2000, 0)


def test_half_a_line_takes_half_of_every_part():
    assert refund(taking("-2", -20000), charged()) == LineCost(-18000, -2000, 0, 0)


def test_no_more_goes_back_than_was_charged():
    refund(taking("-4", -40000), charged())
    with pytest.raises(RefundExceedsCharge) as refused:
        refund(taking("-4.0001", -40001), charged())
    assert (refused.value.facts["quantity_left"], refused.value.pointer) == ("4", "/quantity")
    half = charged(taken_back=(2, LineCost(-18000, -2000)))
    with pytest.raises(RefundExceedsCharge):
        refund(taking("-3", -30000), half)


def test_the_amount_is_quantity_times_price():
    with pytest.raises(AmountIsNotQuantityTimesPrice) as refused:
        refund(taking("-2", -19999), charged())
    assert refused.value.facts["quantity_times_price_yuan"] == "-200.00"


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "X2"},
        {"catalogue_class": A},
        {"unit_price": Decimal("99")},
        {"self_pay_ratio": Decimal("0.2")},
        {"price_ceiling": Decimal("1")},
    ],
)
def test_a_refund_is_of_the_very_line_that_it_names(changes):
    with pytest.raises(RefundDiffers):
        refund(taking("-1", -10000, **changes), charged())


@given(
    st.sampled_from(CatalogueClass),
    st.decimals(0, 1000, places=6),
    st.lists(st.integers(1, 50), min_size=1, max_size=6),
    st.none() | st.decimals(0, 1000, places=2),
    st.decimals(0, 1, places=4),
)
def test_a_line_taken_back_piece_by_piece_leaves_nothing_of_any_part(kind, price, pieces, ceiling, ratio):
    own = charged(kind, str(price), str(sum(pieces)), ceiling, str(ratio) if kind is B else None)
    left, quantity_left = own.left, own.quantity_left

    for piece in pieces:
        is_last = piece == quantity_left
        amount_fen = min(half_up(Fraction(price) * piece * 100), left.total_fen)
        line = taking(-piece, -(left.total_fen if is_last else amount_fen), kind=kind, price=price)
        before = ChargedBefore(1, "X1", kind, own.unit_price, own.price_ceiling, own.self_pay_ratio, quantity_left, left)
        left, quantity_left = left + refund(line, before), quantity_left - piece
        assert min(left.in_policy_fen, left.pre_pay_fen, left.over_ceiling_fen, left.out_of_policy_fen) >= 0

    assert (left, quantity_left) == (LineCost(), 0)
