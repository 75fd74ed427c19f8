"""The two times of the file: what is known now, what was known then, and how a row of it is closed and another added."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Uuid, text
from sqlmodel import SQLModel, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind
from services.registry.rules.history import Facts, Segment
from services.registry.store.facts import HOUSEHOLD_SECRETS, PERSON_SECRETS, segment_of, show_household, show_person, written
from services.registry.store.household import any_of
from services.registry.store.mark import is_found_otherwise, keep_marks
from services.registry.tables import Change, Household, HouseholdVersion, Membership, Person, PersonVersion
from shared import rows
from shared.ids import new_id

_CLOSE = {
    table: text(f"""
        UPDATE {table} SET known_until_at = closing.at, closed_by_id = closing.by
        FROM unnest(CAST(:ids AS uuid[]), CAST(:by AS uuid[]), CAST(:at AS timestamptz[])) AS closing (id, by, at)
        WHERE {table}.id = closing.id
    """)  # noqa: S608  names of our own tables
    for table in ("household_version", "person_version", "membership")
}

_TOLD = {"since_on": "date", "until_on": "date", "known_from_at": "timestamptz", "change_id": "uuid", "facts": "text::jsonb"}
_ADDED = {
    f"{of}_version": {
        "id": "uuid", f"{of}_id": "uuid", "region": "text", **_TOLD, **{f"{name}_sealed": "bytea" for name in secrets},
    }
    for of, secrets in (("household", HOUSEHOLD_SECRETS), ("person", PERSON_SECRETS))
}  # fmt: skip
"""The columns of a row of history that is added, each with the type that it arrives as."""

BATCH = 5_000


class Recorded(Protocol):
    """A change, as far as the rows that it closes and opens need to know it."""

    @property
    def id(self) -> UUID: ...

    @property
    def kind(self) -> ChangeKind: ...

    @property
    def recorded_at(self) -> datetime: ...


@dataclass(frozen=True)
class Timeline:
    """What is known now of one household or person: the rows and what they say, the earliest first."""

    versions: Sequence[HouseholdVersion | PersonVersion]
    segments: Sequence[Segment]

    @property
    def newest_at(self) -> datetime:
        return max(version.known_from_at for version in self.versions)


def known_at(table: Any, at: datetime | None) -> ColumnElement[bool]:
    """The rows that were what the register knew at an instant; without one, what it knows now."""
    if at is None:
        return col(table.known_until_at).is_(None)
    return (col(table.known_from_at) <= at) & or_(col(table.known_until_at).is_(None), col(table.known_until_at) > at)


async def household_timeline(session: AsyncSession, household_id: UUID, *, at: datetime | None = None) -> Timeline:
    """Empty for a household of which the asker may see nothing."""
    found = await household_timelines(session, [household_id], at=at)
    return found.get(household_id, Timeline((), ()))


async def household_timelines(
    session: AsyncSession, ids: Collection[UUID], *, at: datetime | None = None
) -> dict[UUID, Timeline]:
    query = select(HouseholdVersion).where(
        col(HouseholdVersion.household_id) == any_of(ids, Uuid), known_at(HouseholdVersion, at)
    )
    found: dict[UUID, list[HouseholdVersion]] = {}
    for version in await session.exec(query.order_by(col(HouseholdVersion.since_on))):
        found.setdefault(version.household_id, []).append(version)
    return {household_id: _timeline(versions) for household_id, versions in found.items()}


async def person_timeline(session: AsyncSession, person_id: UUID, *, at: datetime | None = None) -> Timeline:
    """Empty for a person of whom the asker may see nothing."""
    found = await person_timelines(session, [person_id], at=at)
    return found.get(person_id, Timeline((), ()))


async def person_timelines(session: AsyncSession, ids: Collection[UUID], *, at: datetime | None = None) -> dict[UUID, Timeline]:
    query = select(PersonVersion).where(col(PersonVersion.person_id) == any_of(ids, Uuid), known_at(PersonVersion, at))
    found: dict[UUID, list[PersonVersion]] = {}
    for version in await session.exec(query.order_by(col(PersonVersion.since_on))):
        found.setdefault(version.person_id, []).append(version)
    return {person_id: _timeline(versions) for person_id, versions in found.items()}


def _timeline(versions: Sequence[HouseholdVersion | PersonVersion]) -> Timeline:
    return Timeline(versions, [segment_of(version) for version in versions])


def after(*timelines: Timeline, now: datetime) -> datetime:
    """The instant of a change to these: now, or a clock that lags behind another machine's would close what is not yet known."""
    return max([now, *(timeline.newest_at for timeline in timelines if timeline.versions)])


def change_of(
    act: Act, household_id: UUID, region: str, *, person_id: UUID | None = None, other_household_id: UUID | None = None
) -> Change:
    """The row that says of a household's file what was recorded."""
    return Change(
        household_id=household_id,
        person_id=person_id,
        other_household_id=other_household_id,
        region=region,
        kind=act.kind,
        source=act.source,
        happened_on=act.happened_on,
        reason=act.reason,
        papers=list(act.papers),
        recorded_by=act.by,
        recorded_at=act.at,
    )


def first_household_version(household_id: UUID, segment: Segment, change: Recorded) -> HouseholdVersion:
    return HouseholdVersion(household_id=household_id, **_row(segment, change, HOUSEHOLD_SECRETS))


def first_person_version(person_id: UUID, segment: Segment, change: Recorded) -> PersonVersion:
    return PersonVersion(person_id=person_id, **_row(segment, change, PERSON_SECRETS))


@dataclass(frozen=True)
class Revision:
    """A timeline as it was known and as it is known from now on, and the change that says why."""

    row: Household | Person
    before: Timeline
    after: Sequence[Segment]
    change: Recorded


async def revise(session: AsyncSession, *revisions: Revision) -> None:
    """Close what these timelines said otherwise, add what they say now, and let each row say what is true today.

    The changes are written already; the rows are locked by the caller.
    """
    closing: dict[str, list[tuple[UUID, Recorded]]] = {"household_version": [], "person_version": []}
    added: dict[str, list[Sequence[object]]] = {table: [] for table in _ADDED}
    found_otherwise = list[tuple[UUID, Facts]]()
    for revision in revisions:
        row, change, stays = revision.row, revision.change, _same(revision.before, revision.after)
        fresh = [segment for segment in revision.after if segment.since_on not in stays]
        gone = [(version.id, change) for version in revision.before.versions if version.since_on not in stays]
        known, now = revision.before.segments[-1].facts, revision.after[-1].facts
        if isinstance(row, Household):
            closing["household_version"] += gone
            added["household_version"] += [_line(revision, segment, HOUSEHOLD_SECRETS) for segment in fresh]
            show_household(row, now, known=known)
        else:
            closing["person_version"] += gone
            added["person_version"] += [_line(revision, segment, PERSON_SECRETS) for segment in fresh]
            if is_found_otherwise(known, now):
                found_otherwise.append((row.id, now))
            show_person(row, now, known=known)
        row.revision += 1
        session.add(row)
    for table, rows_of_it in closing.items():
        await close(session, table, rows_of_it)
    for table, lines in added.items():
        for start in range(0, len(lines), BATCH):
            await rows.insert_columns(session, table, _ADDED[table], lines[start : start + BATCH])
    await keep_marks(session, found_otherwise)


async def close(session: AsyncSession, table: str, closing: Sequence[tuple[UUID, Recorded]]) -> None:
    """What these rows said is known to be so no longer, each by its change."""
    if closing:
        ids, changes = zip(*closing, strict=True)
        by, at = [change.id for change in changes], [change.recorded_at for change in changes]
        await session.execute(_CLOSE[table], {"ids": list(ids), "by": by, "at": at})


async def insert_many(session: AsyncSession, added: Iterable[SQLModel]) -> None:
    """New rows, so many at a time that one statement stays a few megabytes."""
    every = list(added)
    for start in range(0, len(every), BATCH):
        await rows.insert(session, *every[start : start + BATCH])


async def list_changes(session: AsyncSession, household_id: UUID, *, after: UUID | None, limit: int) -> list[Change]:
    """Of one household, the earliest recorded first; one more than `limit`."""
    query = select(Change).where(Change.household_id == household_id).order_by(col(Change.id)).limit(limit + 1)
    if after:
        query = query.where(Change.id > after)
    return list(await session.exec(query))


async def list_memberships(
    session: AsyncSession, *, household_id: UUID | None = None, person_id: UUID | None = None, at: datetime | None = None
) -> list[Membership]:
    """Of a household or of a person, as known at an instant (now), the earliest first."""
    query = select(Membership).where(known_at(Membership, at)).order_by(col(Membership.since_on), col(Membership.id))
    if household_id:
        query = query.where(Membership.household_id == household_id)
    if person_id:
        query = query.where(Membership.person_id == person_id)
    return list(await session.exec(query))


def _same(before: Timeline, after: Sequence[Segment]) -> set[object]:
    """The first days of the segments that the timeline keeps as they are."""
    kept = {segment.since_on: segment for segment in before.segments}
    return {segment.since_on for segment in after if kept.get(segment.since_on) == segment}


def _line(revision: Revision, segment: Segment, secrets: tuple[str, ...]) -> Sequence[object]:
    """In the order of `_ADDED`: the file of a year makes a hundred thousand, and row objects would take most of the time."""
    change, newest = revision.change, revision.before.versions[-1]
    told = written(segment.facts, secrets, known=revision.before.segments[-1].facts, kept=newest)
    facts, seals = orjson.dumps(told["facts"]).decode(), (told[f"{name}_sealed"] for name in secrets)
    days, known = (segment.since_on, segment.until_on), (change.recorded_at, change.id)
    return new_id(), revision.row.id, told["region"], *days, *known, facts, *seals


def _row(segment: Segment, change: Recorded, secrets: tuple[str, ...]) -> dict[str, Any]:
    return {
        "since_on": segment.since_on,
        "until_on": segment.until_on,
        "known_from_at": change.recorded_at,
        "change_id": change.id,
        **written(segment.facts, secrets),
    }
