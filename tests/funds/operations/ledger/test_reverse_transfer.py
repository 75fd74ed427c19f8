"""Taking money back: by a transfer of its own, once, told in public where a household had been paid, and without deadlock."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.funds.operations.ledger.fill_reserve import fill_reserve
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.account import AccountKind, Overdrawn
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.grant import GrantState
from services.funds.rules.payment import PaymentState
from services.funds.rules.transfer import AlreadyFollowed, NoSuchTransfer, Phase
from services.funds.schemas.ledger import FillReserve, ReverseTransfer
from services.funds.store.grant import get_grant
from services.funds.store.ledger import find_follower
from services.funds.tables import Disclosure, Payment, Transfer
from shared import database
from shared.ids import uuid7
from tests.builders.funds import (
    COUNTY_OFFICER,
    DETECTED_AT,
    OTHER_TOWN,
    TOWN,
    a_filled_pool,
    a_filled_reserve,
    a_need,
    balance_fen,
    pay_grant,
)

REASON = ReverseTransfer(reason="经复核不符合条件")

DIFFERENCES = text("""
SELECT count(*) FROM account LEFT JOIN (
    SELECT account_id, count(*) lines, sum(debits_posted_fen) dp, sum(credits_posted_fen) cp, sum(debits_pending_fen) dn,
           sum(credits_pending_fen) cn
    FROM posting GROUP BY account_id) written ON written.account_id = account.id
WHERE (debits_posted_fen, credits_posted_fen, debits_pending_fen, credits_pending_fen, last_line)
      IS DISTINCT FROM (dp, cp, dn, cn, lines) AND last_line > 0
""")


async def test_a_fill_that_is_taken_back_is_in_the_pool_again(session):
    fill = await a_filled_reserve(session, 500)

    reversal = await reverse_transfer(session, fill.id, REASON, at=DETECTED_AT)

    assert (reversal.phase, reversal.follows_id, reversal.memo) == (Phase.REVERSED, fill.id, "经复核不符合条件")
    assert await balance_fen(session, AccountKind.COUNTY_POOL) == 500
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 0


async def test_a_payment_that_comes_back_is_returned_and_told_in_public(session, emitted):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    payment = (await session.exec(select(Payment))).one()

    await reverse_transfer(session, payment.transfer_id, REASON, at=DETECTED_AT)
    await session.flush()

    grant = await get_grant(session, payment.about_id)
    assert (grant.state, payment.state, payment.returned_at) == (GrantState.RETURNED, PaymentState.RETURNED, DETECTED_AT)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 3_000_000
    entry = (await session.exec(select(Disclosure).where(Disclosure.kind == DisclosureKind.GRANT_RETURNED))).one()
    assert entry.corrects_id == payment.disclosure_id
    told = (await emitted(session))[-1]
    assert (told.entry_id, told.kind, told.published_on) == (entry.id, "grant-returned", date(2020, 6, 1))


async def test_a_transfer_is_taken_back_once_and_a_stranger_never(session):
    fill = await a_filled_reserve(session)
    await reverse_transfer(session, fill.id, REASON, at=DETECTED_AT)

    with pytest.raises(AlreadyFollowed):
        await reverse_transfer(session, fill.id, REASON, at=DETECTED_AT)
    with pytest.raises(NoSuchTransfer):
        await reverse_transfer(session, uuid7(), REASON, at=DETECTED_AT)


async def test_two_officers_at_once_take_it_back_once(sessions, session):
    fill = await a_filled_reserve(session)
    await session.commit()

    async def back() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await reverse_transfer(own, fill.id, REASON, at=DETECTED_AT)

    outcomes = await asyncio.gather(back(), back(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyFollowed", "NoneType"]
    await database.set_scope(session, database.the_platform("test", "test"))
    assert await find_follower(session, fill.id) is not None
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 0


async def test_money_that_was_paid_out_cannot_be_taken_back_from_the_reserve(session):
    fill = await a_filled_reserve(session, 300_000)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.flush()

    with pytest.raises(Overdrawn):
        await reverse_transfer(session, fill.id, ReverseTransfer(reason="退回"), at=DETECTED_AT)


async def test_opposite_transfers_at_the_same_time_neither_deadlock_nor_lose_a_fen(sessions, session):
    fills = [await a_filled_reserve(session, 10_000, town=town) for town in (TOWN, OTHER_TOWN) for _ in range(6)]
    await a_filled_pool(session, 1_000_000)
    await session.commit()

    async def down(town: str) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await fill_reserve(own, FillReserve(town=town, amount_fen="7", memo="补足"), by=COUNTY_OFFICER, at=DETECTED_AT)

    async def back(fill: Transfer) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await reverse_transfer(own, fill.id, ReverseTransfer(reason="退回"), at=DETECTED_AT)

    async def pay() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await pay_grant(own, a_need(burden_fen=None), at=DETECTED_AT)

    fillings = [down(town) for town in (TOWN, OTHER_TOWN) for _ in range(6)]
    await asyncio.gather(*fillings, *(back(fill) for fill in fills), *(pay() for _ in range(6)))

    await database.set_scope(session, database.the_platform("test", "test"))
    total = await session.scalar(text("SELECT sum(debits_posted_fen - credits_posted_fen) FROM account"))
    assert total == Decimal(0)
    assert await session.scalar(DIFFERENCES) == 0
