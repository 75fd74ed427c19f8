"""Plans of repayment against published amortisations, and whatever the sum: the parts make the whole."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.interest import Instalment
from services.funds.rules.repayment import Repayment, annuity_fen, extended, parts, plan

PER_YEAR = Fraction("0.049")
"""The base rate of loans above five years since 2015-10-24, for which Chinese banks and newspapers printed tables."""


@pytest.mark.parametrize(
    ("principal_fen", "years", "monthly_fen"),
    [
        # Printed by banks and newspapers for 4.9 %: 100 万元 20 年, 30 万元 30 年, 63 万元 30 年, 120 万元 30 年.
        (1_000_000_00, 20, 6544_44),
        (300_000_00, 30, 1592_18),
        (630_000_00, 30, 3343_58),
        (1_200_000_00, 30, 6368_72),
    ],
)
def test_equal_instalments_are_those_that_banks_print(principal_fen, years, monthly_fen):
    assert annuity_fen(principal_fen, PER_YEAR / 12, years * 12) == monthly_fen


def test_the_first_month_is_parted_as_printed():
    first, second, *_ = parts(Repayment.EQUAL_INSTALMENTS, 1_000_000_00, PER_YEAR, many=240)

    assert (first.interest_fen, first.principal_fen) == (4083_33, 2461_11)
    assert second.interest_fen < first.interest_fen and second.total_fen == first.total_fen


def test_equal_principal_is_as_printed():
    # 63 万元, 30 年, 4.9 %: the first month 4322.50, 7.15 less each month; 464,336.25 of interest, months not rounded.
    owed = parts(Repayment.EQUAL_PRINCIPAL, 630_000_00, PER_YEAR, many=360)

    assert owed[0].total_fen == 4322_50
    assert owed[0].total_fen - owed[1].total_fen == 7_15
    assert abs(sum(part.interest_fen for part in owed) - 464_336_25) <= 360 // 2


def test_a_textbooks_table_of_three_years_is_met_to_the_cent():
    # Brigham and Houston, Fundamentals of Financial Management: $1,000 at 6 %, three yearly payments of $374.11.
    owed = parts(Repayment.EQUAL_INSTALMENTS, 1000_00, Fraction("0.06"), many=3, months_each=12)

    assert [part.interest_fen for part in owed] == [60_00, 41_15, 21_18]
    assert [part.principal_fen for part in owed] == [314_11, 332_96, 352_93]


ways = st.sampled_from(list(Repayment))
rates = st.integers(0, 240_000).map(lambda millionths: Fraction(millionths, 1_000_000))


@given(ways, st.integers(1, 10**12), rates, st.integers(1, 120), st.sampled_from([1, 3, 12]))
def test_whatever_is_lent_falls_due_once(way, principal_fen, rate, many, months_each):
    owed = parts(way, principal_fen, rate, many=many, months_each=months_each)

    assert sum(part.principal_fen for part in owed) == principal_fen
    assert all(part.principal_fen >= 0 and part.interest_fen >= 0 for part in owed)


@given(st.integers(1_000_000, 10**11), rates, st.integers(2, 60))
def test_equal_instalments_pay_the_loan_off_by_the_exact_formula(principal_fen, rate, many):
    """Independently: the present value of what is paid is what was lent, within half a fen a payment."""
    paid = annuity_fen(principal_fen, rate / 12, many)
    worth = sum(paid / (1 + rate / 12) ** at for at in range(1, many + 1))

    assert abs(worth - principal_fen) <= Fraction(many, 2)


def test_a_bullet_falls_due_whole_on_the_last_day_and_the_31st_becomes_the_30th():
    asked = {"drawn_on": date(2020, 8, 31), "months": 3, "months_each": 1}

    assert plan(Repayment.BULLET, 50_000_00, PER_YEAR, **asked) == [Instalment(date(2020, 11, 30), 50_000_00)]
    days = [each.due_on for each in plan(Repayment.EQUAL_PRINCIPAL, 50_000_00, PER_YEAR, **asked)]
    assert days == [date(2020, 9, 30), date(2020, 10, 31), date(2020, 11, 30)]


def test_an_extension_moves_only_what_is_still_to_come():
    before = [Instalment(date(2020, 6, 1), 100), Instalment(date(2020, 12, 1), 200), Instalment(date(2021, 6, 1), 300)]

    assert extended(before, due_on=date(2022, 6, 1), from_on=date(2020, 12, 1)) == [before[0], Instalment(date(2022, 6, 1), 500)]
