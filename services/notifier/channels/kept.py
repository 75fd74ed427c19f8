"""Connections that are used again while messages are going out, and closed with the last of them.

A storm sends thousands of messages to one mail server or one system; to connect, be greeted and say good-bye for each costs more
than the messages. But a connection that is kept while nobody needs it is one more thing that dies unseen. So connections are kept
as long as somebody is in a round of sending, and no longer.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")

KEPT_FOR_S = 30.0
"""Then a new one: addresses change, and whoever is judged is judged anew."""
KEPT_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Connection(Generic[T]):
    """One, and when it was opened, by a clock that nobody sets."""

    way: T
    opened_s: float = field(default_factory=monotonic)


class Kept(Generic[T]):
    """Idle connections by where they lead."""

    def __init__(self, close: Callable[[T], Awaitable[None]]) -> None:
        self._close, self._rounds = close, 0
        self._idle: defaultdict[str, list[Connection[T]]] = defaultdict(list)

    @asynccontextmanager
    async def round(self) -> AsyncIterator[None]:
        """While any of these lasts connections are kept."""
        self._rounds += 1
        try:
            yield
        finally:
            self._rounds -= 1
            if not self._rounds:
                left, self._idle = self._idle, defaultdict(list)
                for idle in left.values():
                    for one in idle:
                        await self._close(one.way)

    async def take(self, where: str) -> Connection[T] | None:
        """One that leads there; from now on the caller's."""
        idle = self._idle.pop(where, [])
        while idle:
            one = idle.pop()
            if monotonic() - one.opened_s < KEPT_FOR_S:
                if idle:
                    self._idle[where] = idle
                return one
            await self._close(one.way)
        return None

    async def give_back(self, where: str, one: Connection[T]) -> None:
        """It is well and may be used again."""
        if self._rounds and sum(map(len, self._idle.values())) < KEPT_AT_ONCE:
            self._idle[where].append(one)
        else:
            await self._close(one.way)


@runtime_checkable
class Keeping(Protocol):
    """A channel that keeps connections during a round."""

    @property
    def kept(self) -> Kept[object]: ...


@asynccontextmanager
async def rounds(channels: Iterable[object]) -> AsyncIterator[None]:
    """A round of all channels that keep connections."""
    async with AsyncExitStack() as stack:
        for channel in channels:
            if isinstance(channel, Keeping):
                await stack.enter_async_context(channel.kept.round())
        yield
