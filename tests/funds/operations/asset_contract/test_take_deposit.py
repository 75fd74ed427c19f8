"""An operator's deposit is held apart from all income, up to what the contract agrees."""

import pytest

from services.funds.rules.account import AccountKind
from services.funds.rules.asset_deposit import MoreThanAgreed, NoDepositAgreed
from services.funds.rules.distribution import NoIncomeYet
from tests.builders.funds import COUNTY, balance_fen
from tests.builders.funds_assets import a_contract, a_deposit, a_let_asset, a_plan, an_asset, held_deposit_fen


async def test_a_deposit_is_held_and_is_nobodys_income(session):
    _, contract = await a_let_asset(session)
    await a_deposit(session, contract, "60000.00")
    await a_deposit(session, contract, "40000.00")

    assert await held_deposit_fen(session, contract) == 100_000_00
    assert await balance_fen(session, AccountKind.OPERATORS, COUNTY) == -100_000_00
    with pytest.raises(NoIncomeYet):
        await a_plan(session)


async def test_no_more_is_taken_than_the_contract_agrees(session):
    asset = await an_asset(session)
    without = await a_contract(session, asset)
    with pytest.raises(NoDepositAgreed):
        await a_deposit(session, without)

    _, contract = await a_let_asset(session)
    await a_deposit(session, contract)
    with pytest.raises(MoreThanAgreed):
        await a_deposit(session, contract, "0.01")
