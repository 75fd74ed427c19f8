"""One worker in a process of its own, so that it can be killed: `python -m tests.notifier.pushing DATABASE_URL`."""

import asyncio
import sys

from pydantic import SecretStr

from services.notifier.channels.receivers import Receivers
from services.notifier.operations.subscription.push_events import push_events
from shared import clock, database
from shared.settings import Settings
from tests.builders.receiver import LOOPBACK


async def work(url: str) -> None:
    """One turn."""
    engine = database.connect(Settings(database_url=SecretStr(url)))
    sessions = database.sessions(engine, "notifier")
    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        await push_events(session, Receivers(allowed=LOOPBACK, timeout_s=30), is_failing=False, at=clock.now())
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
