"""A deposit goes back once the contract is over and nothing is owed, by another than who took it in."""

from datetime import datetime

import pytest

from services.funds.operations.asset_contract.return_deposit import return_deposit
from services.funds.rules.asset_deposit import DepositSecures, MoreThanHeld
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.asset_deposit import MoveDeposit
from shared import clock
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_assets import AT, COUNTY_CHIEF, a_deposit, a_let_asset, dues_of, held_deposit_fen, received

AFTER = datetime(2023, 1, 5, 10, tzinfo=clock.CHINA)


def back(amount="100000.00", on=AFTER):
    return MoveDeposit(amount_yuan=amount, moved_on=on.date(), reason="合同期满退还")


async def test_it_goes_back_when_the_contract_is_over_and_nothing_is_owed_by_another_person(session):
    asset, contract = await a_let_asset(session)
    await a_deposit(session, contract)
    with pytest.raises(DepositSecures):
        await return_deposit(session, contract.id, back(on=AT), by=COUNTY_CHIEF, at=AT)
    with pytest.raises(DepositSecures) as refused:
        await return_deposit(session, contract.id, back(), by=COUNTY_CHIEF, at=AFTER)
    assert refused.value.facts["owed_fen"] == 2_100_000_00

    for owed in await dues_of(session, asset):
        await received(session, owed.due.id, "700000.00", at=AFTER)
    with pytest.raises(SamePerson):
        await return_deposit(session, contract.id, back(), by=COUNTY_OFFICER, at=AFTER)
    await return_deposit(session, contract.id, back(), by=COUNTY_CHIEF, at=AFTER)

    assert await held_deposit_fen(session, contract) == 0
    with pytest.raises(MoreThanHeld):
        await return_deposit(session, contract.id, back("0.01"), by=COUNTY_CHIEF, at=AFTER)
