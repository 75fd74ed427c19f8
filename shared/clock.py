"""The one place that knows what time it is. Rules never ask: they are told `on: date`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from shared.periods import CHINA as CHINA

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """This day in China, by which deadlines, policies and insurance years run."""
    return now().astimezone(CHINA).date()


def china(instant: datetime) -> datetime:
    """The same instant on a Chinese wall clock, for people."""
    return instant.astimezone(CHINA)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock still; for tests and for re-deriving an old decision."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
