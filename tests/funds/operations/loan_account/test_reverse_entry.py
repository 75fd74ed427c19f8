"""A repayment of another loan is taken back as if it had never been: interest, fund and state are right again."""

from datetime import date

import pytest

from services.funds.operations.loan_account.reverse_entry import reverse_entry
from services.funds.rules import loan_refusal
from services.funds.rules.interest import struck
from services.funds.rules.loan import EntryKind, LoanState
from services.funds.schemas.loan_account import ReverseEntry
from services.funds.store.loan import facts_of, list_entries_of_loan
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_loans import a_fund, at, lent, repaid

WRONG = ReverseEntry(why="登记到了别的贷款")


async def test_the_loan_is_owed_again_with_all_its_interest(session):
    fund = await a_fund(session)
    loan = await repaid(session, await lent(session), "2020-02-01", "50000.00")
    entry = (await list_entries_of_loan(session, loan.id))[-1]

    loan = await reverse_entry(session, loan.id, entry.id, WRONG, by=COUNTY_OFFICER, at=at("2020-03-01"))

    await session.refresh(fund)
    assert (loan.state, loan.outstanding_fen, fund.guaranteed_fen) == (LoanState.LENT, 50_000_00, 50_000_00)
    facts = await facts_of(session, loan, until_on=date(2020, 3, 21))
    assert struck(facts, date(2020, 1, 10), date(2020, 3, 20)).interest_fen == 428_96


async def test_neither_the_lending_nor_a_correction_is_taken_back(session):
    await a_fund(session)
    loan = await repaid(session, await lent(session), "2020-02-01", "1000.00")
    drawn, paid = await list_entries_of_loan(session, loan.id)
    await reverse_entry(session, loan.id, paid.id, WRONG, by=COUNTY_OFFICER, at=at("2020-03-01"))
    entries = {entry.kind: entry for entry in await list_entries_of_loan(session, loan.id)}

    for entry in (drawn, paid, entries[EntryKind.REVERSED]):
        with pytest.raises(loan_refusal.EntryStands):
            await reverse_entry(session, loan.id, entry.id, WRONG, by=COUNTY_OFFICER, at=at("2020-03-01"))
