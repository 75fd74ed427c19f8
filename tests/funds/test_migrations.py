"""What the database itself refuses, whoever asks."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import DBAPIError

from services.funds.operations.fill_reserve import fill_reserve
from services.funds.operations.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.reverse_transfer import reverse_transfer
from services.funds.rules.account import Overdrawn
from services.funds.schemas.ledger import FillReserve, ReverseTransfer
from services.funds.tables import Transfer
from shared import database
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT, OTHER_TOWN, TOWN, a_filled_pool, a_filled_reserve, a_need

DIFFERENCES = text("""
SELECT count(*) FROM account LEFT JOIN (
    SELECT account_id, count(*) lines, sum(debits_posted_fen) dp, sum(credits_posted_fen) cp, sum(debits_pending_fen) dn,
           sum(credits_pending_fen) cn
    FROM posting GROUP BY account_id) written ON written.account_id = account.id
WHERE (debits_posted_fen, credits_posted_fen, debits_pending_fen, credits_pending_fen, last_line)
      IS DISTINCT FROM (dp, cp, dn, cn, lines) AND last_line > 0
""")


def _posting(rest: str) -> TextClause:
    return text(
        "INSERT INTO posting (account_id, transfer_id, region, debits_posted_fen, credits_posted_fen, debits_pending_fen,"
        f" credits_pending_fen) SELECT account.id, transfer.id, '371311', {rest}"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transfer SET amount_fen = 1",
        "DELETE FROM transfer",
        "UPDATE posting SET debits_posted_fen = 1",
        "DELETE FROM posting",
        "TRUNCATE posting",
        "UPDATE disclosure SET amount_fen = 1",
        "DELETE FROM disclosure",
        "UPDATE account SET debits_posted_fen = debits_posted_fen + 1",
        "DELETE FROM account",
        "UPDATE seal SET root = ''",
    ],
)
async def test_what_is_written_is_never_changed_or_removed(session, statement):
    await a_filled_reserve(session)
    await pay_emergency_grant(session, a_need(), at=DETECTED_AT)
    await session.commit()

    with pytest.raises(DBAPIError, match=r"only ever added to|moved by postings alone"):
        await session.execute(text(statement))


async def test_a_transfer_that_does_not_cancel_out_cannot_be_committed(session):
    await a_filled_pool(session)
    await session.execute(text("""
        INSERT INTO transfer (id, phase, purpose, region, amount_fen, memo, made_at)
        VALUES (gen_random_uuid(), 'moved', 'allocation', '371311', 5, 'lopsided', now())
    """))
    await session.execute(_posting("5, 0, 0, 0 FROM account, transfer WHERE memo = 'lopsided'"))

    with pytest.raises(DBAPIError, match="does not cancel out"):
        await session.commit()


async def test_a_transfer_without_postings_cannot_be_committed(session):
    session.add(Transfer(phase="moved", purpose="allocation", region="371311", amount_fen=5, memo="empty", made_at=DETECTED_AT))

    with pytest.raises(DBAPIError, match="0 postings"):
        await session.commit()


async def test_the_database_itself_keeps_an_account_from_being_overdrawn(session):
    await a_filled_pool(session, 100)

    with pytest.raises(DBAPIError, match="account_never_overdrawn"):
        await session.execute(_posting("0, 101, 0, 0 FROM account, transfer WHERE kind = 'county-pool'"))


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
            await pay_emergency_grant(own, a_need(burden_fen=None), at=DETECTED_AT)

    fillings = [down(town) for town in (TOWN, OTHER_TOWN) for _ in range(6)]
    await asyncio.gather(*fillings, *(back(fill) for fill in fills), *(pay() for _ in range(6)))

    await database.set_scope(session, database.the_platform("test", "test"))
    total = await session.scalar(text("SELECT sum(debits_posted_fen - credits_posted_fen) FROM account"))
    assert total == Decimal(0)
    assert await session.scalar(DIFFERENCES) == 0


async def test_money_that_was_paid_out_cannot_be_taken_back_from_the_reserve(session):
    fill = await a_filled_reserve(session, 300_000)
    await pay_emergency_grant(session, a_need(), at=DETECTED_AT)
    await session.flush()

    with pytest.raises(Overdrawn):
        await reverse_transfer(session, fill.id, ReverseTransfer(reason="退回"), at=DETECTED_AT)
