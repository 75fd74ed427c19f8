"""Bench (f): the nightly sweep of the monitoring rules over a million people, against one plain scan of the same tables."""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.embedded.postgres import Postgres
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.store.watch import FIRST, Stretch
from shared import migrations
from shared.database import sessions as sessions_of
from shared.database import the_platform, transaction

PERSONS, HOUSEHOLD_SIZE = 1_000_000, 4
ON = date(2020, 6, 2)

_HOUSEHOLDS = """
INSERT INTO household (id, region, state, standard, causes, particulars, fingerprint, enrolled_on, revision)
SELECT gen_random_uuid(), '3713110010' || lpad((n % 90 + 1)::text, 2, '0'), 'current', '', '{}', '{}', '', '2018-03-01', 1
FROM generate_series(1, $1) n
"""
_PERSONS = """
INSERT INTO person (id, household_id, region, identity_hash, code, sex, born_on, relation, ethnic_group, classes, particulars,
                    fingerprint, is_verified, joined_on, revision)
SELECT gen_random_uuid(), household.id, household.region, encode(sha256((household.id::text || n)::bytea), 'hex'), '', '1',
       date '1950-01-01' + (hashtext(household.id::text || n) & 16383), '', '01',
       CASE WHEN hashtext(household.id::text) % 3 = 0 THEN '{}' 
            WHEN hashtext(household.id::text) % 3 = 1 THEN '{monitored}' ELSE '{enrolled}' END::text[],
       jsonb_build_object('年度', '2019', '健康状况', '健康',
           '劳动技能', '普通劳动力', '文化程度', '初中', '是否参加大病保险', '是',
           '是否参加新农合(城乡居民医保)', CASE WHEN hashtext(household.id::text || n) % 500 = 0 THEN '否' ELSE '是' END,
           '是否参加城镇职工基本医疗保险', '否'),
       '', true, '2018-03-01', 1
FROM household, generate_series(1, $1) n
"""
_BILLS = """
INSERT INTO watch_fact (id, region, kind, source, source_id, household_id, person_id, group_id, happened_on, amount_fen, word,
                        note, noted_by, noted_at)
SELECT gen_random_uuid(), region, 'hospital-bill', 'bench', gen_random_uuid(), household_id, id, gen_random_uuid(),
       date '2020-06-01' - (hashtext(id::text) & 255), 
       CASE WHEN hashtext(identity_hash) % 100 = 0 THEN 1200000 ELSE 1000 + (hashtext(identity_hash) & 262143) END,
       '', '', 'bench', now()
FROM person WHERE hashtext(id::text) % 4 = 0
"""
_INCOMES = """
INSERT INTO income_book (id, household_id, region, year, version, heads, heads_counted_on, heads_reason, wages_fen, business_fen,
    transfer_fen, property_fen, costs_fen, net_fen, per_head_fen, line_source, is_expected, reason, recorded_by, recorded_at)
SELECT gen_random_uuid(), id, region, year, 1, 4, '2019-12-31', '', 0, 0, 0, 0, 0, 0,
       CASE WHEN hashtext(id::text) % 100 = 0 THEN 300000
            ELSE 900000 + (hashtext(id::text) & 262143) + 200000 * (year - 2018) END,
       '', false, '', 'bench', now()
FROM household, generate_series(2018, 2019) year
"""
_SCAN = """
SELECT count(*) FROM person WHERE left_on IS NULL AND particulars @> '{"是否参加新农合(城乡居民医保)": "否"}'
UNION ALL SELECT count(*) FROM watch_fact WHERE amount_fen > 600000
UNION ALL SELECT count(*) FROM income_book WHERE per_head_fen < 600000
"""


@dataclass(frozen=True)
class Swept:
    """One sweep: who was judged, in how many seconds, and the seconds of the plain scan."""

    persons: int
    households: int
    alerts: int
    sweep_s: float
    slowest_stretch_s: float
    again_s: float
    scan_s: float


async def measure(persons: int = PERSONS) -> Swept:
    """A register of that many people, swept twice (the second night has nothing new), and scanned once each way."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-sweep-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            await _fill(server, persons)
            return await _sweep(server, persons)


async def prepared(server: Postgres) -> None:
    """An empty register on this server, as its migrations lay it."""
    admin = await asyncpg.connect(server.url(driver=""))
    await admin.execute("CREATE ROLE registry LOGIN PASSWORD 'registry'")
    await admin.execute("CREATE DATABASE registry OWNER registry")
    await admin.close()
    engine = create_async_engine(server.url("registry", "registry", "registry"))
    async with engine.begin() as connection:
        alembic = migrations.config("registry")
        await connection.run_sync(lambda held: _upgrade(alembic, held))
    await engine.dispose()


async def _fill(server: Postgres, persons: int) -> None:
    await prepared(server)
    # As the superuser and without triggers: the audit of the filling is no part of what is measured.
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(_HOUSEHOLDS, persons // HOUSEHOLD_SIZE)
    await admin.execute(_PERSONS, HOUSEHOLD_SIZE)
    await admin.execute(_BILLS)
    await admin.execute(_INCOMES)
    await admin.execute("VACUUM ANALYZE")
    await admin.close()


def _upgrade(alembic: Config, connection: Connection) -> None:
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, "head")


async def _sweep(server: Postgres, persons: int) -> Swept:
    engine = create_async_engine(
        server.url("registry", "registry", "registry"),
        connect_args={"server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}},
    )
    sessions, scope = sessions_of(engine, "registry"), the_platform("bench", f"{datetime.now(UTC):%F}")

    async def once() -> tuple[int, int, list[float]]:
        after, households, alerts, taken = FIRST, 0, 0, list[float]()
        reached: UUID | None = after
        while reached is not None:
            started = perf_counter()
            async with transaction(sessions, scope) as session:
                looked, raised = await raise_alerts(session, Stretch(after=after), on=ON)
            taken.append(perf_counter() - started)
            households, alerts, reached = households + looked.households, alerts + len(raised), looked.reached
            after = reached or after
        return households, alerts, taken

    households, alerts, taken = await once()
    _, _, again = await once()
    async with transaction(sessions, scope) as session:
        started = perf_counter()
        await session.execute(text(_SCAN.replace(":", r"\:")))
        scan_s = perf_counter() - started
    await engine.dispose()
    return Swept(persons, households, alerts, sum(taken), max(taken), sum(again), scan_s)


def table(swept: Swept) -> list[str]:
    """The lines of BENCHMARKS.md."""
    return [
        "| people | households | alerts | first night s | slowest stretch s | next night s | plain scan s | next night / scan |",
        "|---|---|---|---|---|---|---|---|",
        f"| {swept.persons:,} | {swept.households:,} | {swept.alerts:,} | {swept.sweep_s:.1f} | {swept.slowest_stretch_s:.2f} "
        f"| {swept.again_s:.1f} | {swept.scan_s:.2f} | {swept.again_s / swept.scan_s:.1f} |",
    ]
