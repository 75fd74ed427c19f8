"""Net income per head, to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.income import IncomeKind, NobodyInTheHousehold, reckon

ENTRIES = st.lists(st.tuples(st.sampled_from(IncomeKind), st.integers(0, 10**9)), max_size=20)


@given(ENTRIES, st.integers(1, 12))
def test_the_sums_are_the_entries_and_the_heads_share_the_net_to_half_a_fen(
    entries: list[tuple[IncomeKind, int]], heads: int
) -> None:
    sums = reckon(entries, heads=heads)
    earned = sums.wages_fen + sums.business_fen + sums.transfer_fen + sums.property_fen
    assert earned + sums.costs_fen == sum(amount for _, amount in entries)
    assert sums.net_fen == earned - sums.costs_fen
    assert abs(2 * (sums.per_head_fen * heads - sums.net_fen)) <= heads


def test_costs_above_income_are_a_loss_per_head() -> None:
    assert reckon([(IncomeKind.WAGES, 100), (IncomeKind.COSTS, 301)], heads=2).per_head_fen == -101


def test_nobody_has_no_income_per_head() -> None:
    with pytest.raises(NobodyInTheHousehold):
        reckon([], heads=0)
