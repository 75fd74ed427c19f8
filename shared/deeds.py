"""The audit as an auditor reads it, newest first: what was done to which thing, and which of its fields changed how.

Row-level security shows it to auditors of the region alone, and to the platform.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import CHINA
from shared.errors import NotFound
from shared.money import yuan_grouped

SECRET = ("_sealed", "_hash", "salt")
SEALED = "sealed_"
UNTOLD = "（涉及健康等个人情况，不显示）"
"""Endings of columns that hold what nobody reads here: an auditor asks for the thing itself, whose reading is traced."""
HIDDEN = "（密封，不显示）"


class NoSuchDeed(NotFound):
    """没有这条审计记录"""


class Action(StrEnum):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


ACTION_NAMES = {Action.INSERT: "新增", Action.UPDATE: "更改", Action.DELETE: "删除"}


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit."""

    position: int
    at: datetime
    by: str
    role: str
    region: str
    org: str
    why: str
    action: str
    thing: str
    thing_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


def changes_of(deed: Deed, *, untold: Collection[str] = ()) -> list[Change]:
    """What changed; of a new thing all that it says, of one that is gone all that it said. Of `untold` fields only that they
    changed."""
    before, after = deed.before or {}, deed.after or {}
    fields = dict.fromkeys([*before, *after])
    told = []
    for field in fields:
        if before.get(field) != after.get(field):
            was, is_now = before.get(field), after.get(field)
            if field in untold:
                told.append(Change(field, UNTOLD if was else "", UNTOLD if is_now else ""))
            else:
                told.append(Change(field, spoken(field, was), spoken(field, is_now)))
    return told


def spoken(field: str, value: Any) -> str:
    """A value as people read it; of what is secret, only that there is something."""
    if value is None or value == "":
        return ""
    if field.endswith(SECRET) or field.startswith(SEALED):
        return HIDDEN
    match value:
        case bool():
            return "是" if value else "否"
        case int() if field.endswith("_fen"):
            return f"{yuan_grouped(value)} 元"
        case list():
            return "、".join(spoken("", one) for one in value) or "（空）"
        case dict():
            return "；".join(f"{name}：{spoken(name, one)}" for name, one in value.items())
        case _:
            return str(value)


_DEED = "SELECT position, at, by, role, region, org, why, action, thing, thing_id, before, after FROM audit"


@dataclass(frozen=True, slots=True)
class TrailAsked:
    """Which deeds: to a thing, to things of a kind, by a person, of a role, of some days, new or changed or gone."""

    thing: str | None = None
    thing_id: str | None = None
    by: str | None = None
    role: str | None = None
    action: str | None = None
    from_on: date | None = None
    to_on: date | None = None

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        equal = {name: getattr(self, name) for name in ("thing", "thing_id", "by", "role", "action") if getattr(self, name)}
        wanted, values = [f"{name} = :{name}" for name in equal], dict[str, Any](equal)
        if self.from_on:
            wanted.append("at >= :since")
            values["since"] = _start_of(self.from_on)
        if self.to_on:
            wanted.append("at < :until")
            values["until"] = _start_of(self.to_on) + timedelta(days=1)
        return wanted, values


async def list_deeds(session: AsyncSession, asked: TrailAsked, *, before: int | None, limit: int) -> list[Deed]:
    """A page of the newest, before a position."""
    wanted, values = asked.conditions()
    if before is not None:
        wanted.append("position < :before")
        values["before"] = before
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    rows = await session.execute(text(f"{_DEED}{where} ORDER BY position DESC LIMIT :limit"), values | {"limit": limit})
    return [Deed(*row) for row in rows]


async def get_deed(session: AsyncSession, position: int) -> Deed:
    """Raises NoSuchDeed."""
    row = (await session.execute(text(f"{_DEED} WHERE position = :position"), {"position": position})).first()
    if row is None:
        raise NoSuchDeed(position=position)
    return Deed(*row)


def _start_of(on: date) -> datetime:
    return datetime.combine(on, time.min, CHINA)
