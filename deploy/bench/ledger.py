"""Bench: posting transfers, one account that everybody pays out of, and the trial balance of a million lines.

The floor is pgbench on the same server: as many statements in a transaction, on bare tables without a trigger, an audit or
row-level security, sent by a program in C.
"""

import asyncio
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.bench.ledger_clients import (
    CLIENTS,
    COUNTY,
    GIVING,
    KINDS,
    POOL,
    RESERVE,
    SCOPE,
    SECONDS,
    TAKING,
    WORKERS,
    Posted,
    connected,
    in_processes,
    moved,
)
from deploy.bench.ledger_scripts import FLOOR, FLOOR_HOT, FLOOR_TABLES, OUT_OF, OWN
from deploy.bench.load import percentile
from deploy.bench.trial import Trials, measure_trials
from deploy.embedded.postgres import Postgres, binaries
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Purpose
from services.funds.store.ledger import add_transfers, lock_accounts
from shared import migrations
from shared.database import transaction

LINES = 1_000_000
PLENTY_FEN = 10**13


@dataclass(frozen=True)
class Rates:
    """Transactions a second of the floor and of our own statements by pgbench; what the service's code posted."""

    floor: float
    floor_hot: float
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
            floor_hot = await asyncio.to_thread(_pgbench, server, FLOOR_HOT)
            own = {kind: await asyncio.to_thread(_pgbench, server, OWN.format(source=way)) for kind, way in OUT_OF.items()}
            posted = {kind: await asyncio.to_thread(in_processes, server, kind) for kind in KINDS}
            return Measured(Rates(floor, floor_hot, own, posted), await measure_trials(server, connected, lines))


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
    async with connected(server) as sessions, transaction(sessions, SCOPE) as session:
        treasury, *funds = await lock_accounts(session, AccountKey(AccountKind.TREASURY, COUNTY), *GIVING, POOL)
        await lock_accounts(session, *TAKING, RESERVE)
        entries = []
        for fund in funds:
            purpose = Purpose.ALLOCATION if fund.key == POOL else Purpose.PAYER_FILL
            entries.append((moved(purpose, PLENTY_FEN), transfer.move(treasury, fund, PLENTY_FEN)))
            treasury = treasury.after(entries[-1][1])
        await add_transfers(session, *entries)
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    # What is filled, and no more: tables that are empty now have no statistics in a service either, and would get wrong ones.
    await admin.execute("VACUUM ANALYZE account, transfer, posting, audit, floor_account")
    await admin.execute("CHECKPOINT")
    await admin.close()


def _pgbench(server: Postgres, statements: str) -> float:
    """Transactions a second of pgbench with this script."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", prefix="jishiyu-") as script:
        script.write(statements)
        script.flush()
        command = [str(binaries() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", f"--jobs={WORKERS}"]
        command += [f"--time={SECONDS}", f"--file={script.name}", server.url("funds", "funds", "funds", driver="")]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(next(line.split()[2] for line in told.splitlines() if line.startswith("tps =")))


_TOLD_OWN = {
    "spread": "the ledger's statements by pgbench, a thousand accounts",
    "hot": "the ledger's statements by pgbench, all out of one account",
}
_TOLD = {
    "spread": "the service, a thousand accounts, a transaction each",
    "spread-by-one": "the service, a thousand accounts, one caller with sixteen in a transaction",
    "spread-slips": "**the service, a thousand accounts, 32 clients with a slip each, gathered**",
    "hot": "the service, all out of one account, a transaction each",
    "hot-by-one": "the service, all out of one account, one caller with sixteen in a transaction",
    "hot-slips": "**the service, all out of one account, 32 clients with a slip each, gathered**",
    "fill-slips": "the service, the pool to one town's reserve, 32 clients with a slip each, gathered, each told in public",
}


def table(measured: Measured) -> list[str]:
    """The lines of BENCHMARKS.md."""
    rates, lines = measured.rates, ["| transfers | a second | / pgbench |", "|---|---|---|"]
    reached = {"pgbench on bare tables, all out of one account": rates.floor_hot}
    reached |= {told: rates.own[kind] for kind, told in _TOLD_OWN.items()}
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
