"""A browser's end of server-sent events over ASGI: reads what comes as it comes, and can hang up."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

WITHIN_S = 60


@dataclass
class Heard:
    """One event."""

    name: str
    told: dict[str, Any]
    id: str


@dataclass
class Stream:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    is_over: bool = False
    _text: str = ""
    _came: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    async def next(self, *names: str) -> Heard:
        """The next event, or the next of these names. Raises EOFError when the stream is over."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                heard = await self._next()
                if not names or heard.name in names:
                    return heard

    async def _next(self) -> Heard:
        while "\n\n" not in self._text:
            part = await self._came.get()
            if part is None:
                raise EOFError
            self._text += part
        block, self._text = self._text.split("\n\n", 1)
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        return Heard(lines["event"], json.loads(lines["data"]), lines.get("id", ""))


@asynccontextmanager
async def streaming(app: FastAPI, path: str, **headers: str) -> AsyncIterator[Stream]:
    """An open stream; whoever leaves hangs up."""
    stream, gone = Stream(), asyncio.Event()
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])
    sent = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    started = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if first := next(asked, None):
            return first
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            stream.status = message["status"]
            stream.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            started.set()
        else:
            stream._came.put_nowait(message.get("body", b"").decode())
            if not message.get("more_body"):
                stream._came.put_nowait(None)

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path}
    scope |= {"raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": sent, "client": ("test", 1)}
    running = asyncio.create_task(app({**scope, "server": ("notifier", 80)}, receive, send))
    try:
        await asyncio.wait_for(started.wait(), WITHIN_S)
        yield stream
    finally:
        gone.set()
        await asyncio.wait_for(running, WITHIN_S)
