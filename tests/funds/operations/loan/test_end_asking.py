"""An application may be withdrawn until the money is drawn."""

from datetime import date

import pytest

from services.funds.operations.loan.end_asking import end_asking
from services.funds.rules.loan import LoanState
from services.funds.rules.loan_refusal import LoanStateForbids
from services.funds.schemas.loan import EndAsking
from tests.builders.funds_loans import SECOND, a_fund, a_household, approved, asked, lent

ON = date(2020, 1, 9)


async def test_what_was_withdrawn_frees_the_fund(session):
    fund = await a_fund(session)
    loan = await approved(session, await a_household(session))

    ended = await end_asking(session, loan.id, EndAsking(why="改用自有资金"), by=SECOND, on=ON)

    await session.refresh(fund)
    assert (ended.state, ended.exposure_fen, fund.guaranteed_fen) == (LoanState.WITHDRAWN, 0, 0)


async def test_a_bank_that_says_no_is_written_down_with_why(session):
    loan = await asked(session, await a_household(session))

    ended = await end_asking(session, loan.id, EndAsking(why="征信有逾期", is_refused=True), by=SECOND, on=ON)

    assert (ended.state, ended.ended_why) == (LoanState.REFUSED, "征信有逾期")


async def test_a_loan_that_is_drawn_is_not_withdrawn(session):
    await a_fund(session)
    loan = await lent(session)
    with pytest.raises(LoanStateForbids):
        await end_asking(session, loan.id, EndAsking(why="改用自有资金"), by=SECOND, on=ON)
