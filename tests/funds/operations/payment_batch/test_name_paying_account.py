"""The county's account that batches are paid from: one in use, the former ones kept."""

from sqlmodel import select

from services.funds.tables import PayingAccount
from shared.vault import unseal
from tests.builders.funds_payments import a_paying_account


async def test_a_new_account_takes_the_place_of_the_last(session):
    await a_paying_account(session)
    await a_paying_account(session)

    accounts = (await session.exec(select(PayingAccount))).all()
    assert sorted(account.until_at is None for account in accounts) == [False, True]
    assert unseal(accounts[0].number_sealed) == "80101000000123456"
