"""The feed on a real broker, and a worker that is killed in the middle: what was owed arrives, in order, at least once."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import nats
import pytest
from pydantic import SecretStr
from sqlmodel import select

from deploy.embedded.nats import Nats
from deploy.nats.users import FEED_SUBSCRIBERS, feed_user
from services.notifier import jobs
from services.notifier.app import create
from services.notifier.channels.receivers import Receivers
from services.notifier.tables import Progress, Push
from shared import bus, clock, database
from shared.events.registry import CaseClosed
from shared.events.wire import encode
from shared.settings import Settings
from tests.builders.feed import a_subscriber, a_subscription, alerts, kept
from tests.builders.receiver import LOOPBACK, Receiver
from tests.shared.test_consumers import a_closed_case
from tests.waiting import until

FED = FEED_SUBSCRIBERS[0]


async def test_a_worker_that_is_killed_leaves_nothing_unsent(database_url, session, receiver: Receiver):
    await a_subscriber(session)
    await a_subscription(session, receiver.address)
    ids = [str(event.event_id) for event in await kept(session, *alerts(5))]
    await session.commit()

    async def worker():
        return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.notifier.pushing", database_url)

    killed = await worker()
    receiver.on_post = lambda number: os.kill(killed.pid, signal.SIGKILL) if number == 3 else None
    assert await killed.wait() == -signal.SIGKILL
    receiver.on_post = lambda number: None
    assert receiver.ids == ids[:3]
    assert (await session.exec(select(Push))).all() == [], "what was not committed did not happen"

    async def all_there() -> bool:
        # The dead worker's row is free as soon as PostgreSQL has noticed.
        assert await (await worker()).wait() == 0
        await session.rollback()
        await database.set_scope(session, database.the_platform("test", "test"))
        return (await session.exec(select(Progress.position))).one() == 5

    await until(all_there, within_s=120)
    assert receiver.ids == ids[:3] + ids
    assert {push.attempts for push in (await session.exec(select(Push))).all()} == {1}


@pytest.fixture
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nats]:
    with Nats(tmp_path_factory.mktemp("nats")) as server:
        async with bus.connected(credential(server, "operator")) as connection:
            await connection.lay_streams()
            await connection.lay_feeds(FEED_SUBSCRIBERS)
        yield server


def credential(broker: Nats, user: str, database_url: str = "postgresql://unused/x") -> Settings:
    return Settings(
        database_url=database_url, nats_url=broker.url, nats_user=user, nats_password=SecretStr(broker.passwords[user])
    )


@asynccontextmanager
async def connected(broker: Nats, user: str):
    client = await nats.connect(broker.url, user=user, password=broker.passwords[user], inbox_prefix=f"_INBOX_{user}".encode())
    yield client
    await client.close()


async def test_what_is_said_on_the_bus_reaches_a_system_by_all_three_ways(
    database_url, session, broker: Nats, receiver: Receiver, monkeypatch
):
    monkeypatch.setattr(jobs, "receivers", lambda: Receivers(allowed=LOOPBACK, timeout_s=30))
    now = clock.now() - timedelta(minutes=1)
    await a_subscriber(session, code=FED, types=[CaseClosed.subject], at=now)
    await a_subscription(session, receiver.address, code=FED, at=now)
    await a_subscription(session, code=FED, at=now)
    await session.commit()
    events = [a_closed_case() for _ in range(3)]

    app = create(credential(broker, "notifier", database_url))
    async with app.router.lifespan_context(app), connected(broker, "registry") as registry:
        for event in events:
            await registry.jetstream().publish(event.sent_to, encode(event), headers={"Nats-Msg-Id": str(event.event_id)})
        async with connected(broker, feed_user(FED)) as system:
            subscription = await system.jetstream().pull_subscribe_bind(FED, stream="FEED")
            over_the_bus = []
            while len(over_the_bus) < len(events):
                for message in await subscription.fetch(1, timeout=60):
                    over_the_bus.append(message)
                    await message.ack_sync()

        async def pushed() -> bool:
            return len(receiver.posts) >= len(events)

        await until(pushed, within_s=60)
    wanted = [str(event.event_id) for event in events]
    assert receiver.ids == wanted
    assert [message.data for message in over_the_bus] == [body for _, body in receiver.posts]
    assert {message.subject for message in over_the_bus} == {f"feed.{FED}.registry.case-closed.v1"}
