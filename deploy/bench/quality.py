"""Bench: the nightly look at 200,000 people under the quality rules, against one plain reading of the same rows.

Everybody's numbers and telephones are sealed, as in a register; one household in fifty has something odd.
"""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import asyncpg
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.embedded.keys import Keys
from deploy.embedded.postgres import Postgres
from services.registry.operations.quality.look_over import look_over
from services.registry.store.quality import list_stretch
from services.registry.store.watch import FIRST
from shared import migrations
from shared.database import sessions as sessions_of
from shared.database import the_platform, transaction
from shared.vault import seal

PERSONS, HOUSEHOLD_SIZE = 200_000, 4
ON = date(2020, 6, 2)

_HOUSEHOLDS = """
INSERT INTO household (id, region, state, standard, causes, particulars, fingerprint, enrolled_on, revision, phone_sealed)
SELECT gen_random_uuid(), '3713110010' || lpad((n % 90 + 1)::text, 2, '0'), 'current',
       CASE WHEN n % 50 = 0 THEN '' ELSE '国家标准' END, '{缺技术}', '{}', '', '2018-03-01', 1, $2
FROM generate_series(1, $1) n
"""
_PERSONS = """
INSERT INTO person (id, household_id, region, identity_hash, code, sex, born_on, relation, ethnic_group, classes, particulars,
                    fingerprint, is_verified, joined_on, revision, id_number_sealed, phone_sealed)
SELECT gen_random_uuid(), household.id, household.region, encode(sha256((household.id::text || n)::bytea), 'hex'), '',
       CASE WHEN n = 2 THEN '2' ELSE '1' END, CASE WHEN n > 2 THEN date '2008-05-05' WHEN n = 2 THEN date '1980-05-02'
       ELSE date '1978-03-18' END, (ARRAY['户主', '配偶', '之子', '之子'])[n], '01', '{enrolled}',
       jsonb_build_object('年度', '2020', '健康状况', '健康', '劳动技能', CASE WHEN n > 2 THEN '无劳动力' ELSE '普通劳动力' END,
           CASE WHEN n > 2 THEN '在校生状况' ELSE '文化程度' END, CASE WHEN n > 2 THEN '七年级' ELSE '初中' END,
           '是否享受低保', '否', '是否特困供养人员', '否', '政治面貌', '群众', '是否会讲普通话', '是', '是否参加大病保险', '是',
           '是否参加新农合(城乡居民医保)', '是', '是否参加城镇职工基本医疗保险', '否', '是否参加城镇职工基本养老保险', '否'),
       '', true, '2018-03-01', 1,
       CASE WHEN n > 2 THEN CAST($4 AS bytea) WHEN n = 2 THEN CAST($3 AS bytea) ELSE CAST($2 AS bytea) END, CAST($5 AS bytea)
FROM household, generate_series(1, $1) n
"""
_INCOMES = """
INSERT INTO income_book (id, household_id, region, year, version, heads, heads_counted_on, heads_reason, wages_fen, business_fen,
    transfer_fen, property_fen, costs_fen, net_fen, per_head_fen, line_source, is_expected, reason, recorded_by, recorded_at)
SELECT gen_random_uuid(), id, region, 2019, 1, 4, '2019-12-31', '', 0, 0, 0, 0, 0, 0, 900000, '', false, '', 'bench', now()
FROM household
"""
_SCAN = """
SELECT person.*, household.standard FROM person JOIN household ON household.id = person.household_id
WHERE household.id = ANY (:ids) AND person.left_on IS NULL
"""


@dataclass(frozen=True)
class Looked:
    """Two nights and a plain reading: who was looked at, in how many seconds."""

    persons: int
    households: int
    found: int
    first_s: float
    slowest_stretch_s: float
    again_s: float
    scan_s: float


async def measure(persons: int = PERSONS) -> Looked:
    """A register of that many people, looked at twice (the second night has nothing new), and read once, stretch by stretch."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-quality-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240  as root, PostgreSQL runs as another user
        keys = Keys(Path(folder) / "keys")
        keys.provide()
        own = {"JISHIYU_DATABASE_URL": "unused", "JISHIYU_JWKS": str(keys.jwks), "JISHIYU_IDENTITY_KEY": keys.identity}
        for name, value in own.items():
            os.environ.setdefault(name, value)  # whoever seals or hashes an identity asks for this process's settings
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            await _fill(server, persons)
            return await _look(server, persons)


async def _fill(server: Postgres, persons: int) -> None:
    admin = await asyncpg.connect(server.url(driver=""))
    await admin.execute("CREATE ROLE registry LOGIN PASSWORD 'registry'")
    await admin.execute("CREATE DATABASE registry OWNER registry")
    await admin.close()
    engine = create_async_engine(server.url("registry", "registry", "registry"))
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)
    await engine.dispose()
    # As the superuser and without triggers: the audit of the filling is no part of what is measured.
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    await admin.execute("SET session_replication_role = replica")
    phone = seal("13905390001")
    numbers = [seal(each) for each in ("37131119780318001X", "371311198005020024", "371311200805050037")]
    await admin.execute(_HOUSEHOLDS, persons // HOUSEHOLD_SIZE, phone)
    await admin.execute(_PERSONS, HOUSEHOLD_SIZE, *numbers, phone)
    await admin.execute(_INCOMES)
    await admin.execute("VACUUM ANALYZE")
    await admin.close()


def _upgrade(connection: Connection) -> None:
    alembic = migrations.config("registry")
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, "head")


async def _look(server: Postgres, persons: int) -> Looked:
    engine = create_async_engine(
        server.url("registry", "registry", "registry"),
        connect_args={"server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}},
    )
    sessions, scope = sessions_of(engine, "registry"), the_platform("bench", f"{datetime.now(UTC):%F}")

    async def once(*, is_plain: bool = False) -> tuple[int, int, list[float]]:
        after, households, found, taken = FIRST, 0, 0, list[float]()
        while True:
            started = perf_counter()
            async with transaction(sessions, scope) as session:
                stretch = await list_stretch(session, after=after)
                if not stretch:
                    return households, found, taken
                if is_plain:
                    (await session.execute(text(_SCAN), {"ids": stretch})).all()
                else:
                    found += (await look_over(session, stretch, on=ON)).found
            taken.append(perf_counter() - started)
            households, after = households + len(stretch), stretch[-1]

    households, found, taken = await once()
    _, _, again = await once()
    _, _, plain = await once(is_plain=True)
    await engine.dispose()
    return Looked(persons, households, found, sum(taken), max(taken), sum(again), sum(plain))


def table(looked: Looked) -> list[str]:
    """The lines of BENCHMARKS.md."""
    return [
        "| people | households | found | first night s | slowest stretch s | next night s | plain reading s | night / reading |",
        "|---|---|---|---|---|---|---|---|",
        f"| {looked.persons:,} | {looked.households:,} | {looked.found:,} | {looked.first_s:.1f} "
        f"| {looked.slowest_stretch_s:.2f} | {looked.again_s:.1f} | {looked.scan_s:.1f} | {looked.again_s / looked.scan_s:.1f} |",
    ]
