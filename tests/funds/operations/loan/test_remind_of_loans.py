"""Borrowers' officers are told a month before and when a loan is overdue, once each, and not of what is repaid."""

from datetime import date

from services.funds.operations.loan.remind_of_loans import remind_of_loans
from shared.events.funds import LoanRepaymentAwaited
from tests.builders.funds_loans import a_fund, lent, repaid


def told(events):
    return [(each.step, each.due_on.isoformat(), each.amount_fen) for each in events if isinstance(each, LoanRepaymentAwaited)]


async def test_a_month_before_and_the_day_after_once_each(session, emitted):
    await a_fund(session)
    await lent(session)
    days = [date(2020, 12, 10), date(2020, 12, 11), date(2020, 12, 12), date(2021, 1, 10), date(2021, 1, 11), date(2021, 1, 12)]

    many = [await remind_of_loans(session, on=day) for day in days]

    assert many == [0, 1, 0, 0, 1, 0]
    assert told(await emitted(session)) == [("reminder", "2021-01-10", 50_000_00), ("overdue", "2021-01-10", 50_000_00)]


async def test_each_instalment_is_reminded_of_and_what_was_paid_ahead_is_not(session, emitted):
    await a_fund(session)
    loan = await lent(session, repayment="equal-principal", months_each=3)
    await repaid(session, loan, "2020-02-01", "12500.00")

    assert await remind_of_loans(session, on=date(2020, 3, 20)) == 0
    assert await remind_of_loans(session, on=date(2020, 6, 20)) == 1
    assert told(await emitted(session)) == [("reminder", "2020-07-10", 12_500_00)]


async def test_what_is_repaid_is_not_told_of(session):
    await a_fund(session)
    loan = await lent(session)
    await repaid(session, loan, "2020-12-01", "50000.00")

    assert await remind_of_loans(session, on=date(2021, 2, 1)) == 0


async def test_each_missed_instalment_is_told_of_also_after_an_earlier_one_was_made_up_for(session, emitted):
    await a_fund(session)
    loan = await lent(session, repayment="equal-principal", months_each=3)

    assert await remind_of_loans(session, on=date(2020, 4, 11)) == 1
    await repaid(session, loan, "2020-04-20", "12500.00")
    assert await remind_of_loans(session, on=date(2020, 4, 21)) == 0
    assert await remind_of_loans(session, on=date(2020, 7, 11)) == 1
    assert told(await emitted(session)) == [("overdue", "2020-04-10", 12_500_00), ("overdue", "2020-07-10", 12_500_00)]
