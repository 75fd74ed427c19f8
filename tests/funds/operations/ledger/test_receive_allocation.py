"""Money that has come in stands in the pool, and where it came from stands below zero."""

import pytest

from services.funds.operations.ledger.receive_allocation import receive_allocation
from services.funds.rules.account import AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.ledger import ReceiveAllocation
from shared.security import OutsideRegion
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT, balance_fen


async def test_what_comes_in_is_owed_to_the_treasury(session):
    form = ReceiveAllocation(county="371311", amount_fen="100000.01", memo="2020年临时救助预算")

    received = await receive_allocation(session, form, by=COUNTY_OFFICER, at=DETECTED_AT)

    assert (received.phase, received.purpose, received.amount_fen) == (Phase.MOVED, Purpose.ALLOCATION, 10_000_001)
    assert await balance_fen(session, AccountKind.COUNTY_POOL) == 10_000_001
    assert await balance_fen(session, AccountKind.TREASURY) == -10_000_001


async def test_another_countys_pool_is_not_ours_to_fill(session):
    form = ReceiveAllocation(county="371302", amount_fen="1", memo="误填")

    with pytest.raises(OutsideRegion):
        await receive_allocation(session, form, by=COUNTY_OFFICER, at=DETECTED_AT)
