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
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
from pydantic import SecretStr

from deploy.bench.ledger_scripts import FLOOR, FLOOR_TABLES, OUT_OF, OWN
from deploy.bench.load import percentile
from deploy.bench.trial import Trials, measure_trials
from deploy.embedded.postgres import Postgres, binaries
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Transfer
from shared import clock, migrations
from shared.database import Sessions, connect, the_platform, transaction
from shared.database import sessions as sessions_of
from shared.settings import Settings

ACCOUNTS, CLIENTS, SECONDS, WORKERS = 1_000, 32, 10, 2
LINES = 1_000_000
TOWN, COUNTY = "371311001", "371311"
PLENTY_FEN = 10**13


@dataclass(frozen=True)
class Posted:
    """A rate of transfers: how many in how many seconds."""

    transfers: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.transfers / self.seconds


@dataclass(frozen=True)
class Rates:
    """Transactions a second of the floor and of our own statements by pgbench; what the service's code posted."""

    floor: float
    own: dict[str, float]
    posted: dict[str, Posted]


@dataclass(frozen=True)
class Measured:
    """What came of it all."""

    rates: Rates
    trials: Trials


async def measure(lines: int = LINES) -> Measured:
    """A ledger of its own, first for postings, then filled up for the trial balance."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-ledger-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres") as server:
            await made(server)
            floor = await asyncio.to_thread(_pgbench, server, FLOOR)
            own = {kind: await asyncio.to_thread(_pgbench, server, OWN.format(source=way)) for kind, way in OUT_OF.items()}
            posted = {kind: await asyncio.to_thread(_in_processes, server, kind) for kind in _KINDS}
            return Measured(Rates(floor, own, posted), await measure_trials(server, _connected, lines))


async def made(server: Postgres) -> None:
    """The service's database as its history makes it, a thousand funded accounts in it, and the floor's bare tables beside it."""
    admin = await asyncpg.connect(server.url(driver=""))
    await admin.execute("CREATE ROLE funds LOGIN PASSWORD 'funds'")
    await admin.execute("CREATE DATABASE funds OWNER funds")
    await admin.close()
    await asyncio.to_thread(migrations.upgrade, "funds", server.url("funds", "funds", "funds"))
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    for statement in FLOOR_TABLES:
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


def _pgbench(server: Postgres, statements: str) -> float:
    """Transactions a second of pgbench with this script."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", prefix="jishiyu-") as script:
        script.write(statements)
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


_TOLD_OWN = {
    "spread": "the ledger's statements by pgbench, a thousand accounts",
    "hot": "the ledger's statements by pgbench, all out of one reserve",
}
_TOLD = {
    "spread": "the service, a thousand accounts, a transaction each",
    "spread-together": "the service, a thousand accounts, what waits together",
    "hot": "the service, all out of one reserve, a transaction each",
    "hot-together": "the service, all out of one reserve, what waits together",
}


def table(measured: Measured) -> list[str]:
    """The lines of BENCHMARKS.md."""
    rates, lines = measured.rates, ["| transfers | a second | / pgbench |", "|---|---|---|"]
    reached = {told: rates.own[kind] for kind, told in _TOLD_OWN.items()}
    reached |= {told: rates.posted[kind].per_second for kind, told in _TOLD.items()}
    lines += [f"| {told} | {rate:,.0f} | {rate / rates.floor:.2f} |" for told, rate in reached.items()]
    return [
        *lines,
        "",
        f"pgbench, five statements a transaction: {rates.floor:,.0f} a second. {CLIENTS} clients each, {WORKERS} processes,"
        f" {SECONDS} s; every commit waits for the disk.",
        "",
        f"| {measured.trials.lines:,} lines | p50 s | slowest s |",
        "|---|---|---|",
        *(
            f"| {told} | {percentile(taken, 50):.2f} | {max(taken):.2f} |"
            for told, taken in (
                ("trial balance of now", measured.trials.trial_s),
                ("as of a day a year back", measured.trials.as_of_s),
                ("with a year's turnover", measured.trials.turnover_s),
            )
        ),
        f"| every sum, line, balance and transfer recomputed | {measured.trials.check_s:.1f} | - |",
    ]
