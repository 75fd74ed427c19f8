"""Rosters and their entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.roster import Change, Head, Line, NoSuchRoster
from services.medical.tables import Roster, RosterEntry
from shared import rows

AT_ONCE = 5_000
"""Entries in one statement."""

# What stands after a roster: of each person the last confirmed word, and the roster's own.
_NET = """
SELECT DISTINCT ON (e.identity_hash) e.*, sum(e.amount_fen) OVER (PARTITION BY e.identity_hash) AS net_fen
FROM roster_entry e JOIN roster r ON r.id = e.roster_id
WHERE r.programme = :programme AND r.year = :year AND r.region = :region AND r.number <= :number
  AND (r.status = 'confirmed' OR r.number = :number)
ORDER BY e.identity_hash, r.number DESC
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of a roster that belong together, and what they come to."""

    key: str
    persons: int
    amount_fen: int


async def lock_programme(session: AsyncSession, programme: str, year: int) -> None:
    """One at a time makes or confirms rosters of a programme and year: their extents must not overlap."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"roster {programme} {year}"})


async def list_around(session: AsyncSession, programme: str, year: int, region: str) -> list[Roster]:
    """Rosters whose region holds this one or lies in it, by region and number."""
    query = select(Roster).where(
        Roster.programme == programme,
        Roster.year == year,
        or_(func.starts_with(col(Roster.region), region), func.starts_with(region, col(Roster.region))),
    )
    return list(await session.exec(query.order_by(col(Roster.region), col(Roster.number))))


async def list_rosters(
    session: AsyncSession, *, region: str, programme: str, year: int | None, after: UUID | None, limit: int
) -> list[Roster]:
    """The newest first; one more than `limit`."""
    query = select(Roster).where(func.starts_with(col(Roster.region), region))
    if programme:
        query = query.where(Roster.programme == programme)
    if year is not None:
        query = query.where(Roster.year == year)
    if after:
        query = query.where(col(Roster.id) < after)
    return list(await session.exec(query.order_by(col(Roster.id).desc()).limit(limit + 1)))


async def get_roster(session: AsyncSession, roster_id: UUID) -> Roster:
    """Raises NoSuchRoster."""
    roster = await session.get(Roster, roster_id)
    if roster is None:
        raise NoSuchRoster(roster_id=roster_id)
    return roster


async def lock_roster(session: AsyncSession, roster_id: UUID) -> Roster:
    """Raises NoSuchRoster."""
    roster = await session.get(Roster, roster_id, with_for_update=True, populate_existing=True)
    if roster is None:
        raise NoSuchRoster(roster_id=roster_id)
    return roster


async def add_entries(session: AsyncSession, roster_id: UUID, lines: Sequence[Line]) -> None:
    for start in range(0, len(lines), AT_ONCE):
        await rows.insert(session, *(_entry(roster_id, line) for line in lines[start : start + AT_ONCE]))


async def clear_entries(session: AsyncSession, roster_id: UUID) -> None:
    """Of a draft; the database refuses to clear a confirmed one."""
    await session.execute(delete(RosterEntry).where(col(RosterEntry.roster_id) == roster_id))


async def net_of(session: AsyncSession, roster: Roster) -> dict[str, Line]:
    """The year's list as it stands after this roster, by identity hash, each person with the amount that is borne in all."""
    key = {"programme": roster.programme, "year": roster.year, "region": roster.region, "number": roster.number}
    last = await session.execute(text(_NET).columns(classes=JSONB), key)
    return {row.identity_hash: _line(row, int(row.net_fen)) for row in last if row.change != Change.REMOVED}


async def list_entries(
    session: AsyncSession, roster_id: UUID, *, region: str = "", by_class: str = "", after: UUID | None, limit: int
) -> list[RosterEntry]:
    """By person id; one more than `limit`."""
    query = select(RosterEntry).where(RosterEntry.roster_id == roster_id, func.starts_with(col(RosterEntry.region), region))
    if by_class:
        query = query.where(RosterEntry.by_class == by_class)
    if after:
        query = query.where(col(RosterEntry.person_id) > after)
    return list(await session.exec(query.order_by(col(RosterEntry.person_id)).limit(limit + 1)))


async def sums_by_town(session: AsyncSession, roster_id: UUID) -> list[Sum]:
    return await _sums(session, roster_id, func.left(col(RosterEntry.region), 9))


async def sums_by_class(session: AsyncSession, roster_id: UUID) -> list[Sum]:
    return await _sums(session, roster_id, col(RosterEntry.by_class))


async def _sums(session: AsyncSession, roster_id: UUID, key: object) -> list[Sum]:
    query = (
        select(key, func.count(), func.sum(RosterEntry.amount_fen))  # type: ignore[call-overload]
        .where(RosterEntry.roster_id == roster_id)
        .group_by(key)
        .order_by(key)
    )
    return [Sum(name, count, int(amount_fen)) for name, count, amount_fen in await session.exec(query)]


def _entry(roster_id: UUID, line: Line) -> RosterEntry:
    return RosterEntry(
        roster_id=roster_id,
        identity_hash=line.head.identity_hash,
        person_id=line.head.person_id,
        household_id=line.head.household_id,
        region=line.head.region,
        classes=list(line.head.classes),
        by_class=line.by_class,
        share=line.share,
        change=line.change,
        amount_fen=line.amount_fen,
    )


def _line(row: Any, amount_fen: int) -> Line:
    head = Head(row.identity_hash, row.person_id, row.household_id, row.region, tuple(row.classes))
    return Line(head, row.by_class, row.share, amount_fen, Change(row.change))
