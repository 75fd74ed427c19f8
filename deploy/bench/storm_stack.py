"""The part of the platform that a storm is measured on: PostgreSQL, NATS and notifier, each a real process."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from pydantic import SecretStr

from deploy.bench.sinks import Sinks
from deploy.databases import provide
from deploy.embedded.child import Child, last_lines
from deploy.embedded.issuer import token
from deploy.embedded.ports import LOOPBACK, is_well
from deploy.embedded.stack import Stack, choose_ports
from deploy.nats.users import FEED_SUBSCRIBERS
from shared import migrations
from shared.bus import connected
from shared.security import Role
from shared.settings import Settings

NAME = "notifier"
READY_WITHIN_S = 60


class StormStack:
    """A running one."""

    def __init__(self, stack: Stack, service: Child) -> None:
        self.stack, self.service = stack, service

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.stack.ports[NAME]}"

    @property
    def bearer(self) -> str:
        return token(self.stack.keys, Role.COUNTY, region="371311", subject="storm")

    @property
    def nats_url(self) -> str:
        return self.stack.nats.url

    @property
    def passwords(self) -> dict[str, str]:
        return self.stack.nats.passwords

    @property
    def database(self) -> str:
        """For the server's own superuser, whom row-level security does not bind."""
        return self.stack.postgres.url(database=NAME, driver="")

    async def number(self, sql: str, *values: object) -> int:
        """What one statement counts."""
        connection = await asyncpg.connect(self.database)
        try:
            found: int = await connection.fetchval(sql, *values)
        finally:
            await connection.close()
        return found

    def memory_kib(self) -> int:
        """What the service holds now."""
        status = Path(f"/proc/{self.service.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])

    def begin_service(self) -> None:
        """Start it (anew) and wait until it is ready. Raises RuntimeError."""
        self.service.start()
        deadline = time.monotonic() + READY_WITHIN_S
        while not is_well(self.stack.ports[NAME], "/readyz"):
            if not self.service.is_alive or time.monotonic() > deadline:
                raise RuntimeError(last_lines(self.service.log))
            time.sleep(0.1)


@asynccontextmanager
async def started(folder: Path, sinks: Sinks) -> AsyncIterator[StormStack]:
    """PostgreSQL, NATS and notifier for the length of a block, its channels leading to the sinks."""
    stack = Stack(folder, choose_ports())
    stack.provide()
    given = {
        "JISHIYU_SMTP_HOST": LOOPBACK,
        "JISHIYU_SMTP_PORT": str(sinks.mail_port),
        "JISHIYU_SMTP_SECURITY": "none",
        "JISHIYU_SMTP_FROM": "jishiyu@storm.example",
        "JISHIYU_WEBHOOK_NETWORKS": '["127.0.0.0/8"]',
    }
    os.environ |= given
    service = stack.service(NAME)
    try:
        # A process dies with the thread that began it: so all of them begin here.
        with stack.postgres, stack.nats:
            await _lay(stack)
            running = StormStack(stack, service)
            running.begin_service()
            yield running
            service.stop()
    finally:
        service.stop()
        for name in given:
            del os.environ[name]


async def _lay(stack: Stack) -> None:
    """The databases, notifier's with every migration, and the streams."""
    await provide(stack.postgres.url(driver=""), stack.keys.databases)
    operator = Settings(
        database_url=SecretStr(""),
        jwks="",
        identity_key=SecretStr(""),
        nats_url=stack.nats.url,
        nats_user="operator",
        nats_password=SecretStr(stack.nats.passwords["operator"]),
    )
    async with connected(operator) as bus:
        await bus.lay_streams()
        await bus.lay_feeds(FEED_SUBSCRIBERS)
    await asyncio.to_thread(migrations.upgrade, NAME, stack.postgres.url(NAME, NAME, stack.keys.databases[NAME]))
