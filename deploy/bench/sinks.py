"""Receivers on loopback that take whatever comes, and remember what it was and when: a mail server and a web server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import time
from typing import Any

from deploy.embedded.ports import LOOPBACK


@dataclass
class Sinks:
    """By message id, when a message came; how many came once more; and when the first came to each mailbox that is watched."""

    mail_port: int = 0
    web_port: int = 0
    came_at: dict[str, float] = field(default_factory=dict)
    twice: int = 0
    connections: int = 0
    letters: dict[str, list[tuple[float, bytes]]] = field(default_factory=dict)
    """By watched mailbox: what came, whole."""
    open: set[asyncio.Transport] = field(default_factory=set)

    def take(self, message_id: str) -> None:
        self.twice += message_id in self.came_at
        self.came_at.setdefault(message_id, time())


class MailSink(asyncio.Protocol):
    """As much of SMTP as a sender needs (RFC 5321), on one connection; it refuses nothing."""

    def __init__(self, sinks: Sinks) -> None:
        self._sinks, self._pending, self._lines = sinks, b"", list[bytes]()
        self._is_in_letter, self._mailbox = False, ""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._sinks.connections += 1
        self._sinks.open.add(transport)
        transport.write(b"220 sink ESMTP\r\n")

    def connection_lost(self, error: Exception | None) -> None:
        self._sinks.open.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while True:
            line, end, rest = self._pending.partition(b"\r\n")
            if not end:
                return
            self._pending = rest
            self._read(line)

    def _read(self, line: bytes) -> None:
        if self._is_in_letter:
            if line != b".":
                self._lines.append(line)
                return
            self._is_in_letter = False
            self._keep()
            self._transport.write(b"250 taken\r\n")
            return
        verb = line[:4].upper()
        if verb == b"DATA":
            self._is_in_letter, self._lines = True, []
            self._transport.write(b"354 go on\r\n")
        elif verb == b"RCPT":
            self._mailbox = line.partition(b"<")[2].partition(b">")[0].decode()
            self._transport.write(b"250 ok\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 ok\r\n")

    def _keep(self) -> None:
        named = next(line for line in self._lines if line.lower().startswith(b"message-id:"))
        self._sinks.take(named.partition(b"<")[2].partition(b"@")[0].decode())
        if self._mailbox in self._sinks.letters:
            self._sinks.letters[self._mailbox].append((time(), b"\n".join(self._lines)))


class WebSink(asyncio.Protocol):
    """As much of HTTP/1.1 as a poster of webhooks needs, on one connection; it answers 204 to everything."""

    def __init__(self, sinks: Sinks) -> None:
        self._sinks, self._pending = sinks, b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._sinks.connections += 1
        self._sinks.open.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._sinks.open.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            lines = self._pending[:end].split(b"\r\n")[1:]
            headers = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines)}
            whole = end + 4 + int(headers.get(b"content-length", b"0"))
            if len(self._pending) < whole:
                return
            self._pending = self._pending[whole:]
            self._sinks.take(headers[b"webhook-id"].decode())
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


@asynccontextmanager
async def listening(*watched: str) -> AsyncIterator[Sinks]:
    """Both for the length of a block; the letters to the watched mailboxes are kept whole."""
    sinks = Sinks(letters={mailbox: [] for mailbox in watched})
    mail = await _listen(lambda: MailSink(sinks))
    web = await _listen(lambda: WebSink(sinks))
    sinks.mail_port, sinks.web_port = _port(mail), _port(web)
    try:
        yield sinks
    finally:
        for server in (mail, web):
            server.close()
        for transport in list(sinks.open):
            transport.close()


async def _listen(protocol: Callable[[], asyncio.Protocol]) -> asyncio.Server:
    return await asyncio.get_running_loop().create_server(protocol, LOOPBACK, 0)


def _port(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port
