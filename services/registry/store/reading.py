"""The file as it was true of one day and known at one instant; and what each change added to it and took from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.history import Facts, differing, facts_on
from services.registry.rules.vocabulary import HEAD
from services.registry.store.facts import facts_of
from services.registry.store.history import household_timeline, known_at, person_timeline, person_timelines
from services.registry.store.household import any_of
from services.registry.tables import Change, HouseholdVersion, Membership, PersonVersion
from shared.errors import NotFound


class NotInTheFileThen(NotFound):
    """所问的时间没有这份档案"""

    mend = "请核对 true_on 与 known_at：可能当时尚未建档、尚未录入，或当时不在您的辖区"


@dataclass(frozen=True)
class Seated:
    """A member as of then."""

    membership: Membership
    facts: Facts


@dataclass(frozen=True)
class HouseholdThen:
    facts: Facts
    members: Sequence[Seated]


@dataclass(frozen=True)
class PersonThen:
    facts: Facts
    membership: Membership | None


@dataclass(frozen=True)
class Said:
    """What a change says of some days otherwise than it was known before; `before` is None for what was new."""

    person_id: UUID | None
    since_on: date
    until_on: date | None
    before: Facts | None
    after: Facts

    @property
    def fields(self) -> list[str]:
        return [field for field in differing(self.before or {}, self.after) if field != "region"]


async def household_then(session: AsyncSession, household_id: UUID, *, true_on: date, at: datetime | None) -> HouseholdThen:
    """Raises NotInTheFileThen."""
    timeline = await household_timeline(session, household_id, at=at)
    facts = facts_on(timeline.segments, true_on)
    if facts is None:
        raise NotInTheFileThen(household_id=household_id)
    seats = await _seats(session, true_on, at, household_id=household_id)
    lives = await person_timelines(session, [seat.person_id for seat in seats], at=at)
    members = [Seated(seat, facts_on(lives[seat.person_id].segments, true_on) or {}) for seat in seats if seat.person_id in lives]
    members.sort(key=lambda member: (member.membership.relation != HEAD, member.facts.get("code", ""), member.membership.id))
    return HouseholdThen(facts, members)


async def person_then(session: AsyncSession, person_id: UUID, *, true_on: date, at: datetime | None) -> PersonThen:
    """Raises NotInTheFileThen."""
    facts = facts_on((await person_timeline(session, person_id, at=at)).segments, true_on)
    if facts is None:
        raise NotInTheFileThen(person_id=person_id)
    seats = await _seats(session, true_on, at, person_id=person_id)
    return PersonThen(facts, seats[0] if seats else None)


async def _seats(
    session: AsyncSession, true_on: date, at: datetime | None, *, household_id: UUID | None = None, person_id: UUID | None = None
) -> list[Membership]:
    ended = or_(col(Membership.until_on).is_(None), col(Membership.until_on) > true_on)
    query = select(Membership).where(known_at(Membership, at), col(Membership.since_on) <= true_on, ended)
    if household_id:
        query = query.where(Membership.household_id == household_id)
    if person_id:
        query = query.where(Membership.person_id == person_id)
    return list(await session.exec(query))


async def list_said(session: AsyncSession, household_id: UUID, changes: Sequence[Change]) -> dict[UUID, list[Said]]:
    """By change: of the household and of its people, what each said otherwise, as far as the asker may see."""
    people = set(await session.exec(select(Membership.person_id).where(Membership.household_id == household_id)))
    people |= {change.person_id for change in changes if change.person_id}
    of_household = select(HouseholdVersion).where(HouseholdVersion.household_id == household_id)
    of_people = select(PersonVersion).where(col(PersonVersion.person_id) == any_of(people, Uuid))
    versions: list[HouseholdVersion | PersonVersion] = [*await session.exec(of_household), *await session.exec(of_people)]
    seats = list(await session.exec(select(Membership).where(Membership.household_id == household_id)))
    return {change.id: [*_said(change.id, versions), *_related(change, seats)] for change in changes}


def _related(change: Change, seats: Sequence[Membership]) -> list[Said]:
    """Who is something else to the head from the day of this change on."""
    closed = {seat.person_id: seat for seat in seats if seat.closed_by_id == change.id}
    return [
        Said(seat.person_id, seat.since_on, seat.until_on, {"relation": before.relation}, {"relation": seat.relation})
        for seat in seats
        if seat.change_id == change.id and (before := closed.get(seat.person_id)) and before.relation != seat.relation
    ]


def _said(change_id: UUID, versions: Sequence[HouseholdVersion | PersonVersion]) -> list[Said]:
    closed = [version for version in versions if version.closed_by_id == change_id]
    said = []
    for version in sorted(versions, key=lambda each: each.since_on):
        if version.change_id != change_id:
            continue
        before = next((old for old in closed if _subject(old) == _subject(version) and _covers(old, version.since_on)), None)
        each = Said(
            getattr(version, "person_id", None),
            version.since_on,
            version.until_on,
            facts_of(before) if before else None,
            facts_of(version),
        )
        if before is None or each.fields:
            said.append(each)
    return said


async def names_of(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The newest name of each of these people that the asker may see."""
    timelines = await person_timelines(session, person_ids)
    return {person_id: timeline.segments[-1].facts.get("name", "") for person_id, timeline in timelines.items()}


def _subject(version: HouseholdVersion | PersonVersion) -> UUID:
    return version.person_id if isinstance(version, PersonVersion) else version.household_id


def _covers(version: HouseholdVersion | PersonVersion, on: date) -> bool:
    return version.since_on <= on and (version.until_on is None or on < version.until_on)
