"""Bench: one person looked for among a million, against a look-up by primary key and a plain scan."""

import asyncio
import base64
import os
import random
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.bench.load import percentile
from deploy.bench.watch import lay_register
from deploy.embedded.postgres import Postgres
from services.registry.rules.search import Question, read_question
from services.registry.rules.sound import initials, syllables
from services.registry.rules.vocabulary import PersonClass
from services.registry.store.mark import marks_of
from services.registry.store.search import find_people
from shared.database import Scope, transaction
from shared.database import sessions as sessions_of
from shared.vault import seal

PERSONS, HOUSEHOLD_SIZE, PAGE, ASKED = 1_000_000, 4, 50, 60
COUNTY, OTHER = "371311", "371302"
SURROUNDINGS = {
    "JISHIYU_DATABASE_URL": "none",
    "JISHIYU_JWKS": "none",
    "JISHIYU_IDENTITY_KEY": base64.b64encode(bytes(32)).decode(),
}
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马胡朱郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华建国玉红梅春生志海云龙凤林小永德宝金福贵新成东立"
    "忠良万民光荣发祥瑞庆安康学峰山河雪莲花珍珠彩虹月星晨宇浩然子轩梓涵雨欣怡思远俊辉鹏飞鑫博睿哲翰"
)
"""Names are drawn so that the frequent ones are as frequent as in life: the first surname is borne by one in fourteen."""

_SCAN = text("SELECT count(*) FROM person WHERE id_number_sealed = :sealed OR code = 'none'")
_BY_KEY = text("SELECT * FROM person WHERE id = :id")


@dataclass(frozen=True)
class Asked:
    """One kind of question: milliseconds of each, and how many were found on the first page at the median."""

    title: str
    taken_ms: list[float]
    found: int


@dataclass(frozen=True)
class Searched:
    persons: int
    asked: list[Asked]
    by_key_ms: list[float]
    scan_ms: float
    index_mib: int
    mark_mib: int


class Namer:
    """People with names, numbers and birthdays, always the same ones."""

    def __init__(self, seed: int = 7) -> None:
        self._dice = random.Random(seed)  # noqa: S311  no secret
        self._weights = [1 / (at + 3) for at in range(len(SURNAMES))]
        self._given = [1 / (at + 12) for at in range(len(GIVEN))]

    def person(self) -> dict[str, Any]:
        [surname] = self._dice.choices(SURNAMES, self._weights)
        given = "".join(self._dice.choices(GIVEN, self._given, k=1 if self._dice.random() < 0.15 else 2))
        born_on = date(1930, 1, 1) + timedelta(days=self._dice.randrange(33_000))
        tail = f"{self._dice.randrange(1000):03d}{self._dice.choice('0123456789X')}"
        county = COUNTY if self._dice.random() < 0.5 else OTHER
        return {
            "name": surname + given,
            "id_number": f"{county}{born_on:%Y%m%d}{tail}",
            "born_on": born_on.isoformat(),
            "region": f"{county}{self._dice.randrange(1, 11):03d}{self._dice.randrange(1, 51):03d}",
            "classes": ["enrolled"] if self._dice.random() < 0.4 else ["low-income"] if self._dice.random() < 0.2 else [],
        }


async def measure(persons: int = PERSONS) -> Searched:
    """A register of that many people in two counties of a thousand villages, and the questions that officers ask of it."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-search-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            os.environ.update(SURROUNDINGS)  # the names are sealed and marked by our own vault
            await lay_register(server)
            sample = await _fill(server, persons)
            return await _ask(server, persons, sample)


async def _fill(server: Postgres, persons: int) -> list[tuple[UUID, dict[str, Any]]]:
    """As the superuser and without triggers; returns some of the people, to be looked for."""
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    await admin.execute("SET session_replication_role = replica")
    namer, sample = Namer(), list[tuple[UUID, dict[str, Any]]]()
    dice = random.Random(3)  # noqa: S311
    for start in range(0, persons, 20_000):
        people, marks = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        for number in range(start, min(start + 20_000, persons)):
            facts, id = namer.person(), UUID(int=(dice.getrandbits(122) << 6) | 7)
            household = UUID(int=number // HOUSEHOLD_SIZE + 1)
            people.append((id, household, facts["region"], f"{number:064x}", seal(facts["name"]), seal(facts["id_number"]),
                           date.fromisoformat(facts["born_on"]), facts["classes"]))  # fmt: skip
            marks.append((id, facts["region"], marks_of(facts)))
            if number % (persons // 500 or 1) == 0:
                sample.append((id, facts))
        await admin.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (id uuid, household_id uuid, region text, identity_hash text,"
                            " name_sealed bytea, id_number_sealed bytea, born_on date, classes text[])")  # fmt: skip
        await admin.copy_records_to_table("fresh", records=people)
        await admin.execute(_PERSONS)
        await admin.execute("TRUNCATE fresh")
        await admin.execute("CREATE TEMP TABLE IF NOT EXISTS fresh_marks (id uuid, region text, marks int[])")
        await admin.copy_records_to_table("fresh_marks", records=marks)
        await admin.execute("INSERT INTO person_mark SELECT id, region, marks, false FROM fresh_marks")
        await admin.execute("TRUNCATE fresh_marks")
    await admin.execute("VACUUM ANALYZE")
    await admin.close()
    return sample


_PERSONS = """
INSERT INTO person (id, household_id, region, identity_hash, code, name_sealed, id_number_sealed, sex, born_on, relation,
                    ethnic_group, classes, particulars, fingerprint, is_verified, joined_on, revision)
SELECT id, household_id, region, identity_hash, '', name_sealed, id_number_sealed, '1', born_on, '', '01', classes,
       jsonb_build_object('年度', '2019', '健康状况', '健康', '文化程度', '初中'), '', true, '2018-03-01', 1
FROM fresh
"""


def _questions(facts: dict[str, Any]) -> dict[str, Question]:
    """What is asked of somebody, by what it is called in the table."""
    name, number = facts["name"], facts["id_number"]
    asked = read_question
    return {
        "whole name": asked(name),
        "part of a name": asked(name[-2:]),
        "full pinyin": asked("".join(syllables(name))),
        "initials": asked(initials(name)),
        "last 4 of the number": asked(number[-4:]),
        "last 6 of the number": asked(number[-6:]),
        "birth date": asked(facts["born_on"]),
        "birth year and town": replace(asked(f"{facts['born_on'][:4]}年"), within=facts["region"][:9]),
        "surname and village": replace(asked(name[0]), within=facts["region"]),
        "surname and last 4": asked(f"{name[0]} {number[-4:]}"),
        "initials, class and county": replace(asked(initials(name)), within=COUNTY, person_class=PersonClass.ENROLLED),
        "village and class": Question(within=facts["region"], person_class=PersonClass.ENROLLED),
    }


async def _ask(server: Postgres, persons: int, sample: list[tuple[UUID, dict[str, Any]]]) -> Searched:
    engine = create_async_engine(
        server.url("registry", "registry", "registry"),
        connect_args={"server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}},
    )
    sessions = sessions_of(engine, "registry")
    officer = Scope("bench", "county", "3713", "", f"{datetime.now(UTC):%F}")
    dice = random.Random(5)  # noqa: S311

    async def timed(work: Callable[[Any], Awaitable[Any]]) -> tuple[float, Any]:
        async with transaction(sessions, officer) as session:
            started = perf_counter()
            answer = await work(session)
            return (perf_counter() - started) * 1000, answer

    taken: dict[str, list[float]] = {}
    seen: dict[str, list[int]] = {}
    for at in range(ASKED + 5):
        for title, question in _questions(dice.choice(sample)[1]).items():
            within = replace(question, within=question.within or "3713")
            spent, found = await timed(lambda session, asked=within: find_people(session, asked, after=None, limit=PAGE))
            if at >= 5:  # the first few read plans and pages
                taken.setdefault(title, []).append(spent)
                seen.setdefault(title, []).append(len(found))
    by_key = [(await timed(lambda s, id=id: s.execute(_BY_KEY, {"id": id})))[0] for id, _ in sample[:200]]
    scan_ms, _ = await timed(lambda session: session.execute(_SCAN, {"sealed": b"none"}))
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    index = await admin.fetchval("SELECT pg_relation_size('person_mark_marks') / 1048576")
    table = await admin.fetchval("SELECT pg_table_size('person_mark') / 1048576")
    await admin.close()
    await engine.dispose()
    asked = [Asked(title, each, int(percentile([float(n) for n in seen[title]], 50))) for title, each in taken.items()]
    return Searched(persons, asked, by_key, scan_ms, index, table)


def table(searched: Searched) -> list[str]:
    """The lines of BENCHMARKS.md."""
    floor = percentile(searched.by_key_ms, 50)
    lines = [
        "| question | on the first page | p50 ms | p95 ms | p95 / look-up by key | p95 / plain scan |",
        "|---|---|---|---|---|---|",
    ]
    for each in searched.asked:
        p95 = percentile(each.taken_ms, 95)
        lines.append(
            f"| {each.title} | {each.found} | {percentile(each.taken_ms, 50):.1f} | {p95:.1f} | {p95 / floor:.1f} "
            f"| {p95 / searched.scan_ms:.3f} |"
        )
    every = [ms for each in searched.asked for ms in each.taken_ms]
    return [
        *lines,
        "",
        f"All of them: p50 {percentile(every, 50):.1f} ms, p95 {percentile(every, 95):.1f} ms, "
        f"unsealed and held against the question, in the scope of a city of {searched.persons:,} people. A look-up by primary key {floor:.1f} ms, a plain scan "
        f"{searched.scan_ms:.0f} ms. Marks {searched.mark_mib} MiB, their index {searched.index_mib} MiB.",
    ]


if __name__ == "__main__":
    import sys

    sys.stdout.write("\n".join(table(asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS)))) + "\n")
