"""What was paid wrongly comes back to its line; what a borrower pays after a compensation is parted between fund and bank."""

from datetime import date

import pytest

from services.funds.operations.guarantee.ask_compensation import ask_compensation
from services.funds.operations.guarantee.decide_compensation import decide_compensation
from services.funds.operations.guarantee.recover_money import recover_money
from services.funds.operations.loan.check_loan import check_loan
from services.funds.operations.subsidy_bill.settle_bill import settle_bill
from services.funds.rules.budget_line import line_key
from services.funds.rules.guarantee import MoreThanToRecover
from services.funds.rules.subsidy import BillState
from services.funds.schemas.guarantee import AskCompensation, DecideCompensation, RecoverMoney
from services.funds.schemas.loan import CheckLoan
from services.funds.store.ledger import lock_accounts
from services.funds.store.loan import lock_loan
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_loans import SECOND, TOWN_OFFICER, a_bill, a_fund, a_subsidy_line, at, lent


def back(of: str, amount: str, day: str = "2020-07-01") -> RecoverMoney:
    return RecoverMoney.model_validate({"recovery_of": of, "amount_yuan": amount, "received_on": day, "memo": "借款人退回"})


async def test_a_subsidy_of_a_wrong_use_comes_back_to_its_line_day_by_day(session):
    line = await a_subsidy_line(session, 10_000_00)
    await a_fund(session)
    loan = await lent(session)
    bill = await a_bill(session, line)
    await settle_bill(session, bill.id, BillState.PAID, by=SECOND, at=at("2020-04-02"))
    wrong = {"found": "misused", "misused_from": "2020-03-01", "said": "用于购车", "checked_on": "2020-05-01"}
    await check_loan(session, loan.id, CheckLoan.model_validate(wrong), by=TOWN_OFFICER, on=date(2020, 5, 1))

    # 71 days were paid, 51 of them until 29 February: 428.96 - 308.13.
    with pytest.raises(MoreThanToRecover) as refused:
        await recover_money(session, loan.id, back("subsidy", "120.84"), by=COUNTY_OFFICER, at=at("2020-07-01"))
    assert refused.value.facts == {"owed_fen": 120_83}
    await recover_money(session, loan.id, back("subsidy", "120.83"), by=COUNTY_OFFICER, at=at("2020-07-01"))

    [held] = await lock_accounts(session, line_key(line.region, line.number, line.bound))
    assert held.sums.balance_fen == 10_000_00 - 308_13
    with pytest.raises(MoreThanToRecover):
        await recover_money(session, loan.id, back("subsidy", "0.01"), by=COUNTY_OFFICER, at=at("2020-07-01"))


async def test_what_a_borrower_pays_after_a_compensation_is_the_funds_by_seven_tenths(session):
    fund = await a_fund(session)
    loan = await lent(session)
    asked = await ask_compensation(session, loan.id, AskCompensation(reason="逾期九十天"), by=COUNTY_OFFICER, at=at("2021-04-11"))
    await decide_compensation(session, asked.id, DecideCompensation(is_approved=True), by=SECOND, at=at("2021-04-12"))

    parts = []
    for amount in ("0.05", "0.05", "10000.00"):
        form = back("compensation", amount, "2021-06-01")
        parts.append((await recover_money(session, loan.id, form, by=COUNTY_OFFICER, at=at("2021-06-01"))).fund_fen)

    # Cent by cent the parts make seven tenths of the whole: 3.5 fen of the first five are four, of the second three.
    assert parts == [4, 3, 7_000_00]
    [held] = await lock_accounts(session, fund.key)
    assert held.sums.balance_fen == 1_000_000_00 - asked.fund_fen + 7_000_07
    assert (await lock_loan(session, loan.id)).outstanding_fen == 50_000_00 - 10_000_10


async def test_where_nothing_was_paid_nothing_comes_back(session):
    await a_fund(session)
    loan = await lent(session)
    for of in ("subsidy", "compensation"):
        with pytest.raises(MoreThanToRecover):
            await recover_money(session, loan.id, back(of, "0.01"), by=COUNTY_OFFICER, at=at("2020-07-01"))
