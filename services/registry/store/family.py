"""Families of a register file, written: new households and people, and what a file says otherwise than before."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import Facts, changed
from services.registry.rules.household import Family
from services.registry.rules.member import Member
from services.registry.rules.poverty import PovertyState
from services.registry.store.changed_rows import write_changed
from services.registry.store.facts import facts_of_household, facts_of_person
from services.registry.store.family_facts import (
    fingerprint_of,
    fingerprint_of_household,
    household_edit,
    household_facts,
    person_edit,
)
from services.registry.store.history import (
    Revision,
    Timeline,
    after,
    household_timelines,
    person_timelines,
    revise,
)
from services.registry.store.household import list_known_households, list_known_persons
from services.registry.store.membership import Place, Seating, seat
from services.registry.store.new_families import NewChange, NewHousehold, NewPerson, NewRows
from services.registry.store.standing_class import list_standing
from services.registry.tables import Household, Person
from shared.ids import new_id


@dataclass(frozen=True)
class Written:
    """Someone of whom a file said something new: their row, and the day from which it counts."""

    person: Person | NewPerson
    in_force_on: date


@dataclass(frozen=True)
class Taken:
    """Of whom a file said something new: people, and households themselves."""

    people: Sequence[Written]
    households: Sequence[Household | NewHousehold]


@dataclass(frozen=True)
class _Plan:
    """A family beside what is known of it: who everybody is, and what the file makes otherwise."""

    family: Family
    identities: Sequence[str]
    household: Household | None
    edit: Facts
    people: Sequence[tuple[Person | None, Facts]]
    """Beside the members: the person, if they are known, and their edit."""
    stands: Sequence[PovertyState]
    """The states in which the household is."""


@dataclass
class _Pending:
    """What is to be written, gathered so that it goes in a few statements however many families there are."""

    timelines: Mapping[UUID, Timeline]
    fresh: NewRows
    revisions: list[Revision] = field(default_factory=list)
    seated: list[Seating] = field(default_factory=list)
    people: list[Written] = field(default_factory=list)
    households: list[Household | NewHousehold] = field(default_factory=list)

    def revise(self, row: Household | Person, edit: Facts, change: NewChange) -> None:
        before = self.timelines[row.id]
        self.revisions.append(Revision(row, before, changed(before.segments, edit, since_on=change.act.happened_on), change))


async def write_families(
    session: AsyncSession,
    families: Sequence[tuple[Family, Sequence[str]]],
    claimed: Mapping[str, UUID],
    *,
    are_new: bool = False,
    by: str,
    at: datetime,
    on: date,
) -> Taken:
    """Write what is new or different; returns of whom something changed. With each family come the identity hashes of its
    members; `claimed` are provisional households by the code of the family that takes their place. `are_new`: the caller knows
    that none of these households and people is known, and nobody is looked for.

    Raises IntegrityError if somebody else wrote one of these households or people meanwhile.
    """
    plans = list(map(_plan_of_strangers, families)) if are_new else await _plans(session, families, claimed)
    known = await household_timelines(session, [plan.household.id for plan in plans if plan.household and plan.edit])
    lives = await person_timelines(session, [person.id for plan in plans for person, edit in plan.people if person and edit])
    act = Act(ChangeKind.IMPORTED, Source.IMPORT, on, by, after(*known.values(), *lives.values(), now=at))
    pending = _Pending({**known, **lives}, NewRows(act))
    await asyncio.to_thread(_lay_out, plans, pending, act)
    await pending.fresh.write(session)
    await revise(session, *pending.revisions)
    await seat(session, *pending.seated)
    changed_rows = {row.id: row for row in (*(each.row for each in pending.revisions), *(each.person for each in pending.seated))}
    await write_changed(
        session,
        [row for row in changed_rows.values() if isinstance(row, Household)],
        [row for row in changed_rows.values() if isinstance(row, Person)],
    )
    await session.flush()
    return Taken(pending.people, pending.households)


async def _plans(
    session: AsyncSession, families: Sequence[tuple[Family, Sequence[str]]], claimed: Mapping[str, UUID]
) -> list[_Plan]:
    """The families beside the households and people that are known, which are locked."""
    found = await list_known_households(session, [family.code for family, _ in families], claimed.values())
    by_code = {household.code: household for household in found if household.code}
    by_id = {household.id: household for household in found}
    people = await list_known_persons(session, [identity for _, own in families for identity in own])
    stands = await list_standing(session, by_id)
    plans = []
    for family, own in families:
        household = by_code.get(family.code) or (by_id[claimed[family.code]] if family.code in claimed else None)
        states = stands.get(household.id, []) if household else []
        members = [
            (person, _person_edit(member, identity, family, person, states))
            for member, identity in zip(family.members, own, strict=True)
            for person in (people.get(identity),)
        ]
        plans.append(_Plan(family, own, household, _household_edit(family, household), members, states))
    return plans


def _plan_of_strangers(given: tuple[Family, Sequence[str]]) -> _Plan:
    family, identities = given
    return _Plan(family, identities, None, {}, [(None, {})] * len(family.members), ())


def _household_edit(family: Family, household: Household | None) -> Facts:
    if household is None or household.fingerprint == fingerprint_of_household(household_facts(family)):
        return {}
    return household_edit(family, facts_of_household(household))


def _person_edit(member: Member, identity: str, family: Family, person: Person | None, stands: Sequence[PovertyState]) -> Facts:
    if person is None or person.fingerprint == fingerprint_of(member):
        return {}
    is_merged = person.identity_hash != identity
    return person_edit(member, family.columns, facts_of_person(person), stands=stands, is_merged=is_merged)


def _lay_out(plans: Sequence[_Plan], pending: _Pending, act: Act) -> None:
    for plan in plans:
        _write_family(plan, pending, act)


def _write_family(plan: _Plan, pending: _Pending, act: Act) -> None:
    family, household = plan.family, plan.household
    change = NewChange(new_id(), household.id if household else new_id(), family.village, act)
    home = household or pending.fresh.add_household(family, change)
    if household and plan.edit:
        household.fingerprint = fingerprint_of_household(household_facts(family))
        pending.revise(household, plan.edit, change)
    says_more = household is None or bool(plan.edit)
    if says_more:
        pending.households.append(home)
    members = zip(family.members, plan.identities, plan.people, strict=True)
    told = [_write_member(member, identity, *known, home, pending, change, plan.stands) for member, identity, known in members]
    if household and (plan.edit or any(told)):
        pending.fresh.add_change(change)


def _write_member(
    member: Member,
    identity: str,
    person: Person | None,
    edit: Facts,
    home: Household | NewHousehold,
    pending: _Pending,
    change: NewChange,
    stands: Sequence[PovertyState],
) -> bool:
    """Whether the row says anything that the register did not know."""
    on = change.act.happened_on
    if person is None:
        # The first entry counts from the year it stands for; a change of class from the day we learn of it.
        pending.people.append(
            Written(pending.fresh.add_person(member, identity, change, stands=stands), member.entitled_from(on))
        )
        return True
    moves = person.left_on is not None or person.relation != member.relation or person.household_id != home.id
    if not edit and not moves:
        return False
    person.fingerprint = fingerprint_of(member)
    if edit:
        pending.revise(person, edit, change)
    if moves:
        pending.seated.append(Seating(person, Place(home, member.relation, on), on, change))
    pending.people.append(Written(person, on))
    return True
