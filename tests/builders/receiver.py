"""A receiver of webhooks on loopback that behaves as a test wants, good or bad."""

import asyncio
import base64
import hmac
import json
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_network
from typing import Any

Behave = Callable[["Receiver", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1/128")]
GIGABYTE = 2**30


@dataclass
class Receiver:
    """Answers each post as the next of `answers` says, or 204: a status, or what it does with the connection."""

    port: int = 0
    answers: deque[int | Behave] = field(default_factory=deque)
    always: int | Behave = 204
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    connections: int = 0
    sent_bytes: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    on_post: Callable[[int], None] = lambda number: None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        """Of what came, in order."""
        return [headers["webhook-id"] for headers, _ in self.posts]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.posts]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *lines = head.decode("latin-1").strip().split("\r\n")
                self.lines.append(line)
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                self.posts.append((headers, await reader.readexactly(int(headers.get("content-length", "0")))))
                self.on_post(len(self.posts))
                answer = self.answers.popleft() if self.answers else self.always
                if not isinstance(answer, int):
                    await answer(self, reader, writer)
                    break
                writer.write(f"HTTP/1.1 {answer} X\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def hangs(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until the other side goes."""
    await reader.read()


async def returns_a_gigabyte(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {GIGABYTE}\r\n\r\n".encode())
    chunk = b"x " * 32768
    while receiver.sent_bytes < GIGABYTE:
        writer.write(chunk)
        receiver.sent_bytes += len(chunk)
        await writer.drain()


async def sends_headers_without_end(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"x" * 8192 + b"\r\n")
        receiver.sent_bytes += 8192
        await writer.drain()


async def drips(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A sign of the status line at a time, with a pause after each, and never the end of it."""
    while not writer.is_closing():
        writer.write(b"H" if not receiver.sent_bytes else b"T")
        receiver.sent_bytes += 1
        await writer.drain()
        try:
            await asyncio.wait_for(reader.read(1), timeout=0.05)
        except TimeoutError:
            continue
        return


async def takes_and_drips(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says 200 at once and then a body that never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nok")
    await writer.drain()
    await reader.read()


async def closes_in_the_middle(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 20")
    await writer.drain()


def says(status: int, *headers: str, body: str = "") -> Behave:
    """An answer with headers and a body."""

    async def answer(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body.encode())}", "Connection: close", *headers]
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        await writer.drain()

    return answer


@asynccontextmanager
async def receiving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver for the length of a block."""
    receiver = Receiver()
    server: Any = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for writer in receiver.writers:
            writer.close()
        await server.wait_closed()


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Whether a post is ours, as the specification has a receiver check it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, sha256)).decode()
    return any(hmac.compare_digest(each.removeprefix("v1,"), expected) for each in headers["webhook-signature"].split())
