"""A contract brings every due of its term; what yields too little is found."""

from datetime import date

import pytest

from services.funds.rules.asset_contract import ContractsOverlap, NotOperated
from services.funds.store.asset_income import list_low_contracts
from tests.builders.funds_assets import ON, a_contract, a_holder, an_asset, an_investment, dues_of


async def test_linzis_ten_million_bring_seven_hundred_thousand_a_year(session):
    asset = await an_investment(session)
    await a_contract(session, asset)

    dues = await dues_of(session, asset)
    assert [(each.due.due_on, each.due.amount_fen) for each in dues] == [
        (date(year, 12, 31), 700_000_00) for year in (2020, 2021, 2022)
    ]


async def test_a_second_contract_for_the_same_days_is_refused(session):
    asset = await an_investment(session)
    await a_contract(session, asset)

    with pytest.raises(ContractsOverlap):
        await a_contract(session, asset, starts_on="2022-12-31", ends_on="2023-12-30")


async def test_what_is_for_everyone_is_not_let(session):
    asset = await an_asset(session, kind="public", titles=[a_holder("owner"), a_holder("supervisor")])

    with pytest.raises(NotOperated):
        await a_contract(session, asset)


async def test_what_yields_less_than_the_place_says_is_found(session):
    low, enough = await an_investment(session), await an_investment(session)
    contract = await a_contract(session, low, yield_percent="5.99")
    await a_contract(session, enough, yield_percent="6")

    found = await list_low_contracts(session, least_bp=600, on=ON, after=None, limit=10)
    assert [each.id for each in found] == [contract.id]
