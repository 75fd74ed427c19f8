"""PostgreSQL: each service's own rows, sessions, and the scope that row-level security reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import DateTime, TextClause, TextualSelect, text
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.util.concurrency import greenlet_spawn
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import regions
from shared.settings import Settings


class Session(AsyncSession):
    """SQLModel's session, on which a set-based statement is as welcome as a model: its `execute` does not warn."""

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Written SQL concerns no object of the session, so it goes to the connection without a detour through the mapper."""
        if isinstance(statement, TextClause | TextualSelect) and not options:
            return await greenlet_spawn(_execute_plainly, self.sync_session, statement, params)
        return await PlainSession.execute(self, statement, params, **options)


def _execute_plainly(session: Any, statement: Any, params: Any) -> Any:
    return session.connection().execute(statement, params)


Sessions = async_sessionmaker[Session]

INSTANT: Any = DateTime(timezone=True)
"""Column type of every `_at`: an instant, never a wall-clock reading."""

EVERYWHERE = "*"


@dataclass(frozen=True)
class Scope:
    """Who acts and what they may see; written into the transaction, read by row-level security and by the audit trigger."""

    by: str
    role: str
    region: str
    org: str
    why: str
    also: str = field(init=False)
    """The divisions that are over and belong to the region now, each as a pattern: `350402%,350403%`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "also", ",".join(f"{code}%" for code in regions.predecessors_of(self.region)))


def the_platform(name: str, why: str) -> Scope:
    """The scope of our own handlers and jobs: they act for everyone and therefore see everything of their own house."""
    return Scope(by=name, role="platform", region=EVERYWHERE, org="", why=why)


SET_SCOPE = """set_config('jishiyu.by', :by, true), set_config('jishiyu.role', :role, true),
 set_config('jishiyu.region', :region, true), set_config('jishiyu.also', :also, true),
 set_config('jishiyu.org', :org, true), set_config('jishiyu.why', :why, true)"""
"""For a select list, so that a door can set its scope and claim its inbox row in one round trip."""

_SET = text(f"SELECT {SET_SCOPE}")


def connect(settings: Settings) -> AsyncEngine:
    """A pool on this service's database. Parameters never reach a log or an exception."""
    return create_async_engine(
        settings.database_url.get_secret_value(),
        hide_parameters=True,
        json_deserializer=orjson.loads,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # the connection used last has its plans at hand; in turns, all would have to be kept warm
        pool_timeout=settings.statement_timeout_s,
        connect_args={
            "server_settings": {
                "application_name": f"jishiyu {settings.nats_user or 'service'}",
                "statement_timeout": f"{settings.statement_timeout_s}s",
                "idle_in_transaction_session_timeout": "60s",
                "timezone": "UTC",
                "jit": "off",
                "plan_cache_mode": "force_generic_plan",
            }
        },
    )


def sessions(engine: AsyncEngine, service: str) -> Sessions:
    """Sessions of one service; each knows whose it is, so that the outbox can refuse another's events."""
    return async_sessionmaker(engine, class_=Session, expire_on_commit=False, autoflush=False, info={"service": service})


_PASSING = ("08", "40", "53", "55P03", "57", "58")
"""SQLSTATE classes that pass by themselves: connection, rollback (deadlock), resources, lock, intervention, system."""


def is_away(failure: BaseException) -> bool:
    """Whether the database (or the way to it) failed, not what was asked of it: worth trying again as it is."""
    if isinstance(failure, DBAPIError):
        state = getattr(failure.orig, "sqlstate", None) or ""
        silent = not state and isinstance(failure, InterfaceError | InternalError | OperationalError)
        return silent or failure.connection_invalidated or state.startswith(_PASSING)
    return isinstance(failure, OSError | TimeoutError | PoolExhausted)


async def set_scope(session: AsyncSession, scope: Scope) -> None:
    await session.execute(_SET, vars(scope))


@asynccontextmanager
async def transaction(sessions: Sessions, scope: Scope) -> AsyncIterator[AsyncSession]:
    """One transaction with its scope set: committed at the end, rolled back on any exception."""
    async with sessions() as session, session.begin():
        await set_scope(session, scope)
        yield session
