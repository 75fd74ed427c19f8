"""What nobody paid in time is set free: once, linked ones together, and never what was paid meanwhile."""

import asyncio

from services.funds.jobs import free_expired_reservations
from services.funds.operations.ledger.expire_reservations import expire_reservations
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.account import AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.ledger import find_follower, lock_accounts
from shared.database import set_scope, the_platform, transaction
from tests.builders.funds import DETECTED_AT, balance_fen
from tests.builders.funds_ledger import OTHER_RESERVE, POOL, RESERVE, a_fill, a_journal, a_pool, at, book, unsound

UNTIL = {"is_reserved": True, "expires_at": at("2020-06-10")}


async def _available(session) -> int:
    [pool] = await lock_accounts(session, POOL)
    return pool.sums.available_fen


async def test_a_reservation_is_free_from_its_hour_on_and_not_before(session):
    await a_pool(session, 100)
    [reserved] = await book(session, a_fill(30, **UNTIL))
    [standing] = await book(session, a_fill(5, is_reserved=True))

    assert await expire_reservations(session, at=at("2020-06-09")) == 0
    assert await _available(session) == 65
    assert await expire_reservations(session, at=at("2020-06-10")) == 1
    assert await expire_reservations(session, at=at("2020-06-11")) == 0

    expired = await find_follower(session, reserved.id)
    assert (expired.phase, expired.memo) == (Phase.EXPIRED, "预留到期释放：手工记账")
    assert await find_follower(session, standing.id) is None
    assert await _available(session) == 95
    assert await unsound(session) == []


async def test_linked_reservations_are_freed_together(session):
    await a_pool(session, 100)
    ways = ((POOL, RESERVE, Purpose.RESERVE_FILL, 30), (POOL, OTHER_RESERVE, Purpose.RESERVE_FILL, 20))
    await book(session, a_journal(*ways, **UNTIL))

    assert await expire_reservations(session, at=at("2020-06-10")) == 2
    assert await _available(session) == 100


async def test_what_was_paid_in_time_is_left_alone(session):
    await a_pool(session, 100)
    [reserved] = await book(session, a_fill(30, **UNTIL))
    await settle_reservation(session, reserved.id, Phase.POSTED, at=DETECTED_AT)

    assert await expire_reservations(session, at=at("2020-06-10")) == 0
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 30


async def test_the_clock_and_an_officer_at_once_settle_it_once(sessions, session):
    await a_pool(session, 100)
    [reserved] = await book(session, a_fill(30, **UNTIL))
    await session.commit()

    async def by_clock() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await free_expired_reservations(own, at("2020-06-10"))

    async def by_officer() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await settle_reservation(own, reserved.id, Phase.POSTED, at=at("2020-06-10"))

    await asyncio.gather(by_clock(), by_officer(), by_clock(), return_exceptions=True)

    await set_scope(session, the_platform("test", "test"))
    assert (await find_follower(session, reserved.id)).phase in {Phase.EXPIRED, Phase.POSTED}
    assert await unsound(session) == []
