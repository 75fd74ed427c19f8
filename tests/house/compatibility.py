"""When is a new schema of an event still readable by those who know the old one, and the other way round?

Events live for years in streams and archives, and readers are upgraded at their own time. So nothing that a golden schema says
may change, but its titles; an optional field may be added. Anything else is a new class (`...V2`).
"""

from collections.abc import Iterator
from typing import Any

SAID_TO_PEOPLE = frozenset({"title", "description", "examples"})
Schema = dict[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every way in which `new` breaks with `old`, in words; empty if it may replace it."""
    return list(_object_breaks("", _resolved(old, old), _resolved(new, new)))


def _object_breaks(at: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    yield from (f"{at}/{name} is gone" for name in before.keys() - after.keys())
    yield from (f"{at}/{name} is now required" for name in _required(new) - _required(old))
    yield from (f"{at}/{name} is no longer required" for name in (_required(old) - _required(new)) & after.keys())
    for name in sorted(before.keys() & after.keys()):
        yield from _field_breaks(f"{at}/{name}", before[name], after[name])


def _field_breaks(at: str, old: Schema, new: Schema) -> Iterator[str]:
    if "properties" in old and "properties" in new:
        yield from _object_breaks(at, old, new)
    elif "items" in old and "items" in new:
        yield from _field_breaks(f"{at}[]", old["items"], new["items"])
    elif old != new:
        yield f"{at} was {old} and is {new}"


def _required(schema: Schema) -> set[str]:
    return set(schema.get("required", ()))


def _resolved(part: Any, root: Schema) -> Any:
    """The schema with every reference followed and every word for people left out."""
    if isinstance(part, list):
        return [_resolved(each, root) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _resolved(root["$defs"][part["$ref"].rpartition("/")[2]], root)
    kept = {key: value for key, value in part.items() if key not in SAID_TO_PEOPLE and key != "$defs"}
    return {
        # A field may itself be called `title`, so the names of fields are never left out.
        key: {name: _resolved(field, root) for name, field in value.items()} if key == "properties" else _resolved(value, root)
        for key, value in kept.items()
    }
