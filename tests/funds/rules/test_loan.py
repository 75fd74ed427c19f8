"""What a loan may become, when it may be extended, of what somebody is told; what a fund stands for."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules import guarantee
from services.funds.rules.guarantee import Standing, funds_part, is_stopped, must_guarantee
from services.funds.rules.loan import MAY_BECOME, LoanState, LoanTold, become, months_between, step_to_tell
from services.funds.rules.loan_asking import percent
from services.funds.rules.loan_entry import Lent, told_by_town
from services.funds.rules.loan_policy import Borrower, worked
from services.funds.rules.loan_refusal import LoanStateForbids
from services.funds.rules.public_text import must_be_public
from services.funds.rules.subsidy import Quarter, owed_back, unclaimed
from services.funds.store.lending_policy import get_lending_policy, list_lending_policies, list_rate_tables
from shared.ids import uuid7

FRAME = get_lending_policy("371311", date(2020, 6, 1))[0].guarantee


def test_every_move_that_is_not_in_the_table_is_refused():
    for state in LoanState:
        for following in LoanState:
            if following not in MAY_BECOME[state]:
                with pytest.raises(LoanStateForbids):
                    become(state, following)


@pytest.mark.parametrize("policy", list_lending_policies(), ids=lambda policy: policy.policy)
def test_each_worked_case_of_a_policy_comes_out(policy):
    for example in policy.examples:
        assert worked(policy.find_class(example.loan_class), example) == example.subsidy_fen, example.name


def test_the_tables_say_what_a_loan_of_a_day_and_a_term_costs():
    tables = {table.code: table for table in list_rate_tables()}

    assert tables["pboc"].rate(date(2015, 10, 23), 12) == Fraction("0.046")
    assert tables["pboc"].rate(date(2015, 10, 24), 12) == Fraction("0.0435")
    assert tables["pboc"].rate(date(2020, 1, 1), 13) == Fraction("0.0475")
    assert tables["lpr"].rate(date(2021, 3, 1), 12) == Fraction("0.0385")
    assert tables["lpr"].rate(date(2021, 3, 1), 36) == Fraction("0.0465")


@pytest.mark.parametrize(
    ("on", "is_reminded", "is_overdue", "told"),
    [
        (date(2020, 12, 10), False, False, None),
        (date(2020, 12, 11), False, False, LoanTold.REMINDER),
        (date(2020, 12, 12), True, False, None),
        (date(2021, 1, 10), False, False, LoanTold.REMINDER),
        (date(2021, 1, 11), True, False, LoanTold.OVERDUE),
        (date(2021, 1, 12), True, True, None),
    ],
)
def test_a_month_before_and_once_it_is_overdue(on, is_reminded, is_overdue, told):
    asked = {"owed_fen": 1, "reminder_days": 30, "is_reminded": is_reminded, "is_overdue": is_overdue}

    assert step_to_tell(date(2021, 1, 10), on=on, **asked) is told
    assert step_to_tell(date(2021, 1, 10), on=on, **(asked | {"owed_fen": 0})) is None


def test_a_part_of_a_month_is_a_month_where_a_tier_is_asked_for():
    assert months_between(date(2020, 1, 10), date(2021, 1, 10)) == 12
    assert months_between(date(2020, 1, 10), date(2021, 1, 11)) == 13
    assert months_between(date(2020, 1, 31), date(2020, 2, 29)) == 1


def test_rates_are_read_as_people_write_them():
    assert [percent(Fraction(text)) for text in ("0.0435", "0.03", "0.5", "0.04355")] == ["4.35%", "3.00%", "50.00%", "4.355%"]


def test_a_quarter_runs_from_one_strike_day_to_the_next():
    first, second = Quarter(2020, 1, 20), Quarter(2020, 2, 20)

    assert (first.from_on, first.to_on) == (date(2019, 12, 21), date(2020, 3, 20))
    assert second.from_on == date(2020, 3, 21)


def test_days_that_no_line_claims_are_found_between_those_that_are():
    claimed = [(date(2020, 1, 5), date(2020, 1, 9)), (date(2020, 1, 12), date(2020, 1, 20))]

    assert unclaimed(date(2020, 1, 1), date(2020, 1, 31), claimed) == [
        (date(2020, 1, 1), date(2020, 1, 4)),
        (date(2020, 1, 10), date(2020, 1, 11)),
        (date(2020, 1, 21), date(2020, 1, 31)),
    ]
    assert unclaimed(date(2020, 1, 6), date(2020, 1, 8), claimed) == []


def test_what_one_line_was_paid_too_little_does_not_excuse_another():
    assert owed_back([100, 50], [40, 90]) == 60


def test_a_fund_bears_its_multiple_to_the_fen_and_nothing_above():
    standing = Standing(available_fen=10_000, guaranteed_fen=60_000, outstanding_fen=0, overdue_fen=0)

    must_guarantee(FRAME, standing, 40_000, multiple=10)
    with pytest.raises(guarantee.GuaranteeExhausted):
        must_guarantee(FRAME, standing, 40_001, multiple=10)


def test_the_stop_line_is_five_per_cent_and_needs_enough_loans_to_mean_something():
    def standing(outstanding, overdue):
        return Standing(10**12, 0, outstanding, overdue)

    assert not is_stopped(FRAME, standing(100_000_00, 5_000_00))
    assert is_stopped(FRAME, standing(100_000_00, 5_000_01))
    assert not is_stopped(FRAME, standing(99_999_99, 99_999_99))


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_fund_and_bank_bear_the_whole_between_them(amount, share):
    assert 0 <= funds_part(amount, share) <= amount


def lent(town, many, use="养殖", amount=30_000_00):
    return [Lent(uuid7(), uuid7(), town, use, amount, 12, Fraction("0.0435")) for _ in range(many)]


def test_small_towns_are_counted_together_and_each_loan_is_told_once():
    loans = [*lent("371311001", 7), *lent("371311100", 3), *lent("371311101", 4)]

    told = told_by_town(loans, "371311", of=Borrower.HOUSEHOLD, quarter="2020年第一季度")

    assert [(line.region, line.subject) for line in told] == [("371311001", "小额信贷 7 户"), ("371311", "小额信贷 7 户")]
    assert sum(line.amount_fen for line in told) == sum(loan.amount_fen for loan in loans)
    assert sorted(each.loan_id for line in told for each in line.lent) == sorted(loan.loan_id for loan in loans)
    for line in told:
        must_be_public(line.reason, limit=500)


def test_a_household_with_two_loans_is_one_household():
    [first, *_] = lent("371311001", 1)
    loans = [first] * 4 + lent("371311001", 3)

    [line] = told_by_town(loans, "371311", of=Borrower.HOUSEHOLD, quarter="2020年第一季度")
    assert (line.region, line.subject) == ("371311", "小额信贷 不足 5 户")
