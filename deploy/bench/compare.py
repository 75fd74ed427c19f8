"""Bench (g): a department's list of 100,000 rows against a million people, beside one plain hash join of the same hashes."""

import base64
import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.bench.watch import fill_people, migrated
from deploy.demo.register import id_number
from deploy.embedded.postgres import Postgres
from services.registry.operations.comparison.compare_list import compare_list
from shared import settings
from shared.database import sessions as sessions_of
from shared.database import the_platform, transaction
from shared.security import Principal, Role
from shared.vault import hash_identity

PERSONS, ROWS = 1_000_000, 100_000
PLACE, ON = "371311", date(2020, 6, 2)
OFFICER = Principal("bench", Role.COUNTY, PLACE)

_JOIN = "SELECT count(*) FROM unnest(CAST(:hashes AS text[])) AS told (hash) JOIN person ON person.identity_hash = told.hash"
_KNOWN = """
WITH chosen AS (SELECT id, row_number() OVER (ORDER BY id) AS at FROM person ORDER BY id LIMIT $2)
UPDATE person SET identity_hash = told.hash, classes = CASE WHEN told.at % 20 = 0 THEN classes ELSE '{low-income}' END
FROM chosen JOIN unnest($1::text[]) WITH ORDINALITY AS told (hash, at) USING (at) WHERE person.id = chosen.id
"""


@dataclass(frozen=True)
class Compared:
    """One list, and the same again a month later: seconds of each, of the plain join, and the process's memory at its widest."""

    persons: int
    rows: int
    differences: int
    first_s: float
    again_s: float
    join_s: float
    before_mib: int
    peak_mib: int


@contextmanager
def _a_key() -> Iterator[None]:
    """Settings with a key of this run's own, for hashing and sealing; what was set before is set again."""
    before = dict(os.environ)
    key = base64.b64encode(os.urandom(32)).decode()
    os.environ |= {"JISHIYU_IDENTITY_KEY": key, "JISHIYU_DATABASE_URL": "postgresql+asyncpg://none/none", "JISHIYU_JWKS": "none"}
    settings.current.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        settings.current.cache_clear()


async def measure(persons: int = PERSONS, rows: int = ROWS) -> Compared:
    """Of the list one person in twenty is in no register, and one in twenty is not marked as the list says."""
    with _a_key():
        return await _measure(persons, rows)


async def _measure(persons: int, rows: int) -> Compared:
    numbers = [id_number(date(1950, 1, 1) + timedelta(days=at // 400), 2 * (at % 400) + 1) for at in range(rows)]
    lines = [("姓名", "身份证号", "低保类别"), *(("王小明", number, "A类") for number in numbers)]
    content = "".join(f"{','.join(line)}\n" for line in lines).encode()
    with tempfile.TemporaryDirectory(prefix="jishiyu-compare-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            await migrated(server)
            await fill_people(server, persons)
            hashes = [hash_identity(each) for each in numbers]
            admin = await asyncpg.connect(server.url(database="registry", driver=""))
            await admin.execute("SET session_replication_role = replica")
            await admin.execute(_KNOWN, hashes[: rows * 19 // 20], rows * 19 // 20)
            await admin.execute("VACUUM ANALYZE person")
            await admin.close()
            return await _compare(server, content, hashes, persons, rows)


async def _compare(server: Postgres, content: bytes, hashes: list[str], persons: int, rows: int) -> Compared:
    engine = create_async_engine(
        server.url("registry", "registry", "registry"),
        connect_args={"server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}},
    )
    sessions, scope = sessions_of(engine, "registry"), the_platform("bench", f"{datetime.now(UTC):%F}")
    async with transaction(sessions, scope) as session:
        await session.execute(text("SET LOCAL enable_nestloop = off"))
        started = perf_counter()
        await session.execute(text(_JOIN), {"hashes": hashes})
        join_s = perf_counter() - started
    before, taken, found = _peak_mib(), list[float](), 0
    for month in (0, 1):
        listed_on = ON + timedelta(days=30 * month)
        started = perf_counter()
        async with transaction(sessions, scope) as session:
            made, _ = await compare_list(
                session, content, kind="low-income", place=PLACE, listed_on=listed_on, by=OFFICER, on=listed_on
            )
            found = made.new or found
        taken.append(perf_counter() - started)
    await engine.dispose()
    return Compared(persons, rows, found, taken[0], taken[1], join_s, before, _peak_mib())


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def table(compared: Compared) -> list[str]:
    """The lines of BENCHMARKS.md."""
    return [
        "| people | rows | differences | first list s | the same next month s | plain join s | next month / join | peak memory |",
        "|---|---|---|---|---|---|---|---|",
        f"| {compared.persons:,} | {compared.rows:,} | {compared.differences:,} | {compared.first_s:.1f} "
        f"| {compared.again_s:.1f} | {compared.join_s:.2f} | {compared.again_s / compared.join_s:.1f} "
        f"| {compared.peak_mib} MiB ({compared.before_mib} MiB before the list) |",
    ]
