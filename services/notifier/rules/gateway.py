"""How a short-message gateway is spoken to, as data: any that takes one message by one HTTP request and answers JSON fits without
code. The operator writes a file; `services/notifier/policy/gateways` has one of each common shape.

What stands in braces is put in when a message is sent: `{phone}`, `{text}`, `{message_id}`, `{timestamp}` (seconds),
`{timestamp_ms}`, `{time}` (20200601090000, Beijing), `{sign}`, `{gateway_id}` (in questions for a receipt), and `{secret.NAME}`
from the environment. `{text|json}` is for a value inside a text that is JSON itself.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.notifier.rules.delivery import Cause, Outcome
from shared.periods import CHINA

_BRACE = re.compile(r"\{([a-z][a-z_]*(?:\.[A-Za-z0-9_]+)?)(\|json)?\}")
_OWN: Final = frozenset({"phone", "text", "message_id", "timestamp", "timestamp_ms", "time", "sign", "gateway_id"})
MISCONFIGURED: Final = frozenset({401, 403, 404, 405, 407, 415})
"""Statuses that say that the file or our account is wrong, not the message."""

Pointer = Annotated[str, Field(pattern=r"^(/[^/]*)*$", max_length=200)]
"""A JSON pointer (RFC 6901); empty is the whole."""
Words = tuple[str, ...]


class _Piece(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sign(_Piece):
    """A digest that the gateway wants over some of the values."""

    of: str
    digest: Literal["md5", "sha1", "sha256", "hmac-sha1", "hmac-sha256"]
    key: str = ""
    written: Literal["hex", "HEX", "base64"] = "hex"


class Request(_Piece):
    """One HTTP request."""

    address: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=500)]
    method: Literal["POST", "GET", "PUT"] = "POST"
    form: Literal["json", "form", "query"] = Field(default="json", alias="as")
    headers: dict[str, str] = {}
    body: Any = None

    @model_validator(mode="after")
    def _is_flat_where_it_must_be(self) -> Self:
        if self.form != "json" and not isinstance(self.body, dict | None):
            raise ValueError("as: form、query 的 body 应为一层的名称与值")
        return self


class Success(_Piece):
    """Where the answer says whether the message was taken, and which values say yes."""

    at: Pointer
    values: Words = Field(alias="is", min_length=1)


class Codes(_Piece):
    """What the values of `at` mean that are not success. One that is not listed may heal by waiting."""

    at: Pointer
    final: Words = ()
    """This message or this number will never be taken: unknown number, number on a black list, forbidden words."""
    pace: Words = ()
    """Too fast, or too many for this number: to be tried later, not counted."""
    line: Words = ()
    """The account: wrong secret, no money left, signature not approved. Every message would fail until somebody mends it."""


class Receipts(_Piece):
    """How the gateway tells what became of messages: where the list stands, and what is in each line of it."""

    items: Pointer = ""
    id: Pointer
    message_id: Pointer | None = None
    state: Pointer
    delivered: Words
    waiting: Words = ()
    """States that say nothing yet."""
    reason: Pointer | None = None


class Callback(Receipts):
    """The gateway calls us. `header` bears the secret itself, or a digest of the body keyed with it."""

    header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,60}$")]
    proof: Literal["token", "hmac-sha256-hex", "hmac-sha256-base64"] = "token"
    answer: dict[str, Any] | str = {"code": 0}


class Poll(Receipts):
    """We ask the gateway about one message at a time, by `{gateway_id}`."""

    ask: Request


class Gateway(_Piece):
    """A gateway, whole."""

    title: Annotated[str, Field(min_length=2, max_length=60)]
    source: str = ""
    send: Request
    sign: Sign | None = None
    signature: Annotated[str, Field(pattern=r"^【[^【】\s]{2,16}】$")]
    """Before the text, unless the gateway puts it there itself (`signature_is_added`)."""
    signature_is_added: bool = False
    longest: int = Field(default=500, ge=70, le=2000)
    success: Success
    message_id: Pointer | None = None
    codes: Codes | None = None
    callback: Callback | None = None
    poll: Poll | None = None

    @model_validator(mode="after")
    def _knows_its_braces(self) -> Self:
        names = {name for text in _texts(self.model_dump()) for name, _ in _BRACE.findall(text)}
        if strange := sorted(name for name in names - _OWN if not name.startswith("secret.")):
            raise ValueError(f"花括号里的 {'、'.join(strange)} 不是平台认识的值")
        if "sign" in names and self.sign is None:
            raise ValueError("用了 {sign}，没有写 sign")
        return self

    @property
    def secrets(self) -> frozenset[str]:
        """The names of those that it needs."""
        names = {name for text in _texts(self.model_dump()) for name, _ in _BRACE.findall(text)}
        return frozenset(name.removeprefix("secret.") for name in names if name.startswith("secret."))


def _texts(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    parts = node.values() if isinstance(node, Mapping) else node if isinstance(node, Sequence) else ()
    return [text for part in parts for text in _texts(part)]


def full_text(gateway: Gateway, subject: str, body: str) -> str:
    """What stands on the telephone: signed once, whether or not the words begin with the signature already."""
    text = "\n".join(part for part in (subject, body) if part)
    unsigned = text.removeprefix(gateway.signature)
    return unsigned if gateway.signature_is_added else gateway.signature + unsigned


def values_at(at: datetime, **values: str) -> dict[str, str]:
    """What may stand in braces at this instant."""
    seconds = int(at.timestamp())
    clock = {
        "timestamp": str(seconds),
        "timestamp_ms": str(seconds * 1000 + at.microsecond // 1000),
        "time": at.astimezone(CHINA).strftime("%Y%m%d%H%M%S"),
    }
    return clock | values


def signed(gateway: Gateway, values: Mapping[str, str]) -> dict[str, str]:
    """The values with `sign` among them, if the gateway wants one."""
    if gateway.sign is None:
        return dict(values)
    sign, of = gateway.sign, fill(gateway.sign.of, values).encode()
    name = sign.digest.removeprefix("hmac-")
    if sign.digest.startswith("hmac-"):
        digest = hmac.digest(fill(sign.key, values).encode(), of, name)
    else:
        digest = hashlib.new(name, of, usedforsecurity=False).digest()
    written = base64.b64encode(digest).decode() if sign.written == "base64" else digest.hex()
    return dict(values) | {"sign": written.upper() if sign.written == "HEX" else written}


def fill(node: Any, values: Mapping[str, str]) -> Any:
    """With what stands in braces put in, once: a value with braces of its own stays as it is."""
    if isinstance(node, str):
        return _BRACE.sub(lambda found: _value(found, values), node)
    if isinstance(node, Mapping):
        return {name: fill(part, values) for name, part in node.items()}
    return [fill(part, values) for part in node] if isinstance(node, list | tuple) else node


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(found[1], "")
    return json.dumps(value, ensure_ascii=False)[1:-1] if found[2] else value


def written(request: Request, values: Mapping[str, str]) -> tuple[str, dict[str, str], bytes]:
    """Address, headers and body of a request."""
    address, headers = _address(request.address, values), {name: fill(text, values) for name, text in request.headers.items()}
    body = fill(request.body, values)
    if request.form == "query":
        query = urlencode(body or {})
        return f"{address}{'&' if '?' in address else '?'}{query}" if query else address, headers, b""
    if body is None:
        return address, headers, b""
    if request.form == "form":
        return address, {"Content-Type": "application/x-www-form-urlencoded"} | headers, urlencode(body).encode()
    return address, {"Content-Type": "application/json"} | headers, json.dumps(body, ensure_ascii=False).encode()


def _address(address: str, values: Mapping[str, str]) -> str:
    # Percent-encoded: a text with & in it must not become another parameter.
    return str(fill(address, {name: urlencode({"": value})[1:] for name, value in values.items()}))


def judge_answer(gateway: Gateway, status: int, body: bytes, wait: timedelta | None) -> Outcome:
    """What the gateway's answer means. Its own words are not kept: they may hold the number."""
    if status == 429:
        return Outcome("短信平台要求放慢（429）", cause=Cause.PACE, wait=wait)
    if status >= 500:
        return Outcome(f"短信平台答复 {status}", cause=Cause.LINE, wait=wait)
    if 300 <= status < 400:
        return Outcome(f"短信平台要求转到别处（{status}），平台不跟随", cause=Cause.LINE)
    if status in MISCONFIGURED:
        return Outcome(f"短信平台答复 {status}，请运维核对地址和账号", cause=Cause.LINE)
    try:
        told = json.loads(body)
    except ValueError:
        if status >= 400:
            return Outcome(f"短信平台不收这条短信（{status}）", is_final=True)
        return Outcome("短信平台的答复不是 JSON", cause=Cause.LINE)
    if status < 400 and plain(find(told, gateway.success.at)) in gateway.success.values:
        return Outcome(gateway_id=plain(find(told, gateway.message_id)) or None if gateway.message_id is not None else None)
    return _refused(gateway, status, told)


def _refused(gateway: Gateway, status: int, told: Any) -> Outcome:
    code = plain(find(told, gateway.codes.at)) if gateway.codes else ""
    shown = code if re.fullmatch(r"[A-Za-z0-9_.:-]{1,60}", code) and not re.search(r"\d{7,}", code) else str(status)
    if gateway.codes and code in gateway.codes.pace:
        return Outcome(f"短信平台要求放慢（{shown}）", cause=Cause.PACE)
    if gateway.codes and code in gateway.codes.line:
        return Outcome(f"短信平台的账号有问题（{shown}）", cause=Cause.LINE)
    is_final = status >= 400 or bool(gateway.codes and code in gateway.codes.final)
    return Outcome(f"短信平台不收这条短信（{shown}）", is_final=is_final)


def find(node: Any, pointer: str | None) -> Any:
    """What stands at a JSON pointer; None where there is nothing."""
    for part in (pointer or "").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping):
            node = node.get(key)
        elif isinstance(node, list) and key.isascii() and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        else:
            return None
    return node


def plain(value: Any) -> str:
    """A value as files write it: `true`, `0`, `OK`; empty for what is no single value."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
