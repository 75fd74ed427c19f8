"""Split by factor: to the fen, for any figures; and every step of the worksheet can be recomputed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.allocation import (
    AmountsDoNotAddUp,
    Factor,
    FigureMissing,
    FigureNotPositive,
    WeightsNotWhole,
    must_add_up,
    reckon_by_factor,
)

PEOPLE, INCOME = Factor("人口", 70), Factor("收入", 30, is_inverse=True)
figures = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6))


@given(st.integers(1, 10**13), st.lists(figures, min_size=1, max_size=12).filter(lambda rows: any(people for people, _ in rows)))
def test_the_parts_add_up_and_none_is_a_fen_away_from_its_exact_share(total_fen, rows):
    given_figures = [{"人口": Decimal(people), "收入": Decimal(income)} for people, income in rows]

    reckoned = reckon_by_factor(total_fen, [str(at) for at in range(len(rows))], [PEOPLE, INCOME], given_figures)

    assert sum(one.amount_fen for one in reckoned) == total_fen
    assert all(abs(Fraction(one.exact_fen) - one.amount_fen) < 1 for one in reckoned)
    assert all(sum(Fraction(part.weighted) for part in one.parts) == Fraction(one.share) for one in reckoned)


def test_a_single_fen_goes_to_the_largest_remainder():
    one = reckon_by_factor(100, ["甲", "乙", "丙"], [Factor("人口", 100)], [{"人口": Decimal(1)}] * 3)
    assert [each.amount_fen for each in one] == [34, 33, 33]


@pytest.mark.parametrize(
    ("factors", "rows", "law"),
    [
        ([Factor("人口", 99)], [{"人口": Decimal(1)}], WeightsNotWhole),
        ([Factor("人口", 100)], [{}], FigureMissing),
        ([Factor("人口", 100)], [{"人口": Decimal(0)}], FigureNotPositive),
        ([Factor("收入", 100, is_inverse=True)], [{"收入": Decimal(0)}], FigureNotPositive),
    ],
)
def test_figures_that_mean_nothing_are_refused(factors, rows, law):
    with pytest.raises(law):
        reckon_by_factor(100, ["甲"], factors, rows)


@pytest.mark.parametrize("amounts", [[100, 1], [100, None], [101, 0]])
def test_blocks_must_add_up_to_the_sum_and_none_be_empty(amounts):
    with pytest.raises(AmountsDoNotAddUp):
        must_add_up(100 if None in amounts else 101 if 0 in amounts else 100, amounts)
