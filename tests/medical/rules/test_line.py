"""One charge line: quantity times price, and its four parts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.line import (
    AmountIsNotQuantityTimesPrice,
    BillTooLarge,
    CatalogueClass,
    ChargedLine,
    DuplicateLineNumbers,
    LineCost,
    SelfPayRatioNotForClass,
    cost,
    must_stay_countable,
    parts_of,
    refuse_repeated_numbers,
)
from shared.money import LIMIT_FEN, half_up
from shared.policy.catalogue import LineValues
from shared.policy.clauses import Part, Stay
from shared.policy.load import load_text
from tests.shared.policy.files import HALF, rich

A, B, C = CatalogueClass


# 类别, 单价, 数量, 金额(分), 限价, 先行自付 -> 政策内, 先行自付, 超限价, 自费
@pytest.mark.parametrize(
    ("kind", "price", "quantity", "amount_fen", "ceiling", "ratio", "parts"),
    [
        (A, "100", "1", 10000, None, None, (10000, 0, 0, 0)),
        (A, "1.283333", "12", 1540, None, None, (1540, 0, 0, 0)),
        (A, "0.005", "1", 1, None, None, (1, 0, 0, 0)),
        (A, "100", "2", 20000, "80", None, (16000, 0, 4000, 0)),
        (A, "100", "2", 20000, "100", None, (20000, 0, 0, 0)),
        (A, "100", "2", 20000, "0", None, (0, 0, 20000, 0)),
        (B, "100", "1", 10000, None, "0.1", (9000, 1000, 0, 0)),
        (B, "100", "1", 10000, None, "0", (10000, 0, 0, 0)),
        (B, "100", "1", 10000, None, "1", (0, 10000, 0, 0)),
        (B, "180", "1", 18000, "160", "0.1", (14400, 1600, 2000, 0)),
        (B, "0.05", "1", 5, None, "0.1", (4, 1, 0, 0)),
        (C, "100", "1", 10000, None, None, (0, 0, 0, 10000)),
        (C, "100", "1", 10000, "10", None, (0, 0, 0, 10000)),
        (A, "9999999999.999999", "0.0001", 99999999, None, None, None),
    ],
)
def test_a_line_falls_into_its_parts(kind, price, quantity, amount_fen, ceiling, ratio, parts):
    line = ChargedLine(
        1, kind, Decimal(price), Decimal(quantity), amount_fen, ceiling and Decimal(ceiling), ratio and Decimal(ratio)
    )

    if parts is None:
        with pytest.raises(AmountIsNotQuantityTimesPrice) as refused:
            cost(line)
        assert refused.value.facts["quantity_times_price_yuan"] == "1000000.00"
    else:
        assert cost(line) == LineCost(*parts)


def test_every_digit_of_price_and_quantity_counts():
    line = ChargedLine(1, A, Decimal("1234567890.123456"), Decimal("1000.0001"), 0)

    with pytest.raises(AmountIsNotQuantityTimesPrice) as refused:
        cost(line)
    assert refused.value.facts["quantity_times_price_yuan"] == "1234568013580.25"


@pytest.mark.parametrize(("kind", "ratio"), [(A, "0.1"), (C, "0.1"), (A, "0"), (B, None)])
def test_the_self_pay_ratio_is_for_class_b_alone(kind, ratio):
    with pytest.raises(SelfPayRatioNotForClass):
        cost(ChargedLine(1, kind, Decimal(1), Decimal(1), 100, None, ratio and Decimal(ratio)))


def test_repeated_numbers_are_named():
    refuse_repeated_numbers([1, 2, 3])
    with pytest.raises(DuplicateLineNumbers) as refused:
        refuse_repeated_numbers([3, 1, 2, 3, 1])
    assert refused.value.facts["line_nos"] == [1, 3]


def test_a_bill_stays_below_what_one_amount_may_be():
    must_stay_countable(LIMIT_FEN - 1)
    with pytest.raises(BillTooLarge):
        must_stay_countable(LIMIT_FEN)


prices = st.decimals(0, 10**6, places=6)
quantities = st.decimals("0.0001", 10**4, places=4)


@st.composite
def lines(draw):
    kind, price, quantity = draw(st.sampled_from(CatalogueClass)), draw(prices), draw(quantities)
    amount_fen = half_up(Fraction(price) * Fraction(quantity) * 100)
    ratio = draw(st.decimals(0, 1, places=4)) if kind is B else None
    return ChargedLine(draw(st.integers(1, 99)), kind, price, quantity, amount_fen, draw(st.none() | prices), ratio)


@given(lines())
def test_the_parts_add_up_to_the_line(line):
    parts = cost(line)

    assert parts.total_fen == line.amount_fen
    assert min(parts.in_policy_fen, parts.pre_pay_fen, parts.over_ceiling_fen, parts.out_of_policy_fen) >= 0


@given(st.lists(lines(), max_size=8).flatmap(lambda bill: st.tuples(st.just(bill), st.permutations(bill))))
def test_the_order_of_lines_does_not_matter(bills):
    one, other = ([cost(line) for line in bill] for bill in bills)

    assert sum(one, LineCost()) == sum(other, LineCost())


CATALOGUE = """\
catalogue:
  pre_pay:
    - {items: [implant], is: 50%, reference: doc}
    - {classes: [B], is: 10%, reference: doc}
  price_ceiling:
    - {items: [implant], is: 30000, reference: doc}
"""
VALUES = LineValues(load_text(rich(HALF, more=CATALOGUE), file="t.yaml"), Stay("371311", "2", frozenset(), 0, 0))


def a_charge(kind, yuan, *, ratio=None, ceiling=None, item=None):
    return ChargedLine(1, kind, Decimal(yuan), Decimal(1), yuan * 100, ceiling, ratio, item)


# 行自带的优先;没有自带的,按政策
@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (a_charge(B, 100), (9000, 1000, 0, 0)),
        (a_charge(B, 100, ratio=Decimal("0.3")), (7000, 3000, 0, 0)),
        (a_charge(A, 100), (10000, 0, 0, 0)),
        (a_charge(A, 100, item="implant"), (5000, 5000, 0, 0)),
        (a_charge(B, 40_000, item="implant"), (15_000_00, 15_000_00, 10_000_00, 0)),
        (a_charge(B, 40_000, item="implant", ceiling=Decimal(20_000)), (10_000_00, 10_000_00, 20_000_00, 0)),
        (a_charge(C, 40_000, item="implant"), (0, 0, 0, 40_000_00)),
    ],
)
def test_a_line_that_says_nothing_takes_what_the_policy_says(line, parts):
    assert cost(line, values=VALUES) == LineCost(*parts)


def test_a_bill_is_told_apart_by_class_and_by_item():
    lines = [a_charge(A, 100), a_charge(B, 100), a_charge(B, 300, item="implant"), a_charge(C, 50)]

    classes, items = parts_of([(line, cost(line, values=VALUES)) for line in lines])

    assert classes == {"A": Part(10000, 10000), "B": Part(40000, 24000, 16000), "C": Part(5000, 0)}
    assert items == {"implant": Part(30000, 15000, 15000)}
