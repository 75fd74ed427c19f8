"""Entering an account at a bank: once, and no money in two of them."""

import pytest

from services.funds.operations.bank.open_bank_account import open_bank_account
from services.funds.rules.bank import BankAccountKnown, CustodyTaken
from services.funds.schemas.bank import OpenBankAccount
from tests.builders.funds import COUNTY_OFFICER, TOWN
from tests.builders.funds_ledger import BANK_NUMBER, a_bank_account, at

FORM = {
    "region": TOWN,
    "number": "3713110100002",
    "bank": "农村商业银行",
    "title": "备用金户",
    "kinds": ["town-reserve"],
    "opened_on": "2020-06-01",
    "opening_yuan": "-1.50",
}


async def _open(session, **more):
    return await open_bank_account(session, OpenBankAccount.model_validate(FORM | more), by=COUNTY_OFFICER, at=at("2020-06-01"))


async def test_an_account_begins_the_day_before_its_first(session):
    account = await _open(session)

    assert (account.stated_fen, account.stated_on.isoformat()) == (-150, "2020-05-31")


async def test_a_number_is_entered_once_and_money_lies_in_one_place(session):
    await a_bank_account(session, kinds=("county-pool", "town-reserve"))

    with pytest.raises(BankAccountKnown):
        await _open(session, number=BANK_NUMBER)
    with pytest.raises(CustodyTaken):  # the county's account holds the towns' reserves already
        await _open(session)
