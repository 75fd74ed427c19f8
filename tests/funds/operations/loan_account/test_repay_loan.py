"""What is repaid is owed no more, rests on the fund no more, and closes the loan when all of it is there."""

import pytest

from services.funds.rules import loan as rules
from services.funds.rules import loan_life
from services.funds.rules.loan import LoanState
from tests.builders.funds_loans import a_fund, lent, repaid


@pytest.fixture
async def fund(session):
    return await a_fund(session)


async def test_a_part_frees_its_part_and_the_whole_closes_the_loan(session, fund):
    loan = await lent(session)
    loan = await repaid(session, loan, "2020-06-01", "20000.00", "0.00")
    await session.refresh(fund)
    assert (loan.state, loan.outstanding_fen, fund.guaranteed_fen) == (LoanState.LENT, 30_000_00, 30_000_00)

    loan = await repaid(session, loan, "2020-12-01", "30000.00")
    await session.refresh(fund)
    assert (loan.state, loan.outstanding_fen, fund.guaranteed_fen) == (LoanState.REPAID, 0, 0)


async def test_more_than_is_owed_is_refused(session, fund):
    with pytest.raises(loan_life.RepaidTooMuch):
        await repaid(session, await lent(session), "2020-06-01", "50000.01")


async def test_nothing_is_repaid_before_it_was_lent_or_twice(session, fund):
    loan = await lent(session)
    with pytest.raises(loan_life.EntryOutOfOrder):
        await repaid(session, loan, "2020-01-09", "1.00")
    await repaid(session, loan, "2020-06-01", "50000.00")
    with pytest.raises(rules.LoanStateForbids):
        await repaid(session, loan, "2020-06-02", "1.00")
