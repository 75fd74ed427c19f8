"""Bench: 100,000 payments to suppliers and as many to households, taken out as OCDS, as CSV and as 360Giving.

The floor is COPY of the same rows to a program that throws them away. Each form is taken out by a fresh process, so that its peak
memory is of nothing else.
"""

import asyncio
import io
import multiprocessing
import os
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import asyncpg
from pydantic import SecretStr

from deploy.bench.export import peak_mib, reset_peak
from deploy.bench.opendata_fill import YEAR, fill
from deploy.embedded.postgres import Postgres
from services.funds.api import open_streams
from services.funds.rules.open_package import Edition
from services.funds.rules.open_tables import TABLES
from services.funds.store.open_data import SCOPE, open_books
from shared import migrations
from shared.database import Sessions, connect, transaction
from shared.database import sessions as sessions_of
from shared.settings import Settings

PAYMENTS = 100_000
GOAL_S = 60

_SUPPLIERS = (
    "SELECT s.*, c.*, p.number, d.canonical FROM supplier_payment s JOIN project_contract c ON c.id = s.contract_id"
    " JOIN project p ON p.id = c.project_id JOIN disclosure d ON d.id = s.disclosure_id"
)
_HOUSEHOLDS = "SELECT y.*, d.canonical FROM payment y JOIN disclosure d ON d.id = y.disclosure_id"
_FORMS: dict[str, tuple[str, str, Callable[[Sessions, Edition], AsyncIterator[bytes]]]] = {
    "releases": ("OCDS 1.1 releases", _SUPPLIERS, lambda sessions, edition: open_streams.releases(sessions, edition, YEAR)),
    "records": ("OCDS 1.1 records", _SUPPLIERS, lambda sessions, edition: open_streams.records(sessions, edition, YEAR)),
    "csv": (
        "CSV of payments to suppliers",
        _SUPPLIERS,
        lambda sessions, edition: open_streams.csv_of(sessions, TABLES["contract_payments"], edition),
    ),
    "grants": ("360Giving", _HOUSEHOLDS, lambda sessions, edition: open_streams.grants(sessions, edition, YEAR)),
    "archive": ("all tables as a .zip", _SUPPLIERS, lambda sessions, edition: open_streams.archive(sessions, edition)),
}


@dataclass(frozen=True)
class TakenOut:
    """One form: seconds, MiB written, and the process's memory before and at its peak."""

    seconds: float
    size_mib: float
    before_mib: int
    peak_mib: int


@dataclass(frozen=True)
class Measured:
    """Of each form what it took, for all payments and for a tenth of them, and COPY of the same rows."""

    whole: dict[str, TakenOut]
    tenth: dict[str, TakenOut]
    copied_s: dict[str, float]


async def measure(payments: int = PAYMENTS) -> Measured:
    """A tenth first, then all: memory that does not grow with the rows is the same for both."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-open-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres") as server:
            admin = await asyncpg.connect(server.url(driver=""))
            await admin.execute("CREATE ROLE funds LOGIN PASSWORD 'funds'")
            await admin.execute("CREATE DATABASE funds OWNER funds")
            await admin.close()
            await asyncio.to_thread(migrations.upgrade, "funds", server.url("funds", "funds", "funds"))
            rounds = []
            for first, last in ((0, payments // 10), (payments // 10, payments)):
                await fill(server, first, last)
                rounds.append({form: await asyncio.to_thread(_in_a_process, server, form) for form in _FORMS})
            return Measured(rounds[1], rounds[0], {form: await _copied(server, rows) for form, (_, rows, _) in _FORMS.items()})


async def _copied(server: Postgres, rows: str) -> float:
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    started = perf_counter()
    await admin.copy_from_query(rows, output=io.BytesIO())
    taken = perf_counter() - started
    await admin.close()
    return taken


def _in_a_process(server: Postgres, form: str) -> TakenOut:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_worked, server.url("funds", "funds", "funds"), form).result()


def _worked(url: str, form: str) -> TakenOut:
    os.environ.setdefault("JISHIYU_DATABASE_URL", url)  # what the addresses in packages are told by asks for all settings
    os.environ.setdefault("JISHIYU_JWKS", "none")
    os.environ.setdefault("JISHIYU_IDENTITY_KEY", b64encode(bytes(32)).decode())
    return asyncio.run(_take_out(url, form))


async def _take_out(url: str, form: str) -> TakenOut:
    engine = connect(Settings(database_url=SecretStr(url), jwks="", identity_key=SecretStr(b64encode(bytes(32)).decode())))
    sessions = sessions_of(engine, "funds")
    async with transaction(sessions, SCOPE) as session:
        edition = await open_books(session)
    before, started, written = reset_peak(), perf_counter(), 0
    async for some in _FORMS[form][2](sessions, edition):
        written += len(some)
    taken = perf_counter() - started
    await engine.dispose()
    return TakenOut(taken, written / 2**20, before, peak_mib())


def table(measured: Measured) -> list[str]:
    """The lines of BENCHMARKS.md."""
    lines = [
        "| 100,000 payments as | s | COPY s | / COPY | size MiB | memory before MiB | peak MiB | peak of 10,000 payments MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for form, (told, _, _) in _FORMS.items():
        whole, copied_s = measured.whole[form], measured.copied_s[form]
        lines.append(
            f"| {told} | {whole.seconds:.1f} | {copied_s:.2f} | {whole.seconds / copied_s:.0f} | {whole.size_mib:.0f} "
            f"| {whole.before_mib} | {whole.peak_mib} | {measured.tenth[form].peak_mib} |"
        )
    return [
        *lines,
        "",
        f"Goal for OCDS releases: below {GOAL_S} s, and the same peak for ten times the rows. Payments to suppliers are 50 a"
        " contract, two contracts a project, each with a public entry in the log; payments to households are as many again.",
    ]
