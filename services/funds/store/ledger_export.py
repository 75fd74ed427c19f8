"""A county's whole ledger as it stood at one instant, read a page at a time.

Accounts say up to which line they reach. What lies before that line is never changed, so each page is read in a transaction of
its own: a slow reader holds no connection, and all pages together are the ledger of one instant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.regions import predecessors_of

ACCOUNT_COLUMNS = (
    "id", "kind", "region", "holder", "source", "programme", "year", "may_be_negative", "debits_posted_fen", "credits_posted_fen",
    "debits_pending_fen", "credits_pending_fen", "last_line",
)  # fmt: skip
TRANSFER_COLUMNS = (
    "id", "phase", "purpose", "region", "amount_fen", "follows_id", "link_id", "about", "about_id", "expires_at", "memo",
    "made_at", "booked_on",
)  # fmt: skip
POSTING_COLUMNS = (
    "account_id", "line", "transfer_id", "region", "booked_on", "debits_posted_fen", "credits_posted_fen", "debits_pending_fen",
    "credits_pending_fen", "balance_fen",
)  # fmt: skip
PERIOD_COLUMNS = ("region", "year", "month", "is_closed", "closed_by", "closed_at", "reopened_by", "reopened_at", "reason")

Line = Sequence[Any]

_ACCOUNTS = text(f"""
SELECT {", ".join(ACCOUNT_COLUMNS)},
       greatest(last_line, (SELECT max(line) FROM posting WHERE account_id = account.id)) AS reaches
FROM account WHERE left(region, 6) = ANY(:counties) ORDER BY id
""")  # noqa: S608  our own words
_PERIODS = text(f"""
SELECT {", ".join(PERIOD_COLUMNS)} FROM book_period WHERE region = ANY(:counties) ORDER BY year, month
""")  # noqa: S608  our own words
_TRANSFERS = text(f"""
SELECT {", ".join(f"t.{column}" for column in TRANSFER_COLUMNS)}, p.account_id AS seen_in, p.line AS seen_at
FROM transfer t JOIN LATERAL (
    SELECT account_id, line FROM posting WHERE transfer_id = t.id AND left(region, 6) = ANY(:counties)
    ORDER BY account_id LIMIT 1) AS p ON true
WHERE t.id > :after ORDER BY t.id LIMIT :limit
""")  # noqa: S608  our own words
_POSTINGS = text(f"""
SELECT {", ".join(POSTING_COLUMNS)} FROM posting
WHERE account_id = :account_id AND line > :after AND line <= :until ORDER BY line LIMIT :limit
""")  # noqa: S608  our own words


@dataclass(frozen=True)
class Snapshot:
    """The accounts and periods of a county at one instant: what the rest of the ledger is read up to."""

    counties: Sequence[str]
    accounts: Sequence[Line]
    periods: Sequence[Line]
    last_lines: Mapping[UUID, int]
    """How far each account's postings reach: one that lies behind what the account itself says is taken out too."""

    @property
    def postings(self) -> int:
        return sum(self.last_lines.values())


async def take_snapshot(session: AsyncSession, county: str) -> Snapshot:
    """One statement sees all accounts of one instant; a posting moves its account in the same transaction."""
    asked = {"counties": [county, *predecessors_of(county)]}
    accounts = (await session.execute(_ACCOUNTS, asked)).all()
    periods = (await session.execute(_PERIODS, asked)).all()
    reaches = {row.id: row.reaches for row in accounts}
    return Snapshot(asked["counties"], [tuple(row)[:-1] for row in accounts], [tuple(row) for row in periods], reaches)


async def list_transfers_page(session: AsyncSession, counties: Sequence[str], after: UUID, limit: int) -> Sequence[Any]:
    """With an account and the line in it by which is told whether the transfer was there at the instant."""
    asked = {"counties": list(counties), "after": after, "limit": limit}
    return (await session.execute(_TRANSFERS, asked)).all()


async def list_postings_page(session: AsyncSession, account_id: UUID, after: int, until: int, limit: int) -> Sequence[Any]:
    asked = {"account_id": account_id, "after": after, "until": until, "limit": limit}
    return (await session.execute(_POSTINGS, asked)).all()
