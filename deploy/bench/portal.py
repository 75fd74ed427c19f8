"""Bench: the county's money on public pages, over a ledger of a million lines and 300,000 public entries.

Pages are asked for at the service's own doors, in its own process, row-level security and rendering in it. The floors are a plain
sum over the entries, which is what a page without totals would have to do, and the list of the newest fifty of them, a page that
counts nothing.
"""

import gc
import os
import random
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import asyncpg
import httpx
from pydantic import SecretStr

from deploy.bench.ledger import made
from deploy.bench.load import percentile
from deploy.bench.trial import fill
from deploy.embedded.postgres import Postgres
from services.funds.app import create
from services.funds.operations.flow.lay_flow import lay_flow
from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect
from services.funds.tables import Disclosure
from shared.database import Sessions, the_platform, transaction
from shared.ids import uuid7
from shared.regions import children_of, name_of
from shared.service import GARBAGE_AFTER
from shared.settings import Settings

ENTRIES, LINES, ASKED = 300_000, 1_000_000, 30
COUNTY = "371311"
YEARS = (2019, 2020, 2021)
PROGRAMMES = ("产业扶贫", "农村危房改造", "雨露计划", "光伏扶贫", "就业创业与技能培训", "小型公益性生产生活设施")
SOURCES = ("中央财政", "省级财政", "市级财政", "县区财政")
REASONS = ("因病", "因灾", "因学", "因意外伤害")
PROJECTS, LINES_A_YEAR = 600, 40


@dataclass(frozen=True)
class Page:
    """One kind of page: milliseconds of each time that it was asked for, and how long it is."""

    title: str
    taken_ms: list[float]
    kib: int


@dataclass(frozen=True)
class Shown:
    entries: int
    totals: int
    laid_a_second: float
    pages: list[Page]
    list_ms: list[float]
    sum_ms: float


async def measure(entries: int = ENTRIES, lines: int = LINES) -> Shown:
    """A county of three years, laid out by the service's own job, and its pages asked for again and again."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-portal-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            await made(server)
            await fill(server, lines)
            await _publish(server, entries)
            key = SecretStr(b64encode(bytes(32)).decode())
            app = create(Settings(database_url=SecretStr(server.url("funds", "funds", "funds")), jwks="", identity_key=key))
            laid = await _lay(app.state.sessions, entries)
            admin = await asyncpg.connect(server.url(database="funds", driver=""))
            await admin.execute("VACUUM ANALYZE")
            totals = await admin.fetchval("SELECT count(*) FROM flow_total")
            sum_ms = min([await _timed_sum(admin) for _ in range(5)])
            numbers = await admin.fetch("SELECT number FROM flow WHERE part = 0 ORDER BY entry_id DESC LIMIT 1")
            await admin.close()
            gc.collect()  # as `shared.service` does it when a service has started
            gc.freeze()
            gc.set_threshold(GARBAGE_AFTER)
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as doors:
                listed = await _asked(doors, "newest", "/disclosures")
                pages = [await _asked(doors, title, path) for title, path in _pages(numbers[0]["number"]).items()]
            await app.state.engine.dispose()
            return Shown(entries, totals, laid, pages, listed.taken_ms, sum_ms)


async def _timed_sum(admin: asyncpg.Connection) -> float:
    started = perf_counter()
    await admin.fetchval("SELECT sum(amount_fen) FROM disclosure WHERE kind <> 'none'")
    return (perf_counter() - started) * 1000


async def _lay(sessions: Sessions, entries: int) -> float:
    started = perf_counter()
    laid = 0
    while laid < entries:
        async with transaction(sessions, the_platform("bench", "bench")) as session:
            laid += await lay_flow(session) or 0
    return entries / (perf_counter() - started)


async def _asked(doors: httpx.AsyncClient, title: str, path: str) -> Page:
    taken, answer = [], None
    for at in range(ASKED + 3):
        started = perf_counter()
        answer = await doors.get(path, headers={"X-Forwarded-For": f"10.0.0.{at}"})
        answer.raise_for_status()
        if at >= 3:  # the first few read plans and templates
            taken.append((perf_counter() - started) * 1000)
    return Page(title, taken, len(answer.content) // 1024 if answer else 0)


def _pages(number: str) -> dict[str, str]:
    towns = children_of(COUNTY)
    village = children_of(towns[0])[0]
    return {
        "front page": "/portal/page",
        "the county, all years": f"/portal/page?year=all&region={COUNTY}",
        "a town": f"/portal/page?region={towns[0]}&year=2020",
        "a village": f"/portal/page?region={village}&year=2020",
        "a programme, all years": "/portal/page?" + urlencode({"programme": PROGRAMMES[0]}),
        "a project": "/portal/project?number=P-371311-2020-0007",
        "lines behind all that was spent, added up": "/portal/entries?stage=spent",
        "lines behind a town's programme": f"/portal/entries?year=2020&stage=spent&region={towns[0]}&"
        + urlencode({"programme": PROGRAMMES[1]}),
        "search, a word of many entries": "/portal/search?" + urlencode({"q": "大棚"}),
        "search, a place": "/portal/search?" + urlencode({"q": "罗庄"}),
        "search, an entry's number": f"/portal/search?q={number}",
        "duties": "/portal/duties",
    }


async def _publish(server: Postgres, entries: int) -> None:
    """Past the triggers, which are measured with the ledger; what they lay aside is laid aside here."""
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    await admin.execute("SET session_replication_role = replica")
    rows = (Disclosure.of(entry) for entry in _entries(entries))
    columns = ["id", "kind", "region", "amount_fen", "published_on", "corrects_id", "canonical"]
    told = [
        (row.id, row.kind.value, row.region, row.amount_fen, row.published_on, row.corrects_id, row.canonical) for row in rows
    ]
    await admin.copy_records_to_table("disclosure", records=told, columns=columns)
    await admin.execute("INSERT INTO flow_pending SELECT id FROM disclosure")
    await admin.close()


def _entries(many: int) -> Iterator[PublicEntry]:
    """Receipts, budgets, projects with their acts and payments; the rest is money to households, as in life."""
    dice = random.Random(9)  # noqa: S311  a bench's dice
    towns = children_of(COUNTY)
    villages = [village for town in towns for village in children_of(town)]
    few = [*_budgets(), *_projects(villages)]
    for kind, region, year, fen, told in few:
        yield _entry(kind, region, dice.choice(_DAYS), year, fen or dice.randrange(1_000_000, 50_000_000), **told)
    for at in range(many - len(few)):
        year, town, day = dice.choice(YEARS), dice.choice(towns), dice.choice(_DAYS)
        if at % 3:
            line = dice.randrange(LINES_A_YEAR)
            told = {"programme": PROGRAMMES[line % 6], "source": SOURCES[line % 4], "line": f"B-{COUNTY}-{year}-{line + 1:04}"}
            yield _entry(DisclosureKind.PAYMENT, town, day, year, dice.randrange(10_000, 500_000), reason="专项补助", **told)
        else:
            told = {"programme": "临时救助与镇街备用金", "reason": dice.choice(REASONS)}
            yield _entry(DisclosureKind.EMERGENCY_GRANT, town, day, year, dice.randrange(10_000, 500_000), **told)


Few = tuple[DisclosureKind, str, int, int, dict[str, Any]]
_DAYS = [timedelta(days=day) for day in range(365)]


def _budgets() -> Iterator[Few]:
    for year in YEARS:
        for source in SOURCES:
            yield DisclosureKind.MONEY_RECEIVED, COUNTY, year, 10**11, {"subject": f"{source}资金", "source": source}
        for at in range(LINES_A_YEAR):
            told = {"line": f"B-{COUNTY}-{year}-{at + 1:04}", "programme": PROGRAMMES[at % 6], "source": SOURCES[at % 4]}
            yield DisclosureKind.BUDGET, COUNTY, year, 10**10, told | {"subject": f"{PROGRAMMES[at % 6]}指标"}


def _projects(villages: Sequence[str]) -> Iterator[Few]:
    for at in range(PROJECTS):
        village = villages[at % len(villages)]
        told = {"project": f"P-{COUNTY}-2020-{at + 1:04}", "subject": f"{name_of(village)[-9:]}蔬菜大棚"}
        told |= {"programme": PROGRAMMES[0], "source": SOURCES[at % 4]}
        for act in ("项目入库", "项目批复立项", "项目签订合同", "项目验收通过"):
            yield DisclosureKind.PROJECT, village, 2020, 0, told | {"reason": act, "effect": Effect.TOLD}
        paid = {"reason": "项目付款", "effect": Effect.SPENT, "line": f"B-{COUNTY}-2020-{at % LINES_A_YEAR + 1:04}"}
        for _ in range(20):
            yield DisclosureKind.PROJECT, village, 2020, 0, told | paid


def _entry(kind: DisclosureKind, region: str, day: timedelta, year: int, fen: int, **told: Any) -> PublicEntry:
    return public_entry(
        id=uuid7(),
        kind=kind,
        region=region[:9],
        region_name="罗庄区",
        amount_fen=fen,
        clause="鲁民〔2018〕85号",
        published_on=date(year, 1, 1) + day,
        year=year,
        village=region if len(region) == 12 else None,
        **({"reason": "文件"} | told),
    )


def table(shown: Shown) -> list[str]:
    """The lines of BENCHMARKS.md."""
    floor = percentile(shown.list_ms, 50)
    lines = ["| page | KiB | p50 ms | p95 ms | p95 / list of the newest | p95 / plain sum |", "|---|---|---|---|---|---|"]
    for page in shown.pages:
        p95 = percentile(page.taken_ms, 95)
        lines.append(
            f"| {page.title} | {page.kib} | {percentile(page.taken_ms, 50):.1f} | {p95:.1f} | {p95 / floor:.1f} "
            f"| {p95 / shown.sum_ms:.1f} |"
        )
    return [
        *lines,
        "",
        f"{shown.entries:,} entries in {shown.totals:,} totals, laid out {shown.laid_a_second:,.0f} a second behind those who"
        f" publish; {LINES:,} ledger lines beside them. The newest fifty as a list {floor:.1f} ms, a plain sum over all entries"
        f" {shown.sum_ms:.1f} ms. {ASKED} times each, one after another.",
    ]
