"""A loan is extended once, before it is overdue, as far as the law goes; from the old day on it bears the longer tier's rate."""

from datetime import date

import pytest

from services.funds.operations.loan.extend_loan import extend_loan
from services.funds.rules import loan_refusal
from services.funds.rules.interest import struck
from services.funds.schemas.loan import ExtendLoan
from services.funds.store.loan import facts_of, list_plan
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_loans import a_fund, lent, repaid


def until(day: str = "2022-01-10", **changed) -> ExtendLoan:
    told = {"due_on": day, "rate_percent": "4.75", "agreed_on": "2020-12-20", "reason": "羊群尚未出栏"}
    return ExtendLoan.model_validate(told | changed)


@pytest.fixture
async def loan(session):
    await a_fund(session)
    return await lent(session)


async def extended(session, loan, form, *, on=date(2020, 12, 21)):
    return await extend_loan(session, loan.id, form, by=COUNTY_OFFICER, on=on)


async def test_it_falls_due_later_and_bears_the_new_rate_from_the_old_day_on(session, loan):
    later = await extended(session, loan, until())

    assert later.due_on == date(2022, 1, 10)
    assert [(each.due_on, each.principal_fen) for each in await list_plan(session, loan.id)] == [(date(2022, 1, 10), 50_000_00)]
    facts = await facts_of(session, later, until_on=date(2022, 1, 10))
    # 100 days at 4.75 % of a year of 360; no penalty, and still subsidised.
    period = struck(facts, date(2021, 1, 10), date(2021, 4, 19))
    assert (period.interest_fen, period.penalty_fen, period.subsidy_fen) == (659_72, 0, 659_72)


async def test_a_year_is_extended_by_a_year_at_most_and_once(session, loan):
    with pytest.raises(loan_refusal.ExtensionTooLong) as refused:
        await extended(session, loan, until("2022-01-11"))
    assert refused.value.facts == {"until_on": "2022-01-10"}
    await extended(session, loan, until("2021-07-10"))
    with pytest.raises(loan_refusal.AlreadyExtended):
        await extended(session, loan, until())


async def test_a_loan_of_three_years_is_extended_by_half_its_term(session):
    await a_fund(session)
    long = await lent(session, asked_term_months=36, term_months=36, rate_percent="4.75")
    with pytest.raises(loan_refusal.ExtensionTooLong):
        await extended(session, long, until("2024-07-11"))
    assert (await extended(session, long, until("2024-07-10"))).due_on == date(2024, 7, 10)


async def test_what_is_overdue_or_repaid_is_not_extended(session, loan):
    with pytest.raises(loan_refusal.OverdueLoan):
        await extended(session, loan, until(agreed_on="2021-01-05"), on=date(2021, 1, 12))
    await repaid(session, loan, "2021-01-12", "50000.00")
    with pytest.raises(loan_refusal.LoanStateForbids):
        await extended(session, loan, until(), on=date(2021, 1, 13))


async def test_an_extension_bears_no_more_than_the_base_rate_of_the_whole_time(session, loan):
    with pytest.raises(loan_refusal.RateAboveBase):
        await extended(session, loan, until(rate_percent="4.76"))
