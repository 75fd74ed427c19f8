"""From the county's pool to a town's reserve: at once, or set aside until it arrives; never more than there is."""

import asyncio

import pytest

from services.funds.operations.ledger.fill_reserve import fill_reserve
from services.funds.rules.account import AccountKey, AccountKind, Overdrawn
from services.funds.rules.transfer import Phase
from services.funds.schemas.ledger import FillReserve
from services.funds.store.ledger import lock_accounts
from shared import database
from shared.security import OutsideRegion
from tests.builders.funds import COUNTY, COUNTY_OFFICER, DETECTED_AT, OTHER_TOWN, TOWN, a_filled_pool, balance_fen


def _fill(amount: str, *, town: str = TOWN, is_in_transit: bool = False) -> FillReserve:
    return FillReserve(town=town, amount_fen=amount, memo="救助备用金", is_in_transit=is_in_transit)


async def test_a_fill_is_in_the_reserve_at_once(session):
    await a_filled_pool(session, 10_000)

    filled = await fill_reserve(session, _fill("40"), by=COUNTY_OFFICER, at=DETECTED_AT)

    assert (filled.phase, filled.region) == (Phase.MOVED, TOWN)
    assert await balance_fen(session, AccountKind.COUNTY_POOL) == 6_000
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 4_000


async def test_a_fill_in_transit_is_no_longer_the_countys_to_spend_and_not_yet_the_towns(session):
    await a_filled_pool(session, 10_000)

    await fill_reserve(session, _fill("40", is_in_transit=True), by=COUNTY_OFFICER, at=DETECTED_AT)

    pool, reserve = await lock_accounts(
        session, AccountKey(AccountKind.COUNTY_POOL, COUNTY), AccountKey(AccountKind.TOWN_RESERVE, TOWN)
    )
    assert (pool.sums.balance_fen, pool.sums.available_fen) == (10_000, 6_000)
    assert reserve.sums.available_fen == 0


async def test_a_pool_gives_no_more_than_it_has(session):
    await a_filled_pool(session, 10_000)

    with pytest.raises(Overdrawn):
        await fill_reserve(session, _fill("100.01"), by=COUNTY_OFFICER, at=DETECTED_AT)
    with pytest.raises(OutsideRegion):
        await fill_reserve(session, _fill("1", town="371302001"), by=COUNTY_OFFICER, at=DETECTED_AT)


async def test_two_towns_racing_for_the_last_of_a_pool_fill_exactly_one(sessions, session):
    await a_filled_pool(session, 10_000)
    await session.commit()

    async def fill(town: str) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await fill_reserve(own, _fill("100", town=town), by=COUNTY_OFFICER, at=DETECTED_AT)

    outcomes = await asyncio.gather(fill(TOWN), fill(OTHER_TOWN), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Overdrawn"]
