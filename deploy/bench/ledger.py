"""Bench: posting transfers, one account that everybody pays out of, and the trial balance of a million lines.

The floor is pgbench on the same server: as many statements in a transaction, on bare tables without a trigger, an audit or
row-level security, sent by a program in C.
"""

import asyncio
import multiprocessing
import os
import random
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
from pydantic import SecretStr

from deploy.bench.load import percentile
from deploy.embedded.postgres import Postgres, binaries
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.books import list_findings, sum_trial
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Transfer
from shared import clock, migrations
from shared.database import Scope, Sessions, connect, the_platform, transaction
from shared.database import sessions as sessions_of
from shared.settings import Settings

ACCOUNTS, CLIENTS, SECONDS, WORKERS = 1_000, 32, 10, 2
LINES = 1_000_000
TOWN, COUNTY = "371311001", "371311"
PLENTY_FEN = 10**13

# As many statements as a transfer takes: begin, who acts, both accounts locked, everything written at once, commit.
_FLOOR = """
\\set one random(1, 1000)
\\set step random(1, 999)
\\set two 1 + (:one + :step - 1) % 1000
BEGIN;
SELECT set_config('bench.by', 'bench', true), set_config('bench.role', 'platform', true);
SELECT id, debits_fen, credits_fen FROM floor_account WHERE id IN (:one, :two) ORDER BY id FOR UPDATE;
WITH moved AS (INSERT INTO floor_transfer (memo, amount_fen) VALUES ('bench', 1) RETURNING id),
     out AS (UPDATE floor_account SET credits_fen = credits_fen + 1 WHERE id = :one),
     into_ AS (UPDATE floor_account SET debits_fen = debits_fen + 1 WHERE id = :two)
INSERT INTO floor_posting SELECT moved.id, leg.account_id, leg.debit, leg.credit
FROM moved, (VALUES (:one::int, 0, 1), (:two::int, 1, 0)) AS leg (account_id, debit, credit);
COMMIT;
"""
_FLOOR_TABLES = (
    "CREATE TABLE floor_account (id int PRIMARY KEY, debits_fen bigint NOT NULL, credits_fen bigint NOT NULL)",
    "CREATE TABLE floor_transfer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, memo text, amount_fen bigint NOT NULL)",
    "CREATE TABLE floor_posting (transfer_id bigint, account_id int, debit bigint, credit bigint,"
    " PRIMARY KEY (account_id, transfer_id))",
    "INSERT INTO floor_account SELECT n, 0, 0 FROM generate_series(1, 1000) n",
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO funds",
)


@dataclass(frozen=True)
class Posted:
    """A rate of transfers: how many in how many seconds."""

    transfers: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.transfers / self.seconds


@dataclass(frozen=True)
class Measured:
    """What came of it all: transactions a second of the floor, transfers a second of each kind, seconds for the rest."""

    floor: float
    posted: dict[str, Posted]
    trial_s: list[float]
    as_of_s: list[float]
    turnover_s: list[float]
    check_s: float
    lines: int


async def measure(lines: int = LINES) -> Measured:
    """A ledger of its own, first for postings, then filled up for the trial balance."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-ledger-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres") as server:
            await _made(server)
            floor = await asyncio.to_thread(_floor, server)
            posted = {kind: await asyncio.to_thread(_in_processes, server, kind) for kind in _KINDS}
            return await _trials(server, floor, posted, lines)


async def _made(server: Postgres) -> None:
    """The service's database as its history makes it, a thousand funded accounts in it, and the floor's bare tables beside it."""
    admin = await asyncpg.connect(server.url(driver=""))
    await admin.execute("CREATE ROLE funds LOGIN PASSWORD 'funds'")
    await admin.execute("CREATE DATABASE funds OWNER funds")
    await admin.close()
    await asyncio.to_thread(migrations.upgrade, "funds", server.url("funds", "funds", "funds"))
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    for statement in _FLOOR_TABLES:
        await admin.execute(statement)
    await admin.close()
    async with _connected(server) as sessions, transaction(sessions, _SCOPE) as session:
        donors, *funds = await lock_accounts(session, AccountKey(AccountKind.DONORS, COUNTY), *_KEYS, _RESERVE, _TREASURY)
        entries = []
        for fund in funds:
            entries.append((_moved(Purpose.DONATION, PLENTY_FEN), transfer.move(donors, fund, PLENTY_FEN)))
            donors = donors.after(entries[-1][1])
        await add_transfers(session, *entries)
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    await admin.execute("VACUUM ANALYZE")
    await admin.execute("CHECKPOINT")
    await admin.close()


_SCOPE = the_platform("bench", "bench")
_KEYS = [AccountKey(AccountKind.DONATION_FUND, TOWN, f"{n:04}") for n in range(ACCOUNTS)]
_RESERVE, _TREASURY = AccountKey(AccountKind.TOWN_RESERVE, TOWN), AccountKey(AccountKind.COUNTY_POOL, COUNTY)


def _moved(purpose: Purpose, amount_fen: int) -> Transfer:
    return Transfer(
        phase=Phase.MOVED, purpose=purpose, region=TOWN, amount_fen=amount_fen, memo="转拨", made_at=clock.now(), booked_on=_TODAY
    )


_TODAY = clock.today()


@asynccontextmanager
async def _connected(server: "Postgres | str") -> AsyncIterator[Sessions]:
    """As the service connects, with a connection for each client."""
    url = server if isinstance(server, str) else server.url("funds", "funds", "funds")
    engine = connect(
        Settings(database_url=SecretStr(url), jwks="", identity_key=SecretStr(b64encode(bytes(32)).decode()), pool_size=CLIENTS)
    )
    try:
        yield sessions_of(engine, "funds")
    finally:
        await engine.dispose()


def _floor(server: Postgres) -> float:
    """Transactions a second of pgbench."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", prefix="jishiyu-") as script:
        script.write(_FLOOR)
        script.flush()
        command = [str(binaries() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", f"--jobs={WORKERS}"]
        command += [f"--time={SECONDS}", f"--file={script.name}", server.url("funds", "funds", "funds", driver="")]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(next(line.split()[2] for line in told.splitlines() if line.startswith("tps =")))


def _in_processes(server: Postgres, kind: str, workers: int = WORKERS) -> Posted:
    """Transfers by so many processes of the service's own code, the clients shared out among them."""
    url = server.url("funds", "funds", "funds")
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = list(pool.map(_worked, [url] * workers, [kind] * workers, [CLIENTS // workers] * workers, range(workers)))
    return Posted(sum(part.transfers for part in parts), max(part.seconds for part in parts))


def _worked(url: str, kind: str, clients: int, seed: int) -> Posted:
    return asyncio.run(_KINDS[kind](url, clients, random.Random(seed)))  # noqa: S311  a bench's dice


async def _spread(url: str, clients: int, dice: random.Random) -> Posted:
    """Each client moves money between two accounts of a thousand, a transaction a transfer, again and again."""

    async def once(sessions: Sessions) -> int:
        return await _post(sessions, [tuple(dice.sample(_KEYS, 2))])

    return await _looped(url, clients, once)


async def _hot_alone(url: str, clients: int, dice: random.Random) -> Posted:
    """Each client pays out of the one reserve, a transaction a transfer."""

    async def once(sessions: Sessions) -> int:
        return await _post(sessions, [(_RESERVE, dice.choice(_KEYS))])

    return await _looped(url, clients, once)


async def _hot(url: str, clients: int, dice: random.Random) -> Posted:
    """Every client pays out of the one reserve, and what waits is posted together, as the door of events and batches do it."""

    async def once(sessions: Sessions) -> int:
        return await _post(sessions, [(_RESERVE, dice.choice(_KEYS)) for _ in range(clients)])

    return await _looped(url, 1, once)


async def _spread_together(url: str, clients: int, dice: random.Random) -> Posted:
    """The same as `_spread`, but what waits is posted together."""

    async def once(sessions: Sessions) -> int:
        return await _post(sessions, [tuple(dice.sample(_KEYS, 2)) for _ in range(clients)])

    return await _looped(url, 1, once)


_KINDS: dict[str, Callable[[str, int, random.Random], Coroutine[Any, Any, Posted]]] = {
    "spread": _spread,
    "spread-together": _spread_together,
    "hot": _hot_alone,
    "hot-together": _hot,
}


async def _post(sessions: Sessions, ways: Sequence[tuple[AccountKey, ...]]) -> int:
    async with transaction(sessions, _SCOPE) as session:
        keys = list(dict.fromkeys(key for way in ways for key in way))
        holdings = dict(zip(keys, await lock_accounts(session, *keys), strict=True))
        entries = []
        for source, target in ways:
            legs = transfer.move(holdings[source], holdings[target], 1)
            holdings |= {key: holdings[key].after(legs) for key in (source, target)}
            entries.append((_moved(Purpose.DONATION, 1), legs))
        await add_transfers(session, *entries)
    return len(ways)


async def _looped(url: str, clients: int, once: Callable[[Sessions], Awaitable[int]]) -> Posted:
    async with _connected(url) as sessions:
        await asyncio.gather(*(once(sessions) for _ in range(clients)))  # connections and plans
        done, started = 0, perf_counter()

        async def client() -> None:
            nonlocal done
            while perf_counter() - started < SECONDS:
                posted = await once(sessions)  # before it is added: others add meanwhile
                done += posted

        await asyncio.gather(*(client() for _ in range(clients)))
        return Posted(done, perf_counter() - started)


# Two lines a transfer over a thousand accounts and two years, written past the triggers: what they do was measured above.
_FILL = """
WITH given AS (
    SELECT n, md5('bench' || n)::uuid AS id, date '2019-01-01' + (n * 730 / $1)::int AS day, (n % 1000) AS one,
           ((n * 7 + 1) % 1000) AS two, (n % 997 + 1)::bigint AS fen FROM generate_series(1, $1) n),
named AS (SELECT id, region, (row_number() OVER (ORDER BY holder) - 1) AS place FROM account WHERE kind = 'donation-fund'),
moved AS (
    INSERT INTO transfer (id, phase, purpose, region, amount_fen, memo, made_at, booked_on, about)
    SELECT id, 'moved', 'donation', '371311001', fen, '', day, day, '' FROM given RETURNING 1)
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


async def _trials(server: Postgres, floor: float, posted: dict[str, Posted], lines: int) -> Measured:
    """A million lines, added up as of now, as of a year ago, with the turnover of a year, and recomputed one by one."""
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(_FILL, lines // 2)
    for statement in _STRIKE:
        await admin.execute(statement)
    await admin.execute("VACUUM ANALYZE")
    await admin.close()
    officer, half = Scope("bench", "county", COUNTY, "", "bench"), date(2019, 12, 31)
    async with _connected(server) as sessions:

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
            return Measured(floor, posted, now, as_of, turnover, perf_counter() - started, lines)


_TOLD = {
    "spread": "a thousand accounts, a transaction each",
    "spread-together": "a thousand accounts, what waits together",
    "hot": "one reserve, a transaction each",
    "hot-together": "one reserve, what waits together",
}


def table(measured: Measured) -> list[str]:
    """The lines of BENCHMARKS.md."""
    lines = ["| transfers | a second | / pgbench |", "|---|---|---|"]
    for kind, told in _TOLD.items():
        rate = measured.posted[kind].per_second
        lines.append(f"| {told} | {rate:,.0f} | {rate / measured.floor:.2f} |")
    return [
        *lines,
        "",
        f"pgbench, five statements a transaction: {measured.floor:,.0f} a second. {CLIENTS} clients each, {WORKERS} processes,"
        f" {SECONDS} s; every commit waits for the disk.",
        "",
        f"| {measured.lines:,} lines | p50 s | slowest s |",
        "|---|---|---|",
        *(
            f"| {told} | {percentile(taken, 50):.2f} | {max(taken):.2f} |"
            for told, taken in (
                ("trial balance of now", measured.trial_s),
                ("as of a day a year back", measured.as_of_s),
                ("with a year's turnover", measured.turnover_s),
            )
        ),
        f"| every sum, line, balance and transfer recomputed | {measured.check_s:.1f} | - |",
    ]
