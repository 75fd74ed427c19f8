"""Bench: a ledger of a million lines, added up as of now and of other days, and recomputed whole."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import asyncpg

from deploy.embedded.postgres import Postgres
from services.funds.store.books import list_findings, sum_trial
from shared.database import Scope, Sessions, transaction

COUNTY = "371311"

# Two lines a transfer over a thousand accounts and two years, written past the triggers: what they do was measured above.
_FILL = """
WITH given AS (
    SELECT n, md5('bench' || n)::uuid AS id, date '2019-01-01' + (n * 730 / $1)::int AS day, (n % 1000) AS one,
           ((n * 7 + 1) % 1000) AS two, (n % 997 + 1)::bigint AS fen FROM generate_series(1, $1) n),
named AS (SELECT id, region, (row_number() OVER (ORDER BY kind, holder) - 1) AS place FROM account WHERE holder <> ''),
moved AS (
    INSERT INTO transfer (id, phase, purpose, region, amount_fen, memo, made_at, booked_on, about)
    SELECT id, 'moved', 'clawback', '371311', fen, '', day, day, '' FROM given RETURNING 1)
INSERT INTO posting (account_id, line, transfer_id, region, booked_on, debits_posted_fen, credits_posted_fen, debits_pending_fen,
                     credits_pending_fen, balance_fen)
SELECT named.id, 100000000 + leg.n, leg.transfer_id, named.region, leg.day, leg.debit, leg.credit, 0, 0, 0
FROM (SELECT n * 2 AS n, id AS transfer_id, day, one AS place, 0 AS debit, fen AS credit FROM given
      UNION ALL SELECT n * 2 + 1, id, day, two, fen, 0 FROM given) AS leg JOIN named USING (place)
"""
_STRIKE = (
    "UPDATE posting SET line = struck.place, balance_fen = struck.balance FROM (SELECT account_id, line,"
    " row_number() OVER w AS place, sum(debits_posted_fen - credits_posted_fen) OVER w AS balance FROM posting"
    " WINDOW w AS (PARTITION BY account_id ORDER BY line)) AS struck"
    " WHERE struck.account_id = posting.account_id AND struck.line = posting.line",
    "UPDATE account SET debits_posted_fen = dp, credits_posted_fen = cp, last_line = lines FROM (SELECT account_id,"
    " sum(debits_posted_fen) AS dp, sum(credits_posted_fen) AS cp, count(*) AS lines FROM posting GROUP BY 1) AS written"
    " WHERE written.account_id = account.id",
)


@dataclass(frozen=True)
class Trials:
    """Seconds of each trial balance, and of the recomputation."""

    lines: int
    trial_s: list[float]
    as_of_s: list[float]
    turnover_s: list[float]
    check_s: float


async def fill(server: Postgres, lines: int) -> None:
    """So many lines on the accounts of `deploy.bench.ledger`."""
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(_FILL, lines // 2)
    for statement in _STRIKE:
        await admin.execute(statement)
    await admin.execute("VACUUM ANALYZE")
    await admin.close()


async def measure_trials(
    server: Postgres, connected: Callable[[Postgres], AbstractAsyncContextManager[Sessions]], lines: int
) -> Trials:
    """Fill the accounts of `deploy.bench.ledger` up to so many lines and add them up, as a county officer sees them."""
    await fill(server, lines)
    officer, half = Scope("bench", "county", COUNTY, "", "bench"), date(2019, 12, 31)
    async with connected(server) as sessions:

        async def timed(on: date | None, from_on: date | None) -> list[float]:
            taken = []
            for _ in range(5):
                async with transaction(sessions, officer) as session:
                    started = perf_counter()
                    trial = await sum_trial(session, on=on, from_on=from_on)
                    taken.append(perf_counter() - started)
                    if sum(one.sums.balance_fen for one in trial):
                        raise RuntimeError("the trial balance does not balance")
            return taken

        now, as_of, turnover = await timed(None, None), await timed(half, None), await timed(half, date(2019, 1, 1))
        async with transaction(sessions, officer) as session:
            started = perf_counter()
            if found := await list_findings(session):
                raise RuntimeError(f"the books are not sound: {found[0]}")
            return Trials(lines, now, as_of, turnover, perf_counter() - started)
