"""What the database itself refuses, whoever asks."""

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import DBAPIError

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.tables import Account
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


async def test_the_database_itself_keeps_an_account_from_being_overdrawn(session):
    await a_filled_pool(session, 100)

    with pytest.raises(DBAPIError, match="account_never_overdrawn"):
        await session.execute(_posting("0, 101, 0, 0 FROM account, transfer WHERE kind = 'county-pool'"))


async def test_only_an_account_where_money_begins_may_say_that_it_may_be_below_zero(session):
    with pytest.raises(DBAPIError, match="account_negative_only_where_money_begins"):
        session.add(Account.of(AccountKey(AccountKind.COUNTY_POOL, "371311")).sqlmodel_update({"may_be_negative": True}))
        await session.flush()
