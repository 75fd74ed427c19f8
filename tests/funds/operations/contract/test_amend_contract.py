"""A contract grows by a tenth at most, and what it was stays on file."""

import pytest

from services.funds.operations.contract.amend_contract import amend_contract
from services.funds.rules.contract import GrowsTooMuch
from services.funds.schemas.contract import AmendContract
from services.funds.store.contract import list_amendments
from tests.builders.funds_projects import CLERK, a_contract, day, on


def an_amendment(now: int, amount_yuan: str) -> AmendContract:
    told = {"signed_on": on(now), "amount_yuan": amount_yuan, "ends_on": on(now + 120), "reason": "增加排水沟 120 米"}
    return AmendContract.model_validate(told)


async def test_a_contract_grows_by_a_tenth_of_its_first_price_at_most(session):
    _, contract, now = await a_contract(session)
    with pytest.raises(GrowsTooMuch):
        await amend_contract(session, contract.id, an_amendment(now, "550000.01"), by=CLERK, at=day(now))
    await amend_contract(session, contract.id, an_amendment(now, "550000.00"), by=CLERK, at=day(now))
    [kept] = await list_amendments(session, [contract.id])
    assert (kept.amount_before_fen, contract.amount_fen, contract.first_fen) == (500_000_00, 550_000_00, 500_000_00)
