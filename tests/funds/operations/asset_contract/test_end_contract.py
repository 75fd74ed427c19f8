"""A contract that ends early owes by the day until then, and nothing afterwards."""

from datetime import date

import pytest

from services.funds.operations.asset_contract.end_contract import end_contract
from services.funds.rules.asset_contract import ContractOver, EndOutsideTerm
from services.funds.schemas.asset_income import EndContract
from tests.builders.funds_assets import TOWN_CLERK, a_contract, an_investment, dues_of


async def test_dues_after_the_end_are_owed_no_more(session):
    asset = await an_investment(session)
    contract = await a_contract(session, asset)
    form = EndContract(ended_on=date(2021, 1, 31), why="经营单位停产")
    await end_contract(session, contract.id, form, by=TOWN_CLERK)

    assert [each.due.amount_fen for each in await dues_of(session, asset)] == [700_000_00, 59_452_05, 0]
    with pytest.raises(ContractOver):
        await end_contract(session, contract.id, form, by=TOWN_CLERK)


async def test_it_ends_within_its_term(session):
    contract = await a_contract(session, await an_investment(session))

    with pytest.raises(EndOutsideTerm):
        await end_contract(session, contract.id, EndContract(ended_on=date(2023, 1, 1), why="协商解除"), by=TOWN_CLERK)
