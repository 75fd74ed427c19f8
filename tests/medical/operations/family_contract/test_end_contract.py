"""A contract ended before its term makes room for another."""

from datetime import date

import pytest

from services.medical.operations.family_contract.end_contract import end_contract
from services.medical.rules.health import contract as rules
from services.medical.rules.health.file import DayNotPossible
from services.medical.schemas.health.contract import EndContract
from tests.builders.health import HEALTH, MAY_2
from tests.medical.operations.family_contract.test_sign_contract import a_contract, signed


async def ended(session, contract, day: date = date(2018, 4, 1)):
    form = EndContract(ended_on=day, reason="迁出")
    done = await end_contract(session, form, contract_id=contract.id, by=HEALTH, on=MAY_2)
    await session.flush()
    return done


async def test_from_the_day_of_the_end_on_another_doctor_may_sign(session):
    await ended(session, await signed(session, a_contract()))

    with pytest.raises(rules.AlreadyContracted):
        await signed(session, a_contract("2018-03-31", "2019-03-30", doctor="赵村医"))
    await signed(session, a_contract("2018-04-01", "2019-03-31", doctor="赵村医"))


async def test_a_contract_is_ended_once_within_its_term(session):
    contract = await signed(session, a_contract())

    for day in (date(2017, 12, 31), date(2018, 5, 3)):
        with pytest.raises(DayNotPossible):
            await ended(session, contract, day)
    await ended(session, contract)
    with pytest.raises(rules.ContractEnded):
        await ended(session, contract)
