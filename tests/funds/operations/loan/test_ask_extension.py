"""An extension is asked for before the loan is overdue, as far as the law goes, and shown to the village by the loan's number."""

from datetime import date

import pytest

from services.funds.rules import loan as rules
from services.funds.rules import loan_asking, loan_life
from services.funds.rules.extension import ExtensionAsked, ExtensionState, NoticeTooLate
from services.funds.store.notice import letterbox, list_lines
from services.funds.tables import Loan
from tests.builders.funds_loans import a_fund, asked_later, extended, lent, repaid


@pytest.fixture
async def loan(session) -> Loan:
    await a_fund(session)
    return await lent(session)


async def test_the_village_is_shown_the_number_for_seven_days_and_the_loan_stays_as_it_is(session, loan):
    asking = await asked_later(session, loan, "2021-07-10", on="2020-12-20")

    notice = await letterbox.get_notice(session, asking.notice_id)
    [line] = await list_lines(session, notice.id)
    assert asking.state is ExtensionState.ASKED
    assert (notice.region, notice.until_on) == (loan.region, date(2020, 12, 27))
    assert (line.who, line.says) == (f"贷款编号 {loan.number}", "扶贫小额信贷拟展期至 2021-07-10")
    assert loan.due_on == date(2021, 1, 10)


async def test_a_year_is_extended_by_a_year_at_most_and_once(session, loan):
    with pytest.raises(loan_life.ExtensionTooLong) as refused:
        await asked_later(session, loan, "2022-01-11", on="2020-12-20")
    assert refused.value.facts == {"until_on": "2022-01-10"}
    await extended(session, loan, "2021-07-10", on="2020-12-20")
    with pytest.raises(loan_life.AlreadyExtended):
        await asked_later(session, loan, "2022-01-10", on="2021-06-01")


async def test_two_extensions_of_a_loan_do_not_wait_at_once(session, loan):
    await asked_later(session, loan, "2021-07-10", on="2020-12-20")
    with pytest.raises(ExtensionAsked):
        await asked_later(session, loan, "2021-06-10", on="2020-12-21")


async def test_a_loan_of_three_years_is_extended_by_half_its_term(session):
    await a_fund(session)
    long = await lent(session, asked_term_months=36, term_months=36, rate_percent="4.75")
    with pytest.raises(loan_life.ExtensionTooLong):
        await asked_later(session, long, "2024-07-11", on="2020-12-20")
    assert (await asked_later(session, long, "2024-07-10", on="2020-12-20")).due_on == date(2024, 7, 10)


async def test_what_is_overdue_or_repaid_is_not_extended(session, loan):
    with pytest.raises(loan_life.OverdueLoan):
        await asked_later(session, loan, "2021-07-10", on="2021-01-12", agreed_on="2021-01-05")
    await repaid(session, loan, "2021-01-12", "50000.00")
    with pytest.raises(rules.LoanStateForbids):
        await asked_later(session, loan, "2021-07-10", on="2021-01-13")


async def test_it_is_refused_where_the_notice_would_end_after_the_loan_is_due(session, loan):
    with pytest.raises(NoticeTooLate) as refused:
        await asked_later(session, loan, "2021-07-10", on="2021-01-03")
    assert refused.value.facts == {"until_on": "2021-01-10", "due_on": "2021-01-10"}
    await asked_later(session, loan, "2021-07-10", on="2021-01-02")


async def test_an_extension_bears_no_more_than_the_base_rate_of_the_whole_time(session, loan):
    with pytest.raises(loan_asking.RateAboveBase):
        await asked_later(session, loan, "2022-01-10", on="2020-12-20", rate_percent="4.76")
