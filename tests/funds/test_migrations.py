"""What the database itself refuses, whoever asks."""

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import DBAPIError

from services.funds.tables import Transfer
from tests.builders.funds import DETECTED_AT, a_filled_pool, a_filled_reserve, a_need, pay_grant


def _posting(rest: str) -> TextClause:
    return text(
        "INSERT INTO posting (account_id, transfer_id, region, booked_on, debits_posted_fen, credits_posted_fen,"
        f" debits_pending_fen, credits_pending_fen) SELECT account.id, transfer.id, '371311', transfer.booked_on, {rest}"
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
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.commit()

    with pytest.raises(DBAPIError, match=r"only ever added to|moved by postings alone"):
        await session.execute(text(statement))


async def test_a_transfer_that_does_not_cancel_out_cannot_be_committed(session):
    await a_filled_pool(session)
    await session.execute(
        text("""
        INSERT INTO transfer (id, phase, purpose, region, amount_fen, memo, made_at, booked_on)
        VALUES (gen_random_uuid(), 'moved', 'allocation', '371311', 5, 'lopsided', now(), current_date)
    """)
    )
    await session.execute(_posting("5, 0, 0, 0 FROM account, transfer WHERE memo = 'lopsided'"))

    with pytest.raises(DBAPIError, match="does not cancel out"):
        await session.commit()


async def test_a_transfer_without_postings_cannot_be_committed(session):
    facts = {"phase": "moved", "purpose": "allocation", "region": "371311", "amount_fen": 5, "memo": "empty"}
    session.add(Transfer(**facts, made_at=DETECTED_AT, booked_on=DETECTED_AT.date()))

    with pytest.raises(DBAPIError, match="0 postings"):
        await session.commit()


async def test_the_database_itself_keeps_an_account_from_being_overdrawn(session):
    await a_filled_pool(session, 100)

    with pytest.raises(DBAPIError, match="account_never_overdrawn"):
        await session.execute(_posting("0, 101, 0, 0 FROM account, transfer WHERE kind = 'county-pool'"))
