"""Bench: one disaster strikes twenty thousand households at once; orders, errands and messages until the last is out, while
ordinary detections of other places go on.

Only notifier runs, with PostgreSQL, NATS and receivers on loopback: what the others would say is published in their names.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from time import perf_counter, time
from uuid import UUID

import asyncpg
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.client import JetStreamContext

from deploy.bench.load import percentile
from deploy.bench.sinks import Sinks, listening
from deploy.bench.storm_events import QUIET_MAILBOX, a_detection, publish, put_posts, speaking, the_disaster, villages
from deploy.bench.storm_stack import StormStack, started
from shared.events.civil_affairs import Trigger
from shared.events.notifier import WorkOrdersOpened
from shared.events.registry import NewPovertyDetected

HOUSEHOLDS = 20_000
REPEATED = 500
"""So many of the events come a second time: the broker does not know them again, and the inbox has to."""
ORDINARY_EVERY_S = 1.0
ENDS_WITHIN_S = 900
MIB = 1024
WARMED_BY = 5


WRITTEN = "SELECT id FROM message WHERE post_id IS NOT NULL AND kind <> 'weekly-report'"
WAITING = """
SELECT count(*) FROM delivery AS d JOIN message AS m ON m.id = d.message_id
WHERE state IN ('queued', 'failed') AND kind <> 'weekly-report'
"""
"""A weekly report is none of a storm: written in the night it waits for the morning."""


@dataclass
class Storm:
    """What was seen of one."""

    households: int
    published_s: float = 0.0
    ordered_s: float = 0.0
    told_s: float = 0.0
    orders: int = 0
    errands: int = 0
    messages: int = 0
    twice: int = 0
    lost: int = 0
    connections: int = 0
    memory_kib: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the first event, and what the service held then."""
    ordinary_order_s: list[float] = field(default_factory=list)
    ordinary_message_s: list[float] = field(default_factory=list)
    floor_s: float = 0.0

    @property
    def peak_mib(self) -> int:
        return max(kib for _, kib in self.memory_kib) // MIB

    @property
    def early_mib(self) -> int:
        """The most in the first fifth of it: what is more later grows with the backlog."""
        return max(kib for at, kib in self.memory_kib if at <= max(self.told_s / 5, 2)) // MIB


async def measure(households: int = HOUSEHOLDS) -> Storm:
    """A platform of its own, and one storm over it."""
    async with listening(QUIET_MAILBOX) as sinks:
        with tempfile.TemporaryDirectory(prefix="jishiyu-storm-") as place:
            os.chmod(place, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
            async with started(Path(place) / "state", sinks) as stack:
                return await _storm(stack, sinks, households)


async def _storm(stack: StormStack, sinks: Sinks, households: int) -> Storm:
    await put_posts(stack, sinks)
    seen, over = Storm(households), asyncio.Event()
    of_housing, of_registry = the_disaster(households)
    async with speaking(stack, "registry") as registry, speaking(stack, "housing") as housing:
        await _warm(stack, registry, sinks)
        began_s = perf_counter()
        ordinary: list[tuple[float, NewPovertyDetected]] = []
        beside = [
            asyncio.create_task(_ordinary(registry, ordinary, over)),
            asyncio.create_task(_weigh(stack, seen, began_s, over)),
        ]
        await publish(housing, of_housing)
        await publish(registry, of_registry)
        await publish(registry, of_registry[:REPEATED], again=" again")
        seen.published_s = perf_counter() - began_s
        await _until_ordered(stack, households, of="disaster")
        seen.ordered_s = perf_counter() - began_s
        await _until_told(stack)
        seen.told_s = perf_counter() - began_s
        over.set()
        await asyncio.gather(*beside)
        await _until_ordered(stack, households + len(ordinary) + WARMED_BY)
        await _until_told(stack)
    await _count(stack, sinks, seen, ordinary)
    return seen


async def _warm(stack: StormStack, registry: JetStreamContext, sinks: Sinks) -> None:
    """A few ordinary ones: first plans, policies and regions are read now."""
    _, quiet = villages()
    for _ in range(WARMED_BY):
        await publish(registry, [a_detection(quiet, Trigger.ILLNESS, urgency="ordinary")])

    async def warm() -> bool:
        return len(sinks.letters[QUIET_MAILBOX]) >= WARMED_BY

    await _until(warm)
    sinks.letters[QUIET_MAILBOX].clear()


async def _ordinary(registry: JetStreamContext, said: list[tuple[float, NewPovertyDetected]], over: asyncio.Event) -> None:
    """Somebody falls ill elsewhere, once a second, as long as the storm lasts."""
    _, quiet = villages()
    while not over.is_set():
        event = a_detection(quiet, Trigger.ILLNESS, urgency="ordinary")
        said.append((time(), event))
        await publish(registry, [event])
        await _pause(over, ORDINARY_EVERY_S)


async def _weigh(stack: StormStack, seen: Storm, began_s: float, over: asyncio.Event) -> None:
    while not over.is_set():
        seen.memory_kib.append((perf_counter() - began_s, stack.memory_kib()))
        await _pause(over, 0.5)


async def _until(met: Callable[[], Awaitable[bool]]) -> None:
    """Asked twice a second: to count may not cost the storm its processor."""
    never = asyncio.Event()
    async with asyncio.timeout(ENDS_WITHIN_S):
        while not await met():
            await _pause(never, 0.5)


async def _pause(over: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return


async def _until_ordered(stack: StormStack, cases: int, *, of: str = "") -> None:
    async def all_there() -> bool:
        return await stack.number("SELECT count(*) FROM dispatch WHERE $1 IN ('', trigger)", of) >= cases

    await _until(all_there)


async def _until_told(stack: StormStack) -> None:
    async def none_waits() -> bool:
        return not await stack.number(WAITING)

    await _until(none_waits)


async def _count(stack: StormStack, sinks: Sinks, seen: Storm, ordinary: Sequence[tuple[float, NewPovertyDetected]]) -> None:
    connection = await asyncpg.connect(stack.database)
    try:
        written = {str(row["id"]) for row in await connection.fetch(WRITTEN)}
        counts = "SELECT (SELECT count(*) FROM work_order), (SELECT count(*) FROM errand), (SELECT count(*) FROM message)"
        [(seen.orders, seen.errands, seen.messages)] = await connection.fetch(counts)
        seen.floor_s = await _floor(connection)
    finally:
        await connection.close()
    seen.lost, seen.twice, seen.connections = len(written - sinks.came_at.keys()), sinks.twice, sinks.connections
    opened = await _opened(stack, [event.case_id for _, event in ordinary])
    seen.ordinary_order_s = [opened[event.case_id] - said for said, event in ordinary]
    came = _by_case(sinks)
    seen.ordinary_message_s = [came[event.case_id] - said for said, event in ordinary]


def _by_case(sinks: Sinks) -> dict[UUID, float]:
    """When the officer of the quiet village heard of each case: it stands in the letter's link."""
    came = {}
    for at, letter in sinks.letters[QUIET_MAILBOX]:
        body = message_from_bytes(letter, policy=policy.default).get_body()
        assert body is not None
        came[UUID(body.get_content().partition("/registry/cases/")[2][:36])] = at
    return came


async def _opened(stack: StormStack, cases: Collection[UUID]) -> dict[UUID, float]:
    """When the bus heard that these cases have their orders: after the commit, and after the relay."""
    config = ConsumerConfig(filter_subject=WorkOrdersOpened.subject, ack_policy=AckPolicy.NONE, mem_storage=True)
    opened: dict[UUID, float] = {}
    async with speaking(stack, "operator") as stream:
        info = await stream.add_consumer("RELIEF", config)
        pull = await stream.pull_subscribe_bind(info.name, stream="RELIEF")
        async with asyncio.timeout(ENDS_WITHIN_S):
            while not opened.keys() >= set(cases):
                for message in await pull.fetch(500, timeout=10):
                    opened[UUID(json.loads(message.data)["data"]["case_id"])] = message.metadata.timestamp.timestamp()
    return opened


async def _floor(connection: asyncpg.Connection) -> float:
    """Seconds for the same rows of orders, messages and deliveries, written by PostgreSQL alone into bare tables."""
    taken = 0.0
    for table in ("dispatch", "work_order", "message", "delivery"):
        await connection.execute(f"CREATE TABLE bare_{table} (LIKE {table})")
        started = perf_counter()
        await connection.execute(f"INSERT INTO bare_{table} SELECT * FROM {table}")  # noqa: S608  names of our own
        taken += perf_counter() - started
    return taken


def table(seen: Storm) -> list[str]:
    """The lines of BENCHMARKS.md."""
    order, message = seen.ordinary_order_s, seen.ordinary_message_s
    return [
        "| households | orders | errands | messages | all orders s | all messages out s | bare rows s | all orders / bare rows "
        "| twice | lost |",
        "|---" * 10 + "|",
        f"| {seen.households:,} | {seen.orders:,} | {seen.errands:,} | {seen.messages:,} | {seen.ordered_s:.0f} "
        f"| {seen.told_s:.0f} | {seen.floor_s:.1f} | {seen.ordered_s / seen.floor_s:.0f} | {seen.twice} | {seen.lost} |",
        "",
        "| ordinary detections meanwhile | their orders p50 s | p99 s | their officer's mail p50 s | p99 s "
        "| memory of notifier in the first fifth MiB | peak MiB |",
        "|---" * 7 + "|",
        f"| {len(order)} | {percentile(order, 50):.2f} | {percentile(order, 99):.2f} | {percentile(message, 50):.2f} "
        f"| {percentile(message, 99):.2f} | {seen.early_mib} | {seen.peak_mib} |",
    ]
