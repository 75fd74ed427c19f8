"""What was set aside is paid or set free: one of the two, once."""

import asyncio

import pytest

from services.funds.operations.ledger.fill_reserve import fill_reserve
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import AlreadyFollowed, CannotFollow, NoSuchTransfer, Phase
from services.funds.schemas.ledger import FillReserve
from services.funds.store.ledger import lock_accounts
from services.funds.tables import Transfer
from shared import database
from shared.ids import uuid7
from tests.builders.funds import COUNTY, COUNTY_OFFICER, DETECTED_AT, TOWN, a_filled_pool, a_filled_reserve


@pytest.fixture
async def in_transit(session) -> Transfer:
    await a_filled_pool(session, 10_000)
    form = FillReserve(town=TOWN, amount_fen="40", memo="救助备用金", is_in_transit=True)
    return await fill_reserve(session, form, by=COUNTY_OFFICER, at=DETECTED_AT)


async def _available_fen(session) -> tuple[int, int]:
    pool, reserve = await lock_accounts(
        session, AccountKey(AccountKind.COUNTY_POOL, COUNTY), AccountKey(AccountKind.TOWN_RESERVE, TOWN)
    )
    return pool.sums.available_fen, reserve.sums.available_fen


@pytest.mark.parametrize(("outcome", "available_fen"), [(Phase.POSTED, (6_000, 4_000)), (Phase.VOIDED, (10_000, 0))])
async def test_money_in_transit_arrives_or_is_free_again(session, in_transit, outcome, available_fen):
    settled = await settle_reservation(session, in_transit.id, outcome, at=DETECTED_AT)

    assert (settled.phase, settled.follows_id, settled.amount_fen) == (outcome, in_transit.id, 4_000)
    assert await _available_fen(session) == available_fen


@pytest.mark.parametrize("first", [Phase.POSTED, Phase.VOIDED])
@pytest.mark.parametrize("second", [Phase.POSTED, Phase.VOIDED])
async def test_a_reservation_is_settled_once(session, in_transit, first, second):
    await settle_reservation(session, in_transit.id, first, at=DETECTED_AT)

    with pytest.raises(AlreadyFollowed):
        await settle_reservation(session, in_transit.id, second, at=DETECTED_AT)


async def test_arrival_and_cancellation_at_the_same_time_do_not_both_happen(sessions, session, in_transit):
    await session.commit()

    async def settle(outcome: Phase) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await settle_reservation(own, in_transit.id, outcome, at=DETECTED_AT)

    outcomes = await asyncio.gather(settle(Phase.POSTED), settle(Phase.VOIDED), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyFollowed", "NoneType"]


async def test_what_was_never_set_aside_cannot_be_settled(session):
    moved = await a_filled_reserve(session)

    with pytest.raises(CannotFollow):
        await settle_reservation(session, moved.id, Phase.VOIDED, at=DETECTED_AT)
    with pytest.raises(NoSuchTransfer):
        await settle_reservation(session, uuid7(), Phase.VOIDED, at=DETECTED_AT)
