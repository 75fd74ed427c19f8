"""A pool is parted to the fen by need; examples that were published recompute."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.asset_contract import Pricing, yearly_fen
from services.funds.rules.distribution import HouseholdTwice, Needy, TooLittleToShare, UnknownFactor, part
from services.funds.store.asset_policy import get_asset_policy
from shared.money import fen, split

POLICY, _ = get_asset_policy("371311", date(2020, 6, 1))
VILLAGE = "371311001001"


def needy(at: int, **factors: int) -> Needy:
    return Needy(UUID(int=at), VILLAGE, {name.replace("_", "-"): many for name, many in factors.items()})


def test_eight_tenths_go_to_households_half_of_it_the_same_for_each_and_half_by_points():
    told = part(100_000, [needy(1, household=1), needy(2, household=1, no_labour=2)], POLICY, within=VILLAGE)

    assert told.collective_fen == 20_000
    assert [(each.points, each.guaranteed_fen, each.extra_fen) for each in told.shares] == [
        (10, 20_000, 10_000),
        (30, 20_000, 30_000),
    ]
    assert told.shares[1].reasons[1] == "无劳动能力人口（每人） 2×10＝20 分"


@given(st.integers(1_000_000, 10**12), st.lists(st.integers(0, 20), min_size=1, max_size=50))
def test_the_parts_of_any_pool_add_up_to_the_fen(pool, members):
    told = part(pool, [needy(at, member=many) for at, many in enumerate(members)], POLICY, within=VILLAGE)

    assert sum(share.amount_fen for share in told.shares) + told.collective_fen == pool


def test_a_household_with_more_points_never_gets_less():
    told = part(1_000_001, [needy(at, member=at) for at in range(1, 8)], POLICY, within=VILLAGE)

    amounts = [share.amount_fen for share in told.shares]
    assert amounts == sorted(amounts)


def test_where_nobody_has_points_all_get_the_same():
    told = part(100, [needy(1), needy(2)], POLICY, within=VILLAGE)

    assert [share.amount_fen for share in told.shares] == [40, 40]


@pytest.mark.parametrize(
    ("pool", "households", "law"),
    [
        (100, [needy(1), needy(1)], HouseholdTwice),
        (100, [needy(1, illness=1)], UnknownFactor),
        (2, [needy(1), needy(2), needy(3)], TooLittleToShare),
    ],
)
def test_what_cannot_be_parted_is_refused(pool, households, law):
    with pytest.raises(law):
        part(pool, households, POLICY, within=VILLAGE)


def test_the_published_yields_recompute():
    """Linzi: 7% of 10,000,000; Qinghe of Tieling: 6% of 6,100,000 (policy facts E4)."""
    linzi = yearly_fen(Pricing.YIELD, rent_fen=None, basis_fen=fen("10000000"), yield_bp=700)
    qinghe = yearly_fen(Pricing.YIELD, rent_fen=None, basis_fen=fen("6100000"), yield_bp=600)

    assert (linzi, qinghe) == (fen("700000"), fen("366000"))


def test_the_published_splits_recompute():
    """Qingyang: 267,000 = 133,080 + 133,920; Yongji: five incomes make 4,317,282.92 (policy facts E4), in yuan."""
    assert split(fen("267000"), [fen("133080"), fen("133920")]) == [fen("133080"), fen("133920")]
    yongji = (3_000_000, Fraction("726791.03"), Fraction("370491.89"), 100_000, 120_000)
    assert sum(yongji) == Fraction("4317282.92")
