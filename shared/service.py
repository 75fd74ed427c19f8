"""One FastAPI application per service, all built the same way: three doors, one relay, health, metrics, offline documents."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import commands, database, health, log, outbox, problems, refusals, regions, session, tasks, telemetry
from shared.bus import Bus
from shared.consumers import Consumers
from shared.documents import spoken
from shared.door import Transaction
from shared.gathering import Gathering
from shared.jobs import Jobs
from shared.problems import refuses
from shared.router import door, door_for_questions, door_with_limit
from shared.security import Gatekeeper
from shared.settings import Settings, current

CUSTOMS = Path(__file__).with_name("customs.md").read_text("utf-8")
"""What holds at every service's doors, for whoever integrates with one of them."""

GARBAGE_AFTER = 20_000
"""New objects between two looks for garbage. A request makes thousands and leaves none in cycles."""

FALLEN_WITHIN_S = 30

logger = structlog.get_logger()

__all__ = ["Transaction", "build", "door", "door_for_questions", "door_with_limit", "refuses"]


def build(
    name: str,
    *,
    title: str,
    routers: Sequence[APIRouter],
    handlers: Consumers | None = None,
    jobs: Jobs | None = None,
    settings: Settings | None = None,
    description: str = "",
) -> FastAPI:
    """The application of one service. Background work starts with its lifespan; if any of it dies, the process ends."""
    settings = settings or current()
    handlers, jobs = handlers or Consumers(name), jobs or Jobs(name)
    engine = database.connect(settings)
    sessions = database.sessions(engine, name)
    bus = Bus(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.start(name, settings.log_level)
        regions.exists("11")  # reads the table now, not while the first household waits
        leave_alone_what_stays()
        work = [
            asyncio.create_task(_vital(part, doing))
            for part, doing in (("bus", _on_the_bus(bus, settings, handlers, sessions)), ("jobs", jobs.run(sessions)))
        ]
        yield
        for task in work:
            task.cancel()
        await asyncio.wait(work, timeout=2 * tasks.ENDED_WITHIN_S)
        await bus.close()
        await engine.dispose()

    app = FastAPIOffline(
        title=f"及时雨 · {title}",
        version="1",
        description=f"{description}\n\n{CUSTOMS}",
        lifespan=lifespan,
        redoc_url=None,
        # `Watched` traces and measures; FastAPI's own telemetry would also log what exceptions say, names among it.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        swagger_ui_parameters={"docExpansion": "list", "defaultModelsExpandDepth": 0, "persistAuthorization": True},
    )
    app.state.service, app.state.settings, app.state.sessions, app.state.engine = name, settings, sessions, engine
    app.state.bus, app.state.handlers, app.state.jobs, app.state.gatekeeper = bus, handlers, jobs, Gatekeeper(settings)
    app.state.gathering = Gathering(sessions)
    problems.install(app)
    for router in (*routers, refusals.router, commands.router, health.router, session.router):
        app.include_router(router)
    app.openapi = spoken(app.openapi)  # type: ignore[method-assign]
    app.add_middleware(Watched, service=name)
    return app


def leave_alone_what_stays() -> None:
    """What was loaded by now lives as long as the process: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


async def _on_the_bus(bus: Bus, settings: Settings, handlers: Consumers, sessions: database.Sessions) -> None:
    await bus.connect()
    dsn = settings.database_url.get_secret_value().replace("+asyncpg", "")
    await tasks.run_all([outbox.relay(dsn, bus), *handlers.parts(bus, sessions)])


async def _vital(part: str, doing: Awaitable[None]) -> None:
    """A service without its relay or its consumers looks alive and is not: let the supervisor start a whole one."""
    try:
        await doing
    except asyncio.CancelledError:
        raise
    except BaseException as failure:
        logger.critical("service.falls", part=part, exc_info=failure)
        signal.alarm(FALLEN_WITHIN_S)  # which no one handles: it ends us, whatever might hold up the orderly way
        os.kill(os.getpid(), signal.SIGTERM)
        raise


class Watched:
    """Each request under one trace id, answered with it, and timed by route."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        started, status = perf_counter(), 500
        with telemetry.span("http", headers.get(b"traceparent", b"").decode("latin-1") or None) as trace_id:

            async def watch(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    message["headers"] = [*message["headers"], (b"trace-id", trace_id.encode())]
                await send(message)

            try:
                await self._app(scope, receive, watch)
            finally:
                # The route's template, never the path: ids in labels would make a series per person.
                route: Any = scope.get("route")
                telemetry.REQUESTS.labels(self._service, scope["method"], getattr(route, "path", "-"), status).observe(
                    perf_counter() - started
                )
