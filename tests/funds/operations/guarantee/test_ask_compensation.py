"""The fund is asked for its part of what is owed after ninety days, and the money is set aside."""

import pytest

from services.funds.operations.guarantee.ask_compensation import ask_compensation
from services.funds.rules import guarantee as rules
from services.funds.rules.loan_refusal import LoanStateForbids
from services.funds.schemas.guarantee import AskCompensation
from services.funds.store.ledger import lock_accounts
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_loans import a_fund, an_enterprises, at, lent, repaid

WHY = AskCompensation(reason="逾期九十天，催收无果")


async def ask(session, loan, day="2021-04-11"):
    return await ask_compensation(session, loan.id, WHY, by=COUNTY_OFFICER, at=at(day))


async def test_seven_tenths_of_principal_and_interest_are_set_aside(session):
    fund = await a_fund(session)
    loan = await lent(session)

    asked = await ask(session, loan)

    # To 10 April six periods are 2,761.04 of interest; 90 days overdue, half as much again, are 208.44 and 63.44 of penalty.
    assert (asked.overdue_from.isoformat(), asked.principal_fen) == ("2021-01-11", 50_000_00)
    assert (asked.interest_fen, asked.fund_fen) == (3_032_92, 37_123_04)
    [account] = await lock_accounts(session, fund.key)
    assert account.sums.available_fen == 1_000_000_00 - asked.fund_fen


async def test_a_day_before_the_ninetieth_it_is_too_early(session):
    await a_fund(session)
    with pytest.raises(rules.NotOverdueLongEnough) as refused:
        await ask(session, await lent(session), "2021-04-10")
    assert refused.value.facts["until_on"] == "2021-04-11"


async def test_what_is_repaid_not_guaranteed_or_asked_already_is_refused(session):
    await a_fund(session)
    with pytest.raises(rules.NotGuaranteed):
        await ask(session, await an_enterprises(session))
    loan = await lent(session)
    await ask(session, loan)
    with pytest.raises(rules.CompensationAsked):
        await ask(session, loan)
    done = await repaid(session, await lent(session), "2020-03-01", "50000.00")
    with pytest.raises(LoanStateForbids):
        await ask(session, done)
