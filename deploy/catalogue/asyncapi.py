"""AsyncAPI 3.0 of everything that is said on the bus: channels, messages in their CloudEvents envelope, senders and receivers."""

from collections.abc import Iterator
from typing import Any

import orjson
import yaml
from pydantic.json_schema import models_json_schema

from deploy import SERVICES
from deploy.catalogue.traffic import NAMES, OWNS, Line
from shared.events import Event
from shared.events.wire import CONTENT_TYPE, encode

ENVELOPE_FIELDS = frozenset({"event_id", "occurred_at"})
"""Fields of the class that travel as CloudEvents attributes (`id`, `time`), not as data."""
_SCHEMAS = "#/components/schemas/"


def rendered(lines: list[Line]) -> str:
    """The document as YAML."""
    return str(yaml.safe_dump(document(lines), allow_unicode=True, sort_keys=False, width=120))


def document(lines: list[Line]) -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "及时雨 · 事件目录",
            "version": "1",
            "description": "五个服务与部门系统在总线上所说的全部事实。由事件类生成，请勿手工修改。\n"
            "事件只带编号、金额、日期与代码，不含姓名、证件号码、电话与病情。未知字段请忽略；字段只增不改。",
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "relief": {
                "host": "127.0.0.1:4222",
                "protocol": "nats",
                "description": "NATS JetStream，流 RELIEF（relief.>）。各服务、各部门各用自己的账号，只能发布和收听自己的主题。",
            }
        },
        "channels": {line.event.__name__: _channel(line.event) for line in lines},
        "operations": {name: operation for line in lines for name, operation in _operations(line)},
        "components": {
            "messages": {line.event.__name__: _message(line.example) for line in lines},
            "schemas": {"Headers": _HEADERS} | _schemas([line.event for line in lines]),
        },
    }


def _channel(event: type[Event]) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "address": event.subject,
        "title": event.title,
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
    }
    if event.address:
        channel["address"] += f".{{{event.address}}}"
        channel["parameters"] = {event.address: {"description": event.model_fields[event.address].title}}
    return channel


def _operations(line: Line) -> Iterator[tuple[str, dict[str, Any]]]:
    event = line.event
    yield f"{event.publisher}-sends-{event.__name__}", _operation("send", event, event.publisher, f"说：{event.title}")
    for reader in line.readers:
        received = _operation("receive", event, reader.party, f"收到：{event.title}")
        for handler in reader.handlers:
            durable = f"{reader.party}-{handler}"
            yield durable, received | {"x-durable": durable}
        if not reader.handlers:
            yield f"{reader.party}-receives-{event.__name__}", received


def _operation(action: str, event: type[Event], party: str, title: str) -> dict[str, Any]:
    channel = {"$ref": f"#/channels/{event.__name__}"}
    return {"action": action, "title": f"{NAMES[party]}{title}", "channel": channel, "tags": [_tag(party)]}


def _tag(party: str) -> dict[str, str]:
    return {"name": party, "description": f"{NAMES[party]}{'服务' if party in SERVICES else ''}：{OWNS[party]}"}


def _message(example: Event) -> dict[str, Any]:
    event = type(example)
    return {
        "name": event.subject,
        "title": event.title,
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": f"{_SCHEMAS}Headers"},
        "payload": {
            "type": "object",
            "required": ["specversion", "id", "source", "type", "time", "data"],
            "properties": {
                "specversion": {"const": "1.0", "title": "CloudEvents 版本"},
                "id": {"type": "string", "format": "uuid", "title": "事件编号", "description": "同一编号只生效一次"},
                "source": {"type": "string", "format": "uri-reference", "title": "来源"},
                "type": {"const": event.subject, "title": "事件类型"},
                "time": {"type": "string", "format": "date-time", "title": "发生时间"},
                "datacontenttype": {"const": "application/json", "title": "数据格式"},
                "traceparent": {"type": "string", "title": "W3C 链路标识"},
                "data": {"$ref": f"{_SCHEMAS}{event.__name__}"},
            },
        },
        "examples": [{"name": "story", "payload": orjson.loads(encode(example))}],
    }


def _schemas(events: list[type[Event]]) -> dict[str, Any]:
    _, found = models_json_schema([(event, "validation") for event in events], ref_template=f"{_SCHEMAS}{{model}}")
    schemas: dict[str, Any] = dict(sorted(found["$defs"].items()))
    for event in events:
        schema = schemas[event.__name__]
        schema["title"] = event.title
        schema["properties"] = {name: field for name, field in schema["properties"].items() if name not in ENVELOPE_FIELDS}
    return schemas


_HEADERS = {
    "type": "object",
    "title": "NATS 消息头",
    "required": ["Nats-Msg-Id", "Content-Type"],
    "properties": {
        "Nats-Msg-Id": {"type": "string", "format": "uuid", "title": "事件编号", "description": "总线据此去重"},
        "Content-Type": {"const": CONTENT_TYPE, "title": "内容类型"},
        "traceparent": {"type": "string", "title": "W3C 链路标识"},
    },
}
