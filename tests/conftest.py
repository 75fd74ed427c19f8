"""Fixtures for every room: a real PostgreSQL per run, a fresh database per test, doors over ASGI, events through the real path.

Inside `tests/<service>/` the fixtures `session`, `api`, `deliver`, `tick` and `emitted` speak for that service.
"""

import asyncio
import base64
import importlib
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_KEPT = tempfile.TemporaryDirectory(prefix="jishiyu-keys-")
_KEYS = Path(_KEPT.name)
_SIGNING = OKPKey.generate_key("Ed25519", {"kid": "test"})
_SEALING = ECKey.generate_key("P-256", {"kid": "seal-test", "use": "enc"})
(_KEYS / "jwks.json").write_text(json.dumps(KeySet([_SIGNING]).as_dict(private=False)))
(_KEYS / "seal.json").write_text(json.dumps(_SEALING.as_dict(private=True)))
os.environ |= {
    "JISHIYU_DATABASE_URL": "postgresql+asyncpg://set-by-each-test/none",
    "JISHIYU_JWKS": str(_KEYS / "jwks.json"),
    "JISHIYU_SEAL_KEY_FILE": str(_KEYS / "seal.json"),
    "JISHIYU_IDENTITY_KEY": base64.b64encode(bytes(range(32))).decode(),
    "JISHIYU_POOL_SIZE": "6",
}

from deploy.embedded.postgres import Postgres  # noqa: E402  after the environment that it and shared read
from shared import clock, consumers, database, jobs, log, migrations  # noqa: E402
from shared.events import Event, every_event  # noqa: E402
from shared.events.wire import decode, encode  # noqa: E402
from shared.security import Role  # noqa: E402
from shared.settings import Settings  # noqa: E402
from tests.builders.pages import looked_at  # noqa: E402

log.start("test", "WARNING")
# How long a test takes is the machine's business: a busy one must not make it fail.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
_BY_SUBJECT = {event.subject: event for event in every_event()}
SERVICES = ("registry", "medical", "housing", "funds", "notifier")


pytest_plugins = ["tests.midnight"]
LONGEST = ("test_schemathesis.py",)
"""Files that begin first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_unconfigure() -> None:
    """When the run ends, of each worker too: private keys do not stay behind."""
    _KEPT.cleanup()


MEMORY = Path("/dev/shm")  # noqa: S108  not a file of ours that another could have laid there: a folder with a random name
ROOMY_BYTES = 8 * 2**30
"""A container's shared memory is often 64 MB; a server of the suite takes one to two gigabytes at its widest."""


def _quick_place() -> Path | None:
    """A file system in memory, if there is one with room: a database for each test is thousands of small files."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOMY_BYTES
    return MEMORY if has_room else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the run; it forgets nothing but does not wait for the disk."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-pg-", dir=_quick_place()) as folder:
        Path(folder).chmod(0o755)  # as root, PostgreSQL runs as another user
        with Postgres(Path(folder) / "postgres", durable=False) as server:
            yield server


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> Callable[[str], str]:
    """The name of a service's migrated database, made once, to be copied by each test."""
    made: dict[str, str] = {}

    def of(service: str) -> str:
        if service not in made:
            name = f"template_{service}"
            asyncio.run(
                _administer(
                    postgres, f"CREATE ROLE {service} LOGIN PASSWORD '{service}'", f"CREATE DATABASE {name} OWNER {service}"
                )
            )
            migrations.upgrade(service, postgres.url(service, name, service))
            made[service] = name
        return made[service]

    return of


async def _administer(postgres: Postgres, *statements: str) -> None:
    connection = await asyncpg.connect(postgres.url(driver=""))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def service(request: pytest.FixtureRequest) -> str:
    """The service whose folder the test stands in."""
    name = request.path.relative_to(Path(__file__).parent).parts[0]
    assert name in SERVICES, f"{request.path} belongs to no service"
    return name


@pytest.fixture
async def database_url(service: str, template: Callable[[str], str], postgres: Postgres) -> AsyncIterator[str]:
    """A database of this test's own, owned by the service's own user, who is no superuser."""
    name = f"test_{uuid4().hex}"
    # In a thread, because making the template runs an event loop of its own (alembic's) and this one is running already.
    migrated = await asyncio.to_thread(template, service)
    await _administer(postgres, f"CREATE DATABASE {name} TEMPLATE {migrated} OWNER {service}")
    yield postgres.url(service, name, service)
    await _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def app(service: str, database_url: str) -> AsyncIterator[FastAPI]:
    """The service's application, its background work not started."""
    module = importlib.import_module(f"services.{service}.app")
    app: FastAPI = module.create(Settings(database_url=database_url))
    yield app
    await app.state.engine.dispose()


@pytest.fixture
def sessions(app: FastAPI) -> database.Sessions:
    made: database.Sessions = app.state.sessions
    return made


@pytest.fixture
async def session(sessions: database.Sessions) -> AsyncIterator[AsyncSession]:
    """A transaction that sees everything of the service. Commit it to let doors see what it wrote; uncommitted work is undone."""
    async with sessions() as session:
        await database.set_scope(session, database.the_platform("test", "test"))
        yield session


@pytest.fixture
def emitted() -> Callable[[AsyncSession], Awaitable[list[Event]]]:
    """The events that the outbox owes, oldest first."""

    async def owed(session: AsyncSession) -> list[Event]:
        rows = await session.execute(text("SELECT subject, body FROM outbox ORDER BY position"))
        return [decode(_class_of(row.subject), bytes(row.body)) for row in rows]

    return owed


def _class_of(subject: str) -> type[Event]:
    return _BY_SUBJECT.get(subject) or _BY_SUBJECT[subject.rpartition(".")[0]]


def token(role: Role, *, region: str = "371311", org: str = "", subject: str = "测试员", minutes: int = 60) -> str:
    """A signed token as the issuer would make it."""
    claims = {
        "iss": "jishiyu",
        "aud": "jishiyu",
        "sub": subject,
        "role": role.value,
        "region": region,
        "org": org,
        "exp": int((datetime.now(clock.CHINA) + timedelta(minutes=minutes)).timestamp()),
    }
    return jwt.encode({"alg": "Ed25519", "kid": "test"}, claims, _SIGNING, algorithms=["Ed25519"])


class Api(httpx.AsyncClient):
    """A client on a service's doors. Writes get a fresh Idempotency-Key unless they bring one (or say None)."""

    def as_(self, role: Role, *, region: str = "371311", org: str = "", subject: str = "测试员") -> "Api":
        """The same doors, seen by somebody."""
        return Api(
            transport=self._transport,
            base_url=self.base_url,
            headers={"Authorization": f"Bearer {token(role, region=region, org=org, subject=subject)}"},
        )

    async def request(self, method: str, url: Any, *, headers: Any = None, **options: Any) -> httpx.Response:  # type: ignore[override]
        given = dict(headers or {})
        if method not in ("GET", "HEAD", "OPTIONS"):
            given.setdefault("Idempotency-Key", str(uuid4()))
        answer = await super().request(method, url, headers={k: v for k, v in given.items() if v is not None}, **options)
        looked_at(answer)
        return answer


@pytest.fixture
async def api(app: FastAPI, service: str) -> AsyncIterator[Api]:
    """The service's doors, entered by nobody in particular; see `Api.as_`."""
    async with Api(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=f"http://{service}") as client:
        yield client


@dataclass
class HandDelivery:
    """A message handed over without a broker; remembers how it was settled."""

    subject: str
    body: bytes
    number: int = field(default_factory=count(1).__next__)
    traceparent: str | None = None
    behind: int = 0
    settled: list[str] = field(default_factory=list)
    reason: dict[str, object] | None = None

    async def ack(self) -> None:
        self.settled.append("ack")

    async def retry(self, after_s: float) -> None:
        self.settled.append(f"retry in {after_s} s")

    async def bury(self, handler: str, reason: dict[str, object]) -> None:
        self.settled.append("bury")
        self.reason = reason


Deliver = Callable[..., Awaitable[list[HandDelivery]]]


@pytest.fixture
def deliver(app: FastAPI, sessions: database.Sessions) -> Deliver:
    """Hand an event (or raw bytes for an event class) to every handler of the service that listens to it; `on` is its subject."""

    async def hand_over(event: Event | bytes, *, to: type[Event] | None = None, on: str | None = None) -> list[HandDelivery]:
        kind = to or type(event)
        body = event if isinstance(event, bytes) else encode(event)
        subject = on or (kind.subject if isinstance(event, bytes) else event.sent_to)
        done = []
        for handler in app.state.handlers.handlers:
            if handler.event_type is kind:
                delivery = HandDelivery(subject, body)
                await consumers.settle(app.state.service, handler, delivery, sessions)
                done.append(delivery)
        assert done, f"{app.state.service} does not listen to {kind.__name__}"
        return done

    return hand_over


@pytest.fixture
def tick(app: FastAPI, sessions: database.Sessions) -> Callable[[Any, datetime], Awaitable[None]]:
    """Let one job of the service tick at an instant: `await tick(escalate_orders, at)`."""

    async def once(work: Any, at: datetime) -> None:
        [job] = [job for job in app.state.jobs.jobs if job.tick is work]
        await jobs.tick(app.state.service, job, jobs.slot_of(at, job.every), sessions)

    return once


@pytest.fixture
def frozen_at() -> Callable[[str], Any]:
    """`with frozen_at("2020-06-01T09:00:00+08:00"):` holds the clock still."""

    @contextmanager
    def hold(at: str) -> Iterator[None]:
        with clock.frozen(datetime.fromisoformat(at)):
            yield

    return hold
