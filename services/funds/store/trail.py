"""The audit, newest first: row-level security shows it to auditors of the region alone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.trail import Deed, NoSuchDeed
from shared.clock import CHINA

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
