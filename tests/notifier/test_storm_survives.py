"""A storm on a real platform that is killed part by part meanwhile: nothing is lost, nothing is there twice."""

import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from deploy.bench.sinks import Sinks, listening
from deploy.bench.storm_events import QUIET_MAILBOX, a_detection, publish, put_posts, speaking, the_disaster, villages
from deploy.bench.storm_stack import StormStack, started
from shared import dead
from shared.bus import connected
from shared.events.civil_affairs import Trigger
from shared.settings import Settings
from tests.waiting import until

HOUSEHOLDS = 300
ORDINARY = 10
IN_FLIGHT = 4 * 16
"""Messages that may be on their way when notifier or its database dies: receivers tell a second copy by its id."""


@dataclass
class Running:
    stack: StormStack
    sinks: Sinks

    async def number(self, sql: str) -> int:
        try:
            return await self.stack.number(sql)
        except (OSError, asyncpg.PostgresError):
            return 0

    async def reached(self, sql: str, many: int) -> None:
        async def there() -> bool:
            return await self.number(sql) >= many

        await until(there, within_s=240)


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    with tempfile.TemporaryDirectory(prefix="jishiyu-storm-") as place:
        os.chmod(place, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        async with listening(QUIET_MAILBOX) as sinks, started(Path(place) / "state", sinks) as stack:
            await put_posts(stack, sinks)
            yield Running(stack, sinks)


CASES = "SELECT count(*) FROM dispatch"
SENT = "SELECT count(*) FROM delivery WHERE state = 'sent'"
NOT_SENT = "SELECT count(*) FROM delivery WHERE state <> 'sent' AND wait IS NULL"
"""What waits for the morning (a week's report, should the suite run by night) is no part of the storm."""
TWICE = (
    "SELECT count(*) - count(DISTINCT (case_id, department)) FROM work_order",
    "SELECT count(*) - count(DISTINCT (case_id, kind, coalesce(order_id, case_id))) FROM message WHERE case_id IS NOT NULL",
    "SELECT count(*) - count(DISTINCT (source_id, part, rule)) FROM errand",
    "SELECT count(*) - count(DISTINCT errand_id) FROM message WHERE errand_id IS NOT NULL",
    "SELECT count(*) - count(DISTINCT message_id) FROM delivery",
)


async def test_a_storm_in_which_every_part_is_killed_loses_and_doubles_nothing(running: Running) -> None:
    stack, (_, quiet) = running.stack, villages()
    of_housing, of_registry = the_disaster(HOUSEHOLDS)
    elsewhere = [a_detection(quiet, Trigger.ILLNESS, urgency="ordinary") for _ in range(ORDINARY)]
    async with speaking(stack, "registry") as registry, speaking(stack, "housing") as housing:
        await publish(housing, of_housing)
        await publish(registry, [*of_registry, *elsewhere])
        await publish(registry, of_registry[:50], again=" again")

    await running.reached(CASES, 50)
    stack.service.kill()
    stack.begin_service()
    await running.reached(CASES, 120)
    stack.stack.nats.kill()
    stack.stack.nats.start()
    await running.reached(SENT, 400)
    stack.stack.postgres.kill()
    stack.stack.postgres.start()
    await running.reached(SENT, 800)
    stack.service.kill()
    stack.begin_service()

    await running.reached(CASES, HOUSEHOLDS + ORDINARY)

    async def told() -> bool:
        return not await running.number(NOT_SENT) and await running.number(SENT) >= 5 * HOUSEHOLDS

    await until(told, within_s=240)
    assert await stack.number(CASES) == HOUSEHOLDS + ORDINARY
    assert await stack.number("SELECT count(*) FROM waiting_call") == 0
    assert await stack.number("SELECT count(*) FROM work_order") == 5 * (HOUSEHOLDS + ORDINARY)
    assert [await stack.number(sql) for sql in TWICE] == [0] * len(TWICE)
    written = await messages(stack)
    assert Counter(kind for kind, _ in written.values()) >= Counter({"case-opened": HOUSEHOLDS + ORDINARY})
    assert {id for id, (_, post) in written.items() if post} == running.sinks.came_at.keys(), "all came, and nothing else"
    assert running.sinks.twice <= 3 * IN_FLIGHT, "what was on its way when something died, under ids that tell"
    assert await dead_letters(stack) == []


async def messages(stack: StormStack) -> dict[str, tuple[str, bool]]:
    """By id, what each is about and whether it goes to a post (the others stand in the duty log)."""
    connection = await asyncpg.connect(stack.database)
    try:
        rows = await connection.fetch(
            "SELECT id, kind, post_id IS NOT NULL AS has_post FROM message m"
            " WHERE NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = m.id AND d.wait IS NOT NULL)"
        )
    finally:
        await connection.close()
    return {str(row["id"]): (row["kind"], row["has_post"]) for row in rows}


async def dead_letters(stack: StormStack) -> list[object]:
    operator = Settings(
        database_url=SecretStr(""),
        jwks="",
        identity_key=SecretStr(""),
        nats_url=stack.nats_url,
        nats_user="operator",
        nats_password=SecretStr(stack.passwords["operator"]),
    )
    async with connected(operator) as bus:
        return list(await dead.summaries(bus))
