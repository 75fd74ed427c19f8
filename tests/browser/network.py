"""A network in a village: between the browser and the service, it can be cut where a test wants, and mended.

It does what the gateway does (`/housing/…` goes to housing as `/…`) and counts what passes. One request a connection, so that
no browser quietly sends again on a connection that it held open.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

LIMIT_BYTES = 64 * 1024


class When(StrEnum):
    """Where a request is cut."""

    BEFORE = "before the platform hears of it"
    MIDDLE = "in the middle of what is sent"
    AFTER = "when the platform has done it, before the browser hears"


@dataclass
class Network:
    """`cut` says which request is cut, by what it begins with; from then on nothing passes until `mend`."""

    upstream: int
    service: str = "housing"
    port: int = 0
    is_captive: bool = False
    """Somebody else answers in the platform's place: a page to pay at, with 200."""
    seen: list[str] = field(default_factory=list)
    _cut: tuple[str, int, When] | None = None
    _was_cut: asyncio.Event = field(default_factory=asyncio.Event)
    _carrying: set[asyncio.Task[None]] = field(default_factory=set)
    _flowing: set[asyncio.StreamWriter] = field(default_factory=set)
    _is_down: bool = False

    @property
    def is_down(self) -> bool:
        return self._is_down

    @is_down.setter
    def is_down(self, down: bool) -> None:
        self._is_down = down
        for writer in self._flowing if down else ():
            writer.transport.abort()  # what was open ends as well

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self, what: str, when: When, *, at: int = 1) -> None:
        """Cut the `at`-th request from now on that begins so (`POST /housing/papers`)."""
        self._cut, self._was_cut = (what, at, when), asyncio.Event()

    async def was_cut(self) -> None:
        """Wait until it happened."""
        await self._was_cut.wait()

    def mend(self) -> None:
        self.is_down, self.is_captive, self._cut = False, False, None

    def count(self, what: str) -> int:
        return sum(each.startswith(what) for each in self.seen)

    def _falls(self, said: str) -> When | None:
        if self._cut is None or not said.startswith(self._cut[0]):
            return None
        what, left, when = self._cut
        self._cut = None if left == 1 else (what, left - 1, when)
        if left > 1:
            return None
        self.is_down = True
        return when

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer."""
        task = asyncio.current_task()
        assert task is not None
        # The loop holds no task itself: one whose browser has died is waited for by nobody, and would be swept away half-done.
        self._carrying.add(task)
        try:
            await self._carried(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._carrying.discard(task)

    async def end(self) -> None:
        """What is still under way ends here."""
        left = list(self._carrying)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _carried(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        said = " ".join(head.split(b"\r\n", 1)[0].decode().split(" ")[:2])
        if self.is_down:
            writer.transport.abort()
            return
        if self.is_captive:
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\nConnection: close\r\n\r\n<h1>Pay</h1>"
            )
            await writer.drain()
            writer.close()
            return
        when = self._falls(said)
        self.seen.append(said)
        length = int(found[1]) if (found := re.search(rb"(?i)\r\ncontent-length: (\d+)", head)) else 0
        if when is When.BEFORE:
            self._end(writer)
            return
        body = await reader.readexactly(length // 2 if when is When.MIDDLE else length)
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            first, rest = re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head).split(b"\r\n", 1)
            prefix = f"/{self.service}".encode()
            up_writer.write(first.replace(prefix, b"", 1) + b"\r\nConnection: close\r\n" + rest + body)
            await up_writer.drain()
            if when is When.MIDDLE:
                self._end(writer)
                return
            answer = await up_reader.read(LIMIT_BYTES)
            if b"\ntext/event-stream" in answer.replace(b"content-type: ", b"\n"):
                await self._flow(answer, up_reader, writer)
                return
            answer += await up_reader.read(-1)
        finally:
            up_writer.transport.abort() if when is When.MIDDLE else up_writer.close()
        if when is When.AFTER:
            self._end(writer)
            return
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def _flow(self, first: bytes, up_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What is told as it happens is passed on as it comes."""
        self._flowing.add(writer)
        try:
            part = first
            while part:
                writer.write(part)
                await writer.drain()
                part = await up_reader.read(LIMIT_BYTES)
            writer.close()
        finally:
            self._flowing.discard(writer)

    def _end(self, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()
        self._was_cut.set()


@asynccontextmanager
async def network_to(upstream: int, service: str) -> AsyncIterator[Network]:
    network = Network(upstream, service)
    server = await asyncio.start_server(network.carry, "127.0.0.1", 0, limit=LIMIT_BYTES)
    network.port = server.sockets[0].getsockname()[1]
    async with server:
        yield network
        await network.end()
