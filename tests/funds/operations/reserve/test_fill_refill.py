"""A refill moves out of a line of emergency aid with room, or waits and says why; never above the ceiling, never twice."""

import asyncio
from datetime import timedelta

from services.funds import jobs
from services.funds.operations.reserve.ask_refill import ask_refill
from services.funds.operations.reserve.fill_refill import fill_refill
from services.funds.rules.account import AccountKind
from services.funds.rules.grant import GrantState
from services.funds.rules.reserve import RefillState
from services.funds.schemas.reserve import AskRefill
from services.funds.store.budget_line import get_counted
from services.funds.tables import EmergencyGrant, Transfer
from shared import database
from shared.events.funds import ReserveRefillHeld
from tests.builders.funds import OTHER_VILLAGE, TOWN, a_filled_reserve, balance_fen
from tests.builders.funds_grants import CLERK, JUNE_3, an_aid_line, first_aid, refills


async def a_ready_refill(session, amount="40000"):
    return await ask_refill(session, TOWN, AskRefill(amount_fen=amount, reason="六月用量"), by=CLERK, at=JUNE_3)


async def test_it_comes_out_of_a_line_of_emergency_aid_the_towns_own_first(session):
    await an_aid_line(session)
    own = await an_aid_line(session, 100_000_00, region=TOWN)
    refill = await a_ready_refill(session)

    await fill_refill(session, refill.id, at=JUNE_3)

    assert (refill.state, refill.line) == (RefillState.FILLED, own.number)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 4_000_000
    assert (await get_counted(session, own.number)).sums.available_fen == 6_000_000
    assert refill.number in (await session.get_one(Transfer, refill.transfer_id)).memo


async def test_without_a_line_with_room_it_waits_and_is_told_once(session, emitted):
    await an_aid_line(session, 39_999_99)
    refill = await a_ready_refill(session)

    for minutes in range(3):
        await fill_refill(session, refill.id, at=JUNE_3 + timedelta(minutes=minutes))

    assert (refill.state, refill.held_code) == (RefillState.READY, "overdrawn")
    assert [event.code for event in await emitted(session) if isinstance(event, ReserveRefillHeld)] == ["overdrawn"]
    await an_aid_line(session)
    await fill_refill(session, refill.id, at=JUNE_3)
    assert (refill.state, refill.held_code) == (RefillState.FILLED, "")


async def test_the_ceiling_is_looked_at_again_when_the_money_moves(session):
    await an_aid_line(session)
    refill = await a_ready_refill(session)
    await a_filled_reserve(session, 170_000_00)

    await fill_refill(session, refill.id, at=JUNE_3)

    assert (refill.state, refill.held_code) == (RefillState.READY, "reserve-above-ceiling")


async def test_two_replicas_fill_once(session, sessions):
    await an_aid_line(session)
    refill = await a_ready_refill(session)
    await session.commit()

    async def once() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await fill_refill(own, refill.id, at=JUNE_3)

    await asyncio.gather(once(), once(), once())

    await database.set_scope(session, database.the_platform("test", "test"))
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 4_000_000


async def test_a_household_that_waited_is_paid_once_the_county_has_money_for_its_town(session):
    await an_aid_line(session)
    grant = await first_aid(session, village=OTHER_VILLAGE, burden_fen=6_000_00)
    assert grant.state is GrantState.WAITING
    town = grant.town
    await ask_refill(session, town, AskRefill(amount_fen="20000", reason="设立"), by=_of(town), at=JUNE_3)

    assert await jobs.fill_reserves(session, JUNE_3)
    assert not await jobs.fill_reserves(session, JUNE_3)
    assert await jobs.pay_waiting_grant(session, JUNE_3)

    [paid] = await refills(session, EmergencyGrant)
    await session.refresh(paid)
    assert paid.state is GrantState.PAID


def _of(town):
    return type(CLERK)("镇街经办", CLERK.role, town)
