"""Bench: one person looked for among a million, against a look-up by primary key and a plain scan."""

import os
import random
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.bench.export import Exported, take_out
from deploy.bench.load import percentile
from deploy.bench.people import CITY, COUNTY, SURROUNDINGS, fill
from deploy.bench.watch import migrated
from deploy.embedded.postgres import Postgres
from services.registry.rules.search import Question, read_question
from services.registry.rules.sound import initials, syllables
from services.registry.rules.vocabulary import PersonClass
from services.registry.store.search import find_people
from shared.database import Scope, transaction
from shared.database import sessions as sessions_of

PERSONS, PAGE, ASKED = 1_000_000, 50, 60
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
    exported: Exported | None = None


async def measure(persons: int = PERSONS) -> Searched:
    """A register of that many people in two counties of a thousand villages, and the questions that officers ask of it."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-search-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            os.environ.update(SURROUNDINGS)  # the names are sealed and marked by our own vault
            await migrated(server)
            sample = await fill(server, persons)
            searched = await _ask(server, persons, sample)
            return replace(searched, exported=await take_out(server))


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


async def _by_key(session: Any, id: UUID) -> None:
    await session.execute(_BY_KEY, {"id": id})


async def _ask(server: Postgres, persons: int, sample: list[tuple[UUID, dict[str, Any]]]) -> Searched:
    engine = create_async_engine(
        server.url("registry", "registry", "registry"),
        connect_args={"server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}},
    )
    sessions = sessions_of(engine, "registry")
    officer = Scope("bench", "county", CITY, "", f"{datetime.now(UTC):%F}")
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
            within = replace(question, within=question.within or CITY)
            spent, found = await timed(partial(find_people, question=within, after=None, limit=PAGE))
            if at >= 5:  # the first few read plans and pages
                taken.setdefault(title, []).append(spent)
                seen.setdefault(title, []).append(len(found))
    by_key = [(await timed(partial(_by_key, id=id)))[0] for id, _ in sample[:200]]
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
        f"unsealed and held against the question, in the scope of a city of {searched.persons:,} people. "
        f"A look-up by primary key {floor:.1f} ms, a plain scan {searched.scan_ms:.0f} ms. "
        f"Marks {searched.mark_mib} MiB, their index {searched.index_mib} MiB.",
        *(searched.exported.told if searched.exported else ()),
    ]
