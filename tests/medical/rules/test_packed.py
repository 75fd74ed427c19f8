"""Bills come out of packed days as they went in, whatever they are; what columns cannot say is kept whole."""

from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.facts import facts_of, stay_of
from services.medical.rules.packed import Packed, Packer, unpacked
from services.medical.rules.recorded import columns_of, joined
from shared.policy.batch.columns import COLUMN_LIMIT_FEN
from shared.policy.stay import Part, Stay
from tests.shared.policy.policies import stays

BILL = Stay(
    "371311001001", "2", frozenset({"enrolled"}), 20_000_00, 18_000_00, classes={"A": Part(3, 2)}, items={"ct": Part(3, 2)}
)
TOLD = {"policies": [["linyi-2020", "1"]], "titles": {"basic": "居民基本医疗保险"}, "portions": [], "unreadable": []}


def packed(*bills: Stay, at: int = 0) -> Packed:
    """One person each; ids count up from `at`."""
    packer = Packer()
    for row, stay in enumerate(bills, at):
        packer.add(stay, id=UUID(int=row).bytes, person=str(row), family="f")
        packer.say(row - at, "settled_at", "", 1_000 - row)
    return unpacked(packer.packed(TOLD).as_bytes())


def without_self_pay(stay: Stay) -> Stay:
    """No rule asks what a patient pays first, so columns do not say it."""
    classes, items = (
        {name: Part(part.amount_fen, part.in_policy_fen) for name, part in parts.items()} for parts in (stay.classes, stay.items)
    )
    return replace(stay, classes=classes, items=items)


@given(st.lists(stays(), min_size=1, max_size=6), st.integers(1, 6))
def test_every_bill_comes_out_as_it_went_in(bills, split):
    bills = [stay_of(facts_of(stay)) for stay in bills]
    columns = columns_of([packed(*bills[:split]), packed(*bills[split:], at=split)] if bills[split:] else [packed(*bills)])

    assert not columns.whole
    assert [columns.stay(row, stay.so_far) for row, stay in enumerate(bills)] == [without_self_pay(stay) for stay in bills]


@pytest.mark.parametrize(
    "odd",
    [
        replace(BILL, given={"basic": 100}),
        replace(BILL, total_fen=COLUMN_LIMIT_FEN, in_policy_fen=0),
        replace(BILL, in_policy_fen=-1),
        replace(BILL, classes={"A": Part(3, 4)}),
        replace(BILL, classes={"A": Part(3, 2, -1)}),
    ],
    ids=["paid elsewhere", "too large", "negative", "a part out of bounds", "negative self-pay"],
)
def test_what_columns_cannot_say_is_kept_whole(odd):
    columns = columns_of([packed(BILL, odd, BILL)])

    assert list(columns.whole) == [1]
    assert columns.stay(1, {}) == odd and columns.stay(2, {}) == BILL


def test_a_packer_that_is_asked_itself_keeps_a_class_without_amount_and_classes_out_of_order():
    for odd in (replace(BILL, classes={"B": Part(2, 2), "A": Part(3, 2)}), replace(BILL, classes={"A": Part(0, 0)})):
        packer = Packer()
        packer.add(odd, id=bytes(16), person="a", family="f")
        assert columns_of([packer.packed()]).stay(0, {}) == odd


def test_a_number_takes_as_few_bytes_as_it_needs_and_none_where_nobody_says_it():
    numbers = packed(BILL, replace(BILL, total_fen=20_000_01, so_far={"basic_year": 7})).numbers

    assert numbers["total", ""].dtype == np.int32 and numbers["class", "A"].dtype == np.int8
    assert numbers["so_far", "basic_year"].tolist() == [0, 7]
    assert ("kind", "") not in numbers and ("item", "bed") not in numbers


def test_a_year_is_in_the_order_in_which_it_was_settled_and_without_what_was_taken_back():
    days = [packed(BILL, BILL), packed(BILL, BILL, at=2)]

    recorded = joined(2020, days, [UUID(int=2), UUID(int=9)])

    assert [recorded.id_of(row).int for row in range(len(recorded))] == [3, 1, 0]
    assert recorded.columns.person.tolist() == [0, 1, 2] and recorded.columns.people == 3
    assert recorded.columns.family.tolist() == [0, 0, 0] and recorded.columns.families == 1
    assert recorded.policies == (("linyi-2020", "1"),) and recorded.policy.tolist() == [0, 0, 0]
    assert recorded.layers["basic"].paid_fen.tolist() == [0, 0, 0]


def test_a_year_of_nothing_is_a_year():
    recorded = joined(2020, [], [])

    assert len(recorded) == 0 and recorded.policies == () and recorded.layers == {} and recorded.in_portions == 0


def test_the_same_bills_are_the_same_bytes():
    bills = [BILL, replace(BILL, given={"basic": 100})]
    first, again = Packer(), Packer()
    for packer in (first, again):
        for stay in bills:
            packer.add(stay, id=bytes(16), person="a", family="f")

    assert first.packed(TOLD).as_bytes() == again.packed(TOLD).as_bytes()
    assert first.packed(TOLD).as_bytes() == unpacked(first.packed(TOLD).as_bytes()).as_bytes()
