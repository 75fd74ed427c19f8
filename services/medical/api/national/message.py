"""A national message as it comes, and the envelope in which it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request
from fastapi.responses import Response
from pydantic import ValidationError

from services.medical.rules.national.message import MessageUnreadable
from services.medical.rules.national.number import number_of
from services.medical.rules.national.profile import AmountForm, shown
from services.medical.schemas.national.envelope import Envelope
from shared import clock, telemetry
from shared.errors import Refusal
from shared.faults import in_chinese
from shared.ids import uuid7

SUCCESS, FAILURE = "0", "-1"
ERROR_LIMIT = 200
MEDIA_TYPE = "application/json"


@dataclass(frozen=True)
class Message:
    """A message that can be told from every other: its envelope, and what was asked, independent of spaces."""

    id: UUID
    envelope: Envelope
    body: bytes
    fingerprint: bytes
    received_at: datetime


def read_message(body: bytes) -> Message:
    """Raises MessageUnreadable. What stands in `input` is looked at later, when the message has been taken in."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise MessageUnreadable(detail="不是 UTF-8 编码的 JSON") from None
    if not isinstance(told, dict):
        raise MessageUnreadable(detail="应为 JSON 对象")
    try:
        envelope = Envelope.model_validate({field: value for field, value in told.items() if value is not None and value != ""})
    except ValidationError as wrong:
        errors = in_chinese(wrong.errors())
        raise MessageUnreadable(pointer=errors[0]["pointer"], detail=errors[0]["detail"], errors=errors) from None
    asked = orjson.dumps({"infno": envelope.infno, "input": envelope.input}, option=orjson.OPT_SORT_KEYS)
    return Message(uuid7(), envelope, body, sha256(asked).digest(), clock.now())


@dataclass(frozen=True)
class Answer:
    """What is sent back, and under which code it is kept."""

    infcode: str
    body: bytes

    @property
    def response(self) -> Response:
        return Response(self.body, media_type=MEDIA_TYPE)


def success(message: Message, output: Mapping[str, Any], *, warning: str, amounts: AmountForm) -> Answer:
    """Done, with the output as the place writes it."""
    return _answer(message.id, message.received_at, SUCCESS, warning=warning, output=_plain(dict(output), amounts))


def failure(request: Request, refusal: Refusal, *, id: UUID | None = None, received_at: datetime | None = None) -> Answer:
    """Refused, and nothing has been done. The stable code stands in brackets; `problem` holds what the REST doors would say."""
    telemetry.REFUSALS.labels(request.app.state.service, refusal.code).inc()
    detail = str(refusal.facts.get("detail") or refusal.facts.get("reason") or "")
    told = f"[{refusal.code}] {refusal.title}" + (f":{detail}" if detail else "") + f"。{refusal.mend}"
    problem = {"code": refusal.code, "title": refusal.title, "mend": refusal.mend, "pointer": refusal.pointer}
    problem |= {name: fact for name, fact in refusal.told.items() if name not in problem}
    return _answer(id, received_at or clock.now(), FAILURE, error=told, problem=_plain(problem, AmountForm.STRING))


def _answer(
    id: UUID | None,
    received_at: datetime,
    infcode: str,
    *,
    error: str = "",
    warning: str = "",
    output: Mapping[str, Any] | None = None,
    problem: Mapping[str, Any] | None = None,
) -> Answer:
    told = {
        "infcode": infcode,
        "inf_refmsgid": number_of(id) if id else None,
        "refmsg_time": _stamp(received_at),
        "respond_time": _stamp(clock.now()),
        "err_msg": error[:ERROR_LIMIT],
        "warn_msg": warning,
        "cainfo": "",
        "signtype": "",
        "output": output,
    } | ({"problem": problem} if problem else {})
    return Answer(infcode, orjson.dumps(told))


def _stamp(at: datetime) -> str:
    """`20200601080000123`, on a Chinese wall clock."""
    return clock.china(at).strftime("%Y%m%d%H%M%S%f")[:17]


def _plain(told: Any, amounts: AmountForm) -> Any:
    """JSON values; an amount is text or a number, exact in both."""
    match told:
        case Decimal():
            return orjson.Fragment(shown(told).encode()) if amounts is AmountForm.NUMBER else shown(told)
        case dict():
            return {str(key): _plain(value, amounts) for key, value in told.items() if value is not None}
        case list() | tuple() | set() | frozenset():
            return [_plain(value, amounts) for value in told]
        case str() | int() | None:
            return told
    return str(told)
