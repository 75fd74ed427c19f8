"""Bench (g): the search for second files over 200,000 people, against one plain scan that unseals nobody."""

import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.bench.people import SURROUNDINGS
from deploy.bench.watch import migrated
from deploy.demo.register import id_number
from deploy.embedded.postgres import Postgres
from services.registry.operations.double.compare_register import compare_register
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.store.double import lock_sweep
from services.registry.tables import DoubleSweep
from shared.database import sessions as sessions_of
from shared.database import the_platform, transaction
from shared.ids import uuid7
from shared.vault import hash_identity, seal

PERSONS, HOUSEHOLD_SIZE, VILLAGE_SIZE, DOUBLES_PER_MILLE = 200_000, 4, 2_000, 1
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国文志红玉梅春海荣金凤成龙永福生"
    "林德忠义信爱玲云飞雪莲宝山树峰长江东晓小庆祥瑞新"
)
NIGHTS = (date(2020, 6, 2), date(2020, 6, 3))
ARRIVALS = 64
_SCAN = "SELECT count(*), count(DISTINCT born_on) FROM person WHERE left_on IS NULL AND length(name_sealed) > 0"


@dataclass(frozen=True)
class Compared:
    """Two nights: the first reckons every mark, the second finds nothing new. `arrivals_ms` is for one batch of newcomers."""

    persons: int
    planted: int
    compared: int
    found: int
    large_groups: int
    first_s: float
    marking_s: float
    slowest_step_s: float
    again_s: float
    arrivals_ms: float
    scan_s: float


async def measure(persons: int = PERSONS) -> Compared:
    """A register of that many people, one in a thousand of them entered a second time in the same village."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-doubles-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            os.environ.update(SURROUNDINGS)  # the names are sealed, and the keys hashed, by our own vault
            await migrated(server)
            await _fill(server, persons)
            return await _compare(server, persons)


def _people(persons: int) -> Iterator[tuple[Any, ...]]:
    luck, first = random.Random(7), date(1940, 1, 1)  # noqa: S311  a register to measure with, no secret
    household_id = uuid7()
    planted = list[tuple[str, date, str]]()
    for at in range(persons):
        village = f"371311{at // VILLAGE_SIZE // 20:03d}{at // VILLAGE_SIZE % 20 + 1:03d}"
        if at % HOUSEHOLD_SIZE == 0:
            household_id = uuid7()
            yield ("household", household_id, village)
        born_on = first + timedelta(days=luck.randrange(27_000))
        name = luck.choices(SURNAMES, range(len(SURNAMES), 0, -1))[0] + "".join(luck.choices(GIVEN, k=luck.choice((1, 2, 2, 2))))
        number = id_number(born_on, luck.randrange(1, 1000))
        if at % VILLAGE_SIZE == 0:
            planted.clear()
        elif luck.randrange(1000) < DOUBLES_PER_MILLE and planted:
            name, born_on, _ = luck.choice(planted)
        planted.append((name, born_on, number))
        relation = "户主" if at % HOUSEHOLD_SIZE == 0 else "其他"
        yield (
            "person",
            uuid7(),
            household_id,
            village,
            hash_identity(f"{number} {at}"),
            seal(name),
            seal(number),
            born_on,
            relation,
        )


async def _fill(server: Postgres, persons: int) -> None:
    # As the superuser and without triggers: the audit of the filling is no part of what is measured.
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    await admin.execute("SET session_replication_role = replica")
    households, people = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    since = date(2018, 3, 1)
    for kind, *told in _people(persons):
        if kind == "household":
            households.append((*told, "current", "", [], "{}", "", since, 1))
        else:
            *before, relation = told
            people.append((*before, relation, "", "1", "01", ["enrolled"], "{}", "", True, since, 1))
    columns = ["id", "region", "state", "standard", "causes", "particulars", "fingerprint", "enrolled_on", "revision"]
    await admin.copy_records_to_table("household", records=households, columns=columns)
    columns = [
        "id",
        "household_id",
        "region",
        "identity_hash",
        "name_sealed",
        "id_number_sealed",
        "born_on",
        "relation",
        "code",
        "sex",
        "ethnic_group",
        "classes",
        "particulars",
        "fingerprint",
        "is_verified",
        "joined_on",
        "revision",
    ]
    await admin.copy_records_to_table("person", records=people, columns=columns)
    await admin.execute("VACUUM ANALYZE")
    await admin.close()


async def _compare(server: Postgres, persons: int) -> Compared:
    engine = create_async_engine(
        server.url("registry", "registry", "registry"),
        connect_args={"server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}},
    )
    sessions, scope = sessions_of(engine, "registry"), the_platform("bench", f"{datetime.now(UTC):%F}")

    async def night(on: date) -> tuple[DoubleSweep, list[float], float]:
        taken, marking_s = list[float](), 0.0
        while True:
            started = perf_counter()
            async with transaction(sessions, scope) as session:
                sweep = await lock_sweep(session, on=on, at=datetime.now(UTC))
                if sweep is None:
                    raise RuntimeError("the night was over before it began")
                was_marked = sweep.is_marked
                await compare_register(session, sweep, on=on)
            taken.append(perf_counter() - started)
            marking_s += 0 if was_marked else taken[-1]
            if sweep.finished_at:
                return sweep, taken, marking_s

    first, taken, marking_s = await night(NIGHTS[0])
    async with transaction(sessions, scope) as session:
        await session.execute(text("SELECT 1"))
    _, again, _ = await night(NIGHTS[1])
    async with transaction(sessions, scope) as session:
        ids = [UUID(str(row.id)) for row in await session.execute(text(f"SELECT id FROM person LIMIT {ARRIVALS}"))]  # noqa: S608
        await note_doubles(session, ids, on=NIGHTS[1])
        started = perf_counter()
        await note_doubles(session, ids, on=NIGHTS[1])
        arrivals_ms = (perf_counter() - started) * 1000
        started = perf_counter()
        await session.execute(text(_SCAN))
        scan_s = perf_counter() - started
    await engine.dispose()
    return Compared(
        persons=persons,
        planted=persons * DOUBLES_PER_MILLE // 1000,
        compared=first.compared,
        found=first.found,
        large_groups=first.large_groups,
        first_s=sum(taken),
        marking_s=marking_s,
        slowest_step_s=max(taken),
        again_s=sum(again),
        arrivals_ms=arrivals_ms,
        scan_s=scan_s,
    )


def table(seen: Compared) -> list[str]:
    """The lines of BENCHMARKS.md."""
    return [
        "| people | entered twice | pairs compared | asked about | first night s | of it marks s | slowest step s | next night s "
        f"| {ARRIVALS} newcomers ms | plain scan s | next night / scan |",
        "|---" * 11 + "|",
        f"| {seen.persons:,} | {seen.planted:,} | {seen.compared:,} | {seen.found:,} | {seen.first_s:.1f} | {seen.marking_s:.1f} "
        f"| {seen.slowest_step_s:.1f} | {seen.again_s:.1f} | {seen.arrivals_ms:.0f} | {seen.scan_s:.2f} "
        f"| {seen.again_s / seen.scan_s:.0f} |",
    ]
