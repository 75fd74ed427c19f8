"""CloudEvents 1.0 in structured JSON: how an event looks on the wire, and how it is read back."""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
from pydantic import ValidationError

from shared import clock
from shared.errors import Unprocessable
from shared.events import Event

E = TypeVar("E", bound=Event)

CONTENT_TYPE = "application/cloudevents+json"
EVENT_LIMIT_BYTES = 64 * 1024
AHEAD_LIMIT = timedelta(minutes=5)
"""How far a foreign clock may run ahead of ours before its event is called one from the future. Foreign is who is kept to an
address of its own."""


class UnreadableEvent(Unprocessable):
    """事件内容无法识别"""

    mend = "请按 CloudEvents 1.0 结构化 JSON 及本平台事件目录更正后以新的 id 重新发布"


class EventTooLarge(Unprocessable):
    """事件超过允许的大小"""

    mend = "单个事件不得超过 64 KB"


class WrongEventType(Unprocessable):
    """事件类型与通道不符"""

    mend = "请核对 type 与发布主题"


class EventFromTheFuture(Unprocessable):
    """事件时间晚于当前时间"""

    mend = "请校准发布系统的时钟"


def encode(event: Event, traceparent: str | None = None) -> bytes:
    """The structured-mode JSON of an event."""
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.event_id,
        "source": f"/jishiyu/{event.publisher}",
        "type": event.subject,
        "time": event.occurred_at,
        "datacontenttype": "application/json",
    }
    if traceparent:
        envelope["traceparent"] = traceparent
    # What pydantic wrote is laid in as it is: to make values of it, and JSON of them once more, takes half as long again.
    data = event.__pydantic_serializer__.to_json(event, exclude=_IN_THE_ENVELOPE, exclude_none=True)
    return b'%b,"data":%b}' % (orjson.dumps(envelope, default=str)[:-1], data)


_IN_THE_ENVELOPE = {"event_id", "occurred_at"}


def decode(event_type: type[E], body: bytes) -> E:
    """Read an event of the expected class.

    Raises UnreadableEvent, EventTooLarge, WrongEventType or EventFromTheFuture, each naming the JSON pointer.
    """
    if len(body) > EVENT_LIMIT_BYTES:
        raise EventTooLarge(bytes=len(body), limit_bytes=EVENT_LIMIT_BYTES)
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as wrong:
        raise UnreadableEvent(reason="不是合法的 JSON", position=wrong.pos) from None
    if not isinstance(envelope, dict):
        raise UnreadableEvent(reason="应为 JSON 对象")
    if envelope.get("specversion") != "1.0":
        raise UnreadableEvent(pointer="/specversion", reason="应为 1.0")
    for attribute in ("id", "source", "type", "time"):
        if not isinstance(envelope.get(attribute), str) or not envelope[attribute]:
            raise UnreadableEvent(pointer=f"/{attribute}", reason="必填，且为非空文本")
    if envelope["type"] != event_type.subject:
        raise WrongEventType(pointer="/type", expected=event_type.subject, received=envelope["type"][:200])
    payload = envelope.get("data")
    if not isinstance(payload, dict):
        raise UnreadableEvent(pointer="/data", reason="应为 JSON 对象")
    try:
        event = event_type.model_validate(payload | {"event_id": _id(envelope["id"]), "occurred_at": _time(envelope["time"])})
    except ValidationError as wrong:
        from shared.faults import in_chinese  # the translation table is large and only needed here when something is wrong

        first = in_chinese(wrong.errors(include_url=False, include_input=False), prefix="/data")[0]
        raise UnreadableEvent(pointer=first["pointer"], reason=first["detail"]) from None
    # Of ours none is refused: when it seems to come from the future it is our own clock that fell back.
    if event_type.address and event.occurred_at > clock.now() + AHEAD_LIMIT:
        raise EventFromTheFuture(pointer="/time", time=envelope["time"])
    return event


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UnreadableEvent(pointer="/id", reason="应为 UUID") from None


def _time(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableEvent(pointer="/time", reason="应为 RFC 3339 时间，例如 2020-06-01T09:00:00+08:00") from None
    if instant.tzinfo is None:
        raise UnreadableEvent(pointer="/time", reason="时间须带时区")
    return instant
