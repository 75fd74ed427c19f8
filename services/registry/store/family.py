"""Families of a register file, written: new households and people, and what a file says otherwise than before."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.double import NUMBER_SAYS, without_number
from services.registry.rules.export import HOUSEHOLD_COLUMNS
from services.registry.rules.history import Facts, Segment, beginning, changed
from services.registry.rules.household import Family
from services.registry.rules.member import Member
from services.registry.rules.poverty import PovertyState
from services.registry.rules.standing_class import classes_in
from services.registry.rules.vocabulary import HouseholdState, PersonClass
from services.registry.store.facts import facts_of_person, show_household, show_person
from services.registry.store.history import (
    Revision,
    after,
    change_of,
    first_household_version,
    first_person_version,
    household_timelines,
    insert_many,
    person_timelines,
    revise,
)
from services.registry.store.household import list_known_households, list_known_persons
from services.registry.store.mark import keep_marks
from services.registry.store.membership import Place, Seating, first_membership, seat
from services.registry.store.standing_class import list_standing
from services.registry.tables import Change, Household, Person
from shared.vault import hash_identity


@dataclass(frozen=True)
class Written:
    """Someone of whom a file said something new: their row, and the day from which it counts."""

    person: Person
    household: Household
    in_force_on: date


@dataclass
class _Pending:
    """What is to be written, gathered so that it goes in a few statements however many families there are."""

    changes: list[Change] = field(default_factory=list)
    rows: list[SQLModel] = field(default_factory=list)
    revised: list[tuple[Household | Person, Facts, Change]] = field(default_factory=list)
    seated: list[Seating] = field(default_factory=list)
    told: list[Written] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    stands: Mapping[UUID, Sequence[PovertyState]] = field(default_factory=dict)
    found: list[tuple[UUID, Facts]] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """Of whom a file said something new: people, and households themselves."""

    people: Sequence[Written]
    households: Sequence[Household]


async def write_families(
    session: AsyncSession, families: Sequence[Family], claimed: dict[str, UUID], *, by: str, at: datetime, on: date
) -> Taken:
    """Write what is new or different; returns of whom something changed. `claimed` are provisional households by the code
    of the family that takes their place. The caller holds the lock of imports."""
    households = await list_known_households(session, [family.code for family in families], claimed.values())
    by_code = {household.code: household for household in households if household.code}
    by_id = {household.id: household for household in households}
    hashes = [hash_identity(member.identity.number) for family in families for member in family.members]
    people = await list_known_persons(session, hashes)
    known = await household_timelines(session, by_id)
    lives = await person_timelines(session, [person.id for person in people.values()])
    at = after(*known.values(), *lives.values(), now=at)

    pending = _Pending(stands=await list_standing(session, by_id))
    for family in families:
        known_as = by_code.get(family.code) or (by_id[claimed[family.code]] if family.code in claimed else None)
        _family(family, known_as, people, pending, Act(ChangeKind.IMPORTED, Source.IMPORT, on, by, at))

    await insert_many(session, [row for row in pending.rows if isinstance(row, Household)])
    await insert_many(session, [row for row in pending.rows if isinstance(row, Person)])
    await keep_marks(session, pending.found)
    await insert_many(session, pending.changes)
    await insert_many(session, [row for row in pending.rows if not isinstance(row, Household | Person)])
    timelines = {**known, **lives}
    revisions = []
    for row, facts, change in pending.revised:
        before = timelines[row.id]
        edit = {**dict.fromkeys(_owned(before.segments[-1])), **facts}
        revisions.append(Revision(row, before, changed(before.segments, edit, since_on=on), change))
    await revise(session, *revisions)
    await seat(session, *pending.seated)
    await session.flush()
    return Taken(pending.told, pending.households)


def _family(family: Family, household: Household | None, people: dict[str, Person], pending: _Pending, act: Act) -> None:
    facts, on = _household_facts(family), act.happened_on
    fingerprint = hash_identity(json.dumps(list(facts.values())))
    if household is None:
        household = Household(region=family.village, state=HouseholdState.CURRENT, fingerprint=fingerprint, enrolled_on=on)
        [segment] = beginning(facts, _since(family.head, on))
        show_household(household, segment.facts)
        change = change_of(act, household.id, family.village)
        pending.rows += [household, first_household_version(household.id, segment, change)]
        says_more = True
    else:
        change = change_of(act, household.id, family.village)
        says_more = household.fingerprint != fingerprint
        if says_more:
            household.fingerprint = fingerprint
            pending.revised.append((household, facts, change))
    if says_more:
        pending.households.append(household)
    told = [_member(member, household, people, pending, change) for member in family.members]
    if says_more or any(told):
        pending.changes.append(change)


def _member(member: Member, household: Household, people: dict[str, Person], pending: _Pending, change: Change) -> bool:
    """Whether the row says anything that the register did not know."""
    identity_hash, fingerprint, on = hash_identity(member.identity.number), fingerprint_of(member), change.happened_on
    person = people.get(identity_hash)
    facts = _person_facts(member) | _classes(member, person.classes if person else (), pending.stands.get(household.id, ()))
    if person is None:
        since_on = _since(member, on)
        person = Person(
            household_id=household.id,
            region=member.village,
            identity_hash=identity_hash,
            relation=member.relation,
            fingerprint=fingerprint,
            joined_on=since_on,
        )
        show_person(person, facts)
        pending.found.append((person.id, facts))
        [segment] = beginning(facts, since_on)
        member_of = first_membership(person.id, Place(household, member.relation, since_on), change)
        pending.rows += [person, first_person_version(person.id, segment, change), member_of]
        # The first entry counts from the year it stands for; a change of class from the day we learn of it.
        pending.told.append(Written(person, household, member.entitled_from(on)))
        return True
    if person.fingerprint == fingerprint and person.left_on is None:
        return False
    if person.identity_hash != identity_hash:
        facts = without_number(facts) | {name: value for name, value in facts_of_person(person).items() if name in NUMBER_SAYS}
    person.fingerprint = fingerprint
    pending.revised.append((person, facts, change))
    if person.left_on is not None or person.relation != member.relation or person.household_id != household.id:
        pending.seated.append(Seating(person, Place(household, member.relation, on), on, change))
    pending.told.append(Written(person, household, on))
    return True


def fingerprint_of(member: Member) -> str:
    """A keyed hash of everything that a row says of a person."""
    content: list[Any] = [
        member.village,
        member.household_code,
        member.person_code,
        member.name,
        member.identity.number,
        member.disability_card,
        member.phone,
        member.relation,
        member.ethnic_group,
        list(member.classes),
        sorted(member.particulars.items()),
        member.employer,
    ]
    return hash_identity(json.dumps(content))


def _household_facts(family: Family) -> Facts:
    head = family.head
    return {
        "code": family.code,
        "region": family.village,
        "state": HouseholdState.CURRENT.value,
        "standard": head.standard or None,
        "causes": [head.cause] if head.cause else None,
        "phone": head.household_phone or None,
        **{column: head.particulars[column] for column in HOUSEHOLD_COLUMNS if column in head.particulars},
    }


def _person_facts(member: Member) -> dict[str, Any]:
    identity = member.identity
    facts = {
        "region": member.village,
        "code": member.person_code,
        "name": member.name,
        "id_number": identity.number,
        "disability_card": member.disability_card,
        "phone": member.phone,
        "employer": member.employer,
        "sex": identity.sex.value,
        "born_on": identity.born_on.isoformat(),
        "ethnic_group": member.ethnic_group,
        "is_verified": True,
        **member.particulars,
    }
    return {name: value for name, value in facts.items() if value not in ("", [])}


def _classes(member: Member, known: Collection[str], stands: Sequence[PovertyState]) -> dict[str, list[str]]:
    """The export tells of low income and extreme poverty; who is enrolled or watched, the state of the household."""
    watched = {PersonClass.MONITORED.value} & set(known)
    classes = classes_in({*(each.value for each in member.classes), *watched}, *stands)
    return {"classes": classes} if classes else {}


def _owned(segment: Segment) -> list[str]:
    """What a file decides: a field that it leaves blank is blank from now on. That someone died is not its to say."""
    return [name for name in segment.facts if name not in ("died_on", "region", "state")]


def _since(member: Member, on: date) -> date:
    return min(on, max(member.entitled_from(on), member.identity.born_on))
