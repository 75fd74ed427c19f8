"""A town asks for its reserve to be filled: within its ceiling, one at a time."""

import asyncio

import pytest

from services.funds.operations.reserve.ask_refill import ask_refill
from services.funds.rules.reserve import RefillOpen, RefillState, ReserveAboveCeiling
from services.funds.schemas.reserve import AskRefill
from shared import database
from shared.events.funds import ReserveRefillAsked
from shared.security import OutsideRegion
from tests.builders.funds import OTHER_TOWN, TOWN, a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_3


def ask(amount: str) -> AskRefill:
    return AskRefill(amount_fen=amount, reason="六月先行救助较多")


async def test_a_small_sum_is_ready_and_a_larger_one_waits_for_the_county(session, emitted):
    await a_filled_reserve(session)

    refill = await ask_refill(session, TOWN, ask("50000"), by=CLERK, at=JUNE_3)

    assert (refill.state, refill.number) == (RefillState.READY, "W-371311-2020-0001")
    assert "可用余额 30000.00 元" in refill.reasons[0]
    [told] = [event for event in await emitted(session) if isinstance(event, ReserveRefillAsked)]
    assert (told.refill_id, told.needs_county, told.origin) == (refill.id, False, "request")


async def test_more_than_a_sum_needs_the_county(session):
    assert (await ask_refill(session, TOWN, ask("50000.01"), by=CLERK, at=JUNE_3)).state is RefillState.ASKED


async def test_what_does_not_fit_or_is_not_ones_own_is_refused(session):
    await a_filled_reserve(session)

    with pytest.raises(ReserveAboveCeiling):
        await ask_refill(session, TOWN, ask("170000.01"), by=CLERK, at=JUNE_3)
    with pytest.raises(OutsideRegion):
        await ask_refill(session, OTHER_TOWN, ask("1"), by=CLERK, at=JUNE_3)


async def test_two_officers_at_once_ask_once(session, sessions):
    await a_filled_reserve(session)
    await session.commit()

    async def once() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await ask_refill(own, TOWN, ask("1000"), by=CLERK, at=JUNE_3)

    outcomes = await asyncio.gather(once(), once(), return_exceptions=True)

    assert sorted(type(outcome) for outcome in outcomes if outcome) == [RefillOpen]
