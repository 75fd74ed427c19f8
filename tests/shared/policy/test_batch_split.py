"""Splits over columns give the fen that splits of one bill give, ties included; and bills that depend on each other wait."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.policy import left
from shared.policy.batch import split as columns
from shared.policy.batch.order import rounds
from shared.policy.clauses import Ceiling, Holder, Period, Stay
from tests.builders.columns import columns_of
from tests.shared.policy.policies import Author

few = st.integers(0, 6)  # so small that remainders tie
rows_of_parts = st.integers(1, 4).flatmap(
    lambda parts: st.lists(st.tuples(few, st.lists(few, min_size=parts, max_size=parts)), min_size=1, max_size=6)
)


def as_columns(rows):
    totals = np.array([total for total, _ in rows], np.int64)
    return totals, [np.array(part, np.int64) for part in zip(*(parts for _, parts in rows), strict=True)]


@given(rows_of_parts)
def test_parts_shrink_as_those_of_one_bill_do(rows):
    rows = [(total if sum(parts) else 0, parts) for total, parts in rows]
    totals, parts = as_columns(rows)

    found = np.array(columns.scaled(totals, parts)).T.tolist()

    assert found == [left.scaled(total, parts) for total, parts in rows]


@given(rows_of_parts, st.randoms(use_true_random=False))
def test_what_a_part_cannot_take_the_others_do_as_of_one_bill(rows, dice):
    rooms = [[part + dice.randint(0, 3) for part in parts] for _, parts in rows]
    rows = [(min(amount, sum(room)), parts) for (amount, parts), room in zip(rows, rooms, strict=True)]
    amounts, weights = as_columns(rows)
    _, room_columns = as_columns([(0, room) for room in rooms])

    found = np.array(columns.spread(amounts, weights, room_columns)).T.tolist()

    assert found == [left.spread(amount, parts, room) for (amount, parts), room in zip(rows, rooms, strict=True)]


@given(st.lists(st.tuples(few, few, few), min_size=1, max_size=8))
def test_one_of_two_parts_is_that_of_one_bill(rows):
    rows = [(min(amount, part + other), part, part + other) for amount, part, other in rows if part + other]
    amounts, parts, wholes = (np.array([row[at] for row in rows], np.int64) for at in range(3))

    assert columns.share_of(amounts, parts, wholes).tolist() == [left._share_of(*row) for row in rows]


def test_bills_of_one_family_wait_for_each_other_where_a_policy_counts_by_family():
    bill = Stay("371311", "2", frozenset(), 100, 100)
    # b leaves family f for g within the year, which ties c to a.
    year = columns_of([("a", "f", bill), ("b", "f", bill), ("b", "g", bill), ("c", "g", bill), ("d", "h", bill)])
    policy = Author(1).policy()
    shared = Ceiling("shared", "全家", Period.YEAR, (), Holder.FAMILY)
    alone = replace(policy, layers=(replace(policy.layers[0], ceilings=()),))
    together = replace(policy, layers=(replace(policy.layers[0], ceilings=(shared,)),))

    assert [sorted(rows.tolist()) for rows in rounds(alone, year)] == [[0, 1, 3, 4], [2]]
    assert [sorted(rows.tolist()) for rows in rounds(together, year)] == [[0, 4], [1], [2], [3]]
