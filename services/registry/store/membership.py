"""Who sits where: someone takes a seat in a household, changes it, or leaves it; what was known of the seat before is closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.history import Recorded, close, insert_many, known_at
from services.registry.store.household import any_of
from services.registry.tables import Membership, Person


class Home(Protocol):
    """A household that somebody sits in, as far as a seat needs to know it."""

    @property
    def id(self) -> UUID: ...

    @property
    def region(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """A seat to be taken: in which household, as what, from which day."""

    household: Home
    relation: str
    since_on: date


def first_membership(person_id: UUID, place: Place, change: Recorded) -> Membership:
    return Membership(
        person_id=person_id,
        household_id=place.household.id,
        region=place.household.region,
        relation=place.relation,
        since_on=place.since_on,
        began=change.kind,
        known_from_at=change.recorded_at,
        change_id=change.id,
    )


async def list_seats_now(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Membership]:
    """Where these people sit now, as known now."""
    now = select(Membership).where(col(Membership.person_id) == any_of(person_ids, Uuid), col(Membership.until_on).is_(None))
    return {seat.person_id: seat for seat in await session.exec(now.where(known_at(Membership, None)))}


@dataclass(frozen=True)
class Seating:
    """Someone takes a place, or with none leaves theirs on a day."""

    person: Person
    place: Place | None
    on: date
    change: Recorded


async def seat(session: AsyncSession, *seatings: Seating) -> None:
    """Put people into households, or into another relation in theirs, or let them leave; the seats that they had end that day.

    Whoever leaves, their row goes on saying where they sat last. The changes are written already; the people are locked by the
    caller. Each person once.
    """
    seats = await list_seats_now(session, [seating.person.id for seating in seatings])
    closing, added = list[tuple[UUID, Recorded]](), list[Membership]()
    for seating in seatings:
        person, change = seating.person, seating.change
        if seated := seats.get(person.id):
            closing.append((seated.id, change))
            if seated.since_on < seating.on:  # a seat that was taken the same day was none for a single day
                added.append(_ended(seated, seating.on, change))
        if place := seating.place:
            added.append(first_membership(person.id, place, change))
            if person.household_id != place.household.id or person.left_on is not None:
                person.joined_on = place.since_on
            person.household_id, person.relation, person.left_on = place.household.id, place.relation, None
        else:
            person.left_on = person.left_on or seating.on
        person.revision += 1
        session.add(person)
    await close(session, "membership", closing)
    await insert_many(session, added)


async def reseat(
    session: AsyncSession,
    person: Person,
    said: Membership,
    household: Home,
    relation: str,
    days: tuple[date, date | None],
    change: Recorded,
) -> None:
    """What was said of someone's latest seat was wrong: close it as known, and say where they sat on these days instead."""
    since_on, until_on = days
    await close(session, "membership", [(said.id, change)])
    truth = first_membership(person.id, Place(household, relation, since_on), change)
    truth.began, truth.until_on, truth.ended = said.began, until_on, said.ended if until_on else None
    await insert_many(session, [truth])
    person.household_id, person.relation = household.id, relation
    person.joined_on, person.left_on = since_on, until_on
    session.add(person)
    await session.flush()


def _ended(seated: Membership, on: date, change: Recorded) -> Membership:
    until = seated.model_dump(exclude={"id", "known_until_at", "closed_by_id"})
    return Membership(
        **until | {"until_on": on, "ended": change.kind, "known_from_at": change.recorded_at, "change_id": change.id}
    )
