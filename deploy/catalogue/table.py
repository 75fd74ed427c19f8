"""The table of events for people: who says what, who acts on it and by which handler, and what each event carries."""

from typing import Any

from deploy.catalogue.traffic import NAMES, Line
from shared.events import Event


def rendered(lines: list[Line]) -> str:
    """The catalogue as Markdown."""
    overview = [
        "# 事件目录",
        "",
        "由 `make catalogue` 从事件类与各服务的处理函数生成，请勿手工修改。供机器读的见 [asyncapi.yaml](asyncapi.yaml)。",
        "",
        "| 谁说的 | 事件 | 主题 | 谁来办（处理函数）|",
        "|---|---|---|---|",
        *map(_row, lines),
        "",
        "事件以 CloudEvents 1.0 的 JSON 发布：`id` 是编号，`time` 是发生时间，下列字段在 `data` 内。",
        "未知字段请忽略；字段只增不改。",
    ]
    return "\n".join([*overview, *(text for line in lines for text in _fields(line.event)), ""])


def _row(line: Line) -> str:
    event = line.event
    acting = "<br>".join(
        f"{NAMES[reader.party]} {' '.join(f'`{handler}`' for handler in reader.handlers)}".strip() for reader in line.readers
    )
    return f"| {NAMES[event.publisher]} | [{event.title}](#{_anchor(event)}) | `{event.filter()}` | {acting or '供订阅'} |"


def _anchor(event: type[Event]) -> str:
    return event.__name__.lower()


def _fields(event: type[Event]) -> list[str]:
    schema = event.model_json_schema()
    shown = {name: field for name, field in schema["properties"].items() if name not in ("event_id", "occurred_at")}
    return [
        "",
        f"## {event.__name__}",
        "",
        f"{event.title}。",
        "",
        "| 字段 | 含义 | 类型 | 必填 |",
        "|---|---|---|---|",
        *(
            f"| `{name}` | {field['title']} | {_kind(field, schema)} | {'是' if name in schema.get('required', []) else ''} |"
            for name, field in shown.items()
        ),
    ]


_KINDS = {"string": "文本", "integer": "整数", "boolean": "是否", "uuid": "UUID", "date": "日期", "date-time": "时间"}


def _kind(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """A field's type in words; of an optional one, the type that it has when it is there."""
    if "anyOf" in field:
        field = next(choice for choice in field["anyOf"] if choice.get("type") != "null")
    if "$ref" in field:
        field = schema["$defs"][field["$ref"].rpartition("/")[2]]
    if "enum" in field:
        return " ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "object":
        return "、".join(f"`{name}` {part['title']}" for name, part in field["properties"].items())
    if field.get("type") == "array":
        return f"列表：{_kind(field['items'], schema)}"
    return _KINDS[field.get("format", field["type"])]
