"""Another person pays what the fund stands in for, or sets the money free."""

import pytest

from services.funds.operations.guarantee.ask_compensation import ask_compensation
from services.funds.operations.guarantee.decide_compensation import decide_compensation
from services.funds.rules import guarantee as rules
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.loan import LoanState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.guarantee import AskCompensation, DecideCompensation
from services.funds.store.guarantee import get_fund
from services.funds.store.ledger import lock_accounts
from services.funds.store.loan import lock_loan
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import BANK, SECOND, a_fund, at, lent, repaid

YES, NO = DecideCompensation(is_approved=True), DecideCompensation(is_approved=False, why="继续催收")
WHY = AskCompensation(reason="逾期九十天，催收无果")


@pytest.fixture
async def asked(session):
    await a_fund(session)
    return await ask_compensation(session, (await lent(session)).id, WHY, by=COUNTY_OFFICER, at=at("2021-04-11"))


async def decide(session, asked, form, *, by=SECOND):
    return await decide_compensation(session, asked.id, form, by=by, at=at("2021-04-12"))


async def held(session, fund_id):
    fund = await get_fund(session, fund_id, locked=True)
    accounts = await lock_accounts(session, fund.key, AccountKey(AccountKind.BANK_PAID_OUT, COUNTY, BANK))
    return fund, [each.sums.balance_fen for each in accounts], accounts[0].sums.available_fen


async def test_the_bank_is_paid_the_loan_rests_on_the_fund_no_more_and_the_public_reads(session, asked):
    paid = await decide(session, asked, YES)

    fund, balances, _ = await held(session, asked.fund_id)
    loan = await lock_loan(session, asked.loan_id)
    assert balances == [1_000_000_00 - paid.fund_fen, paid.fund_fen]
    assert (loan.state, loan.outstanding_fen, fund.guaranteed_fen) == (LoanState.COMPENSATED, 50_000_00, 0)
    assert paid.disclosure_id is not None


async def test_a_no_sets_the_money_free_and_it_may_be_asked_again(session, asked):
    await decide(session, asked, NO)

    _, balances, available = await held(session, asked.fund_id)
    assert balances == [1_000_000_00, 0] and available == 1_000_000_00
    assert await ask_compensation(session, asked.loan_id, WHY, by=COUNTY_OFFICER, at=at("2021-05-11"))


async def test_who_asked_does_not_decide_and_nobody_decides_twice(session, asked):
    with pytest.raises(SamePerson):
        await decide(session, asked, YES, by=COUNTY_OFFICER)
    await decide(session, asked, YES)
    with pytest.raises(rules.CompensationDecided):
        await decide(session, asked, NO)


async def test_a_repayment_in_between_must_be_asked_for_anew(session, asked):
    await repaid(session, await lock_loan(session, asked.loan_id), "2021-04-11", "1000.00")
    with pytest.raises(rules.CompensationOutdated):
        await decide(session, asked, YES)
