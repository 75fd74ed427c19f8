"""Interest day by day: as worked by hand, as a computation of its own has it, and what ends a subsidy."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.funds.rules.interest import (
    Facts,
    Instalment,
    Movement,
    RateFrom,
    Repricing,
    Striking,
    overdue_from,
    rates_of,
    stretches,
    strike,
    strike_days,
    struck,
)
from services.funds.rules.subsidy import SubsidyTerms, SubsidyWay
from services.funds.store.lending_policy import get_rate_table
from shared.money import half_up

DRAWN, DUE = date(2020, 1, 10), date(2021, 1, 10)
FULL = SubsidyTerms(SubsidyWay.FULL, Fraction(0), 50_000_00, None)
RATE = Fraction("0.0435")


def a_loan(*movements, instalments=(Instalment(DUE, 50_000_00),), rates=None, **changed):
    moved = (Movement(DRAWN, 50_000_00), *movements)
    told = {"basis": 360, "penalty": Fraction(1, 2), "subsidy": FULL} | changed
    return Facts(moved, instalments, rates or (RateFrom(DRAWN, RATE, RATE),), **told)


def test_fifty_thousand_at_the_base_rate_bear_what_a_bank_reckons():
    # 50,000 × 4.35 % × 91 ÷ 360 = 549.7917; by a year of 365 days 542.2603.
    quarter = (date(2020, 3, 21), date(2020, 6, 19))

    assert struck(a_loan(), *quarter).interest_fen == 549_79
    assert struck(a_loan(basis=365), *quarter).interest_fen == 542_26


def test_the_day_of_lending_counts_and_the_day_of_repaying_does_not():
    repaid = a_loan(Movement(date(2020, 1, 11), -50_000_00))
    [only] = stretches(repaid, DRAWN, date(2020, 2, 1))

    assert (only.from_on, only.to_on, only.days) == (DRAWN, DRAWN, 1)
    assert stretches(a_loan(Movement(DRAWN, -50_000_00)), DRAWN, date(2020, 2, 1)) == []


def test_interest_is_struck_on_the_twentieth_of_each_quarter_and_at_the_end():
    until = date(2021, 1, 10)
    days = strike_days(Striking.QUARTERLY, 20, from_on=DRAWN, until_on=until)
    periods = strike(a_loan(), days, until_on=until)

    assert [(each.from_on.isoformat(), each.to_on.isoformat()) for each in periods] == [
        ("2020-01-10", "2020-03-20"),
        ("2020-03-21", "2020-06-20"),
        ("2020-06-21", "2020-09-20"),
        ("2020-09-21", "2020-12-20"),
        ("2020-12-21", "2021-01-09"),
    ]
    # 71, 92, 92, 91 and 20 days: 366 in all, as 2020 has.
    assert [each.interest_fen for each in periods] == [428_96, 555_83, 555_83, 549_79, 120_83]
    assert [each.subsidy_fen for each in periods] == [each.interest_fen for each in periods]


def test_repaid_by_the_due_day_bears_no_penalty_and_a_day_later_one_begins():
    late = a_loan(Movement(date(2021, 1, 15), -50_000_00))

    assert overdue_from(a_loan(Movement(DUE, -50_000_00)), date(2022, 1, 1)) is None
    assert overdue_from(late, date(2022, 1, 1)) == date(2021, 1, 11)
    last = struck(late, date(2021, 1, 10), date(2021, 1, 14))
    # Five days of interest, four of them with half as much again.
    assert (last.interest_fen, last.penalty_fen) == (half_up(5_000_000 * RATE * 5 / 360), half_up(5_000_000 * RATE * 4 / 720))


def test_overdue_ends_the_subsidy_from_that_day_and_for_good():
    plan = (Instalment(date(2020, 6, 10), 10_000_00), Instalment(DUE, 40_000_00))
    facts = a_loan(Movement(date(2020, 7, 1), -10_000_00), instalments=plan)

    days = {each.from_on: each.subsidised_fen for each in stretches(facts, DRAWN, DUE)}
    assert days == {DRAWN: 50_000_00, date(2020, 6, 11): 0, date(2020, 7, 1): 0}


def test_a_wrong_use_ends_the_subsidy_on_its_first_day():
    facts = a_loan(misused_from=date(2020, 5, 1))

    assert struck(facts, date(2020, 4, 30), date(2020, 5, 31)).subsidy_fen == struck(a_loan(), DRAWN, DRAWN).subsidy_fen


def test_above_fifty_thousand_nothing_is_subsidised():
    large = replace(a_loan(), movements=(Movement(DRAWN, 80_000_00),), instalments=(Instalment(DUE, 80_000_00),))
    period = struck(large, DRAWN, date(2020, 3, 20))

    assert (period.interest_fen, period.subsidy_fen) == (half_up(8_000_000 * RATE * 71 / 360), 428_96)


def test_a_floating_rate_follows_the_table_on_its_days():
    table = get_rate_table("pboc")
    asked = {"months": 12, "spread": Fraction(0), "rate": Fraction(0), "drawn_on": date(2015, 2, 1), "until_on": date(2016, 3, 1)}

    at_once = rates_of(table, repricing=Repricing.AT_ONCE, **asked)
    new_year = rates_of(table, repricing=Repricing.NEW_YEAR, **asked)
    anniversary = rates_of(table, repricing=Repricing.ANNIVERSARY, **asked)

    assert [each.rate * 10_000 for each in at_once] == [560, 535, 510, 485, 460, 435]
    assert [(each.from_on, each.rate) for each in new_year] == [
        (date(2015, 2, 1), Fraction("0.056")),
        (date(2016, 1, 1), Fraction("0.0435")),
    ]
    assert [each.from_on for each in anniversary] == [date(2015, 2, 1), date(2016, 2, 1)]


day_numbers = st.integers(0, 700)
repayments = st.lists(st.tuples(day_numbers, st.integers(1, 20_000_00)), max_size=6)
rate_changes = st.lists(st.tuples(st.integers(1, 700), st.integers(0, 200_000)), max_size=4)
terms = st.sampled_from(
    [
        FULL,
        SubsidyTerms(SubsidyWay.FIXED, Fraction("0.03"), None, None),
        SubsidyTerms(SubsidyWay.BASE_SHARE, Fraction("0.5"), None, None),
    ]
)


@settings(max_examples=40)
@given(
    repayments,
    rate_changes,
    st.lists(day_numbers, max_size=4),
    terms,
    st.one_of(st.none(), day_numbers),
    st.sampled_from([360, 365]),
)
def test_runs_of_days_come_to_what_every_day_alone_comes_to(repaid, changes, due, subsidy, misused, basis):
    """Independently: a walk over the days with a running balance, which knows nothing of breaks or runs."""
    left, movements = 60_000_00, [Movement(DRAWN, 60_000_00)]
    for at, amount in repaid:
        amount = min(amount, left)
        if amount:
            movements.append(Movement(DRAWN + timedelta(days=at), -amount))
            left -= amount
    plan = (
        *tuple(Instalment(DRAWN + timedelta(days=at), 500000) for at in due),
        Instalment(DRAWN + timedelta(days=600), 6000000),
    )
    rates = {0: RATE} | {at: Fraction(millionths, 1_000_000) for at, millionths in changes}
    facts = Facts(
        tuple(movements),
        plan,
        tuple(RateFrom(DRAWN + timedelta(days=at), rate, rate) for at, rate in sorted(rates.items())),
        basis,
        Fraction(3, 10),
        subsidy,
        None if misused is None else DRAWN + timedelta(days=misused),
    )

    interest = penalty = paid = Fraction(0)
    is_ended = False
    for number in range(720):
        day = DRAWN + timedelta(days=number)
        owed = sum(each.principal_fen for each in movements if each.on <= day)
        late = min(max(sum(each.principal_fen for each in plan if each.due_on < day) - (60_000_00 - owed), 0), owed)
        rate = rates[max(at for at in rates if at <= number)]
        is_ended = is_ended or late > 0 or (misused is not None and number >= misused)
        interest += owed * rate / basis
        penalty += late * rate * Fraction(3, 10) / basis
        if not is_ended:
            covered = owed if subsidy.at_most_fen is None else min(owed, subsidy.at_most_fen)
            share = {SubsidyWay.FULL: rate, SubsidyWay.FIXED: Fraction("0.03"), SubsidyWay.BASE_SHARE: rate / 2}[subsidy.way]
            paid += covered * min(share, rate) / basis

    runs = stretches(facts, DRAWN, DRAWN + timedelta(days=720))
    assert sum(run.interest for run in runs) == interest
    assert sum(run.penalty for run in runs) == penalty
    assert sum(run.subsidy for run in runs) == paid
    assert paid <= interest
