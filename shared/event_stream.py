"""Server-sent events: what a page is told as it happens, over one request that stays open and holds no transaction.

The door's own transaction is over when the stream begins; whoever looks later does so in transactions of their own.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse

from shared.door import Door
from shared.errors import Unauthenticated
from shared.security import Principal

MEDIA_TYPE = "text/event-stream"
DOCUMENTED: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}, "description": "服务器推送事件"}}
"""For `responses=`."""


def stream(parts: AsyncIterator[str]) -> StreamingResponse:
    """The answer. Nothing between us and the page may keep it or hold it back."""
    return StreamingResponse(parts, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def retry_after(milliseconds: int) -> str:
    """How long a browser waits before it connects again; part of the event that follows."""
    return f"retry: {milliseconds}\n"


def event(name: str, told: object, *, id: str = "") -> str:
    """One event: `told` is JSON text already, or becomes it. A browser that connects anew sends the last `id` that it got."""
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
    return "".join([f"id: {id}\n" if id else "", f"event: {name}\n", *(f"data: {line}\n" for line in text.splitlines()), "\n"])


def is_still_admitted(request: Request, by: Principal) -> bool:
    """Whether the token that opened the stream is still good: a stream does not outlive it."""
    route = request.scope["route"]
    given = route.authorization(request) if isinstance(route, Door) else request.headers.get("Authorization")
    try:
        now: Principal | None = request.app.state.gatekeeper.identify(given)
    except Unauthenticated:
        return False
    return now == by
