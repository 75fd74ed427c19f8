"""Put right where the file said that someone sat: the household, the relation, the day, or that they left or died at all."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import Facts, NothingChanged, corrected
from services.registry.rules.move import arranged, check_seat, must_be_open, must_be_possible
from services.registry.schemas.feed import person_news
from services.registry.schemas.move import CorrectSeat
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.membership import reseat
from services.registry.store.move import File, changed_relations, instant_for, lock_files, write_steps
from services.registry.tables import Household, Membership, Person
from shared import outbox, rows
from shared.events.registry import PersonChanged
from shared.security import Principal


@dataclass(frozen=True)
class _Truth:
    """Where they really sat, since when, as what, and until when (without it: they sit there now)."""

    household: Household
    relation: str
    since_on: date
    until_on: date | None


async def correct_seat(session: AsyncSession, form: CorrectSeat, *, person_id: UUID, by: Principal, on: date) -> Person:
    """The latest seat of a person; earlier ones stay. What was thought of it can still be asked for as of then.

    Raises NoSuchPerson, NoSuchHousehold, NothingChanged, HouseholdIsCancelled, HappenedInTheFuture, SeatTakenBefore, NotAMember,
    NoHeadLeft, TwoHeads, TwoSpouses.
    """
    person = await households.get_person(session, person_id)
    old, new = await lock_files(session, person.household_id, form.household_id or person.household_id)
    person = await households.lock_person(session, person_id)
    known = await history.person_timeline(session, person_id)
    *earlier, said = await history.list_memberships(session, person_id=person_id)
    at = history.after(known, now=await instant_for(session, old, new))

    until_on = None if form.is_still_there else said.until_on
    truth = _Truth(new.household, form.relation or said.relation, form.since_on or said.since_on, until_on)
    must_be_possible(truth.since_on, today=on)
    check_seat(truth.since_on, truth.until_on, after=[(seat.since_on, seat.until_on) for seat in earlier])
    if _is_said(said, truth):
        raise NothingChanged(pointer="/reason")
    if truth.until_on is None:
        must_be_open(new.household.state)
    relations = {each.person_id: each.relation for each in form.relations}
    here, there = _arranged(person_id, truth, old, new, relations)

    act = Act(ChangeKind.CORRECTED, Source.OFFICER, truth.since_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, new.household.id, new.household.region, person_id=person_id)
    changes = [change]
    if new is not old:
        left = history.change_of(act, old.household.id, old.household.region, person_id=person_id)
        changes.append(left)
    await rows.insert(session, *changes)
    edit: Facts = {"died_on": None} if form.is_still_there else {}
    after = corrected(corrected(known.segments, edit), {"region": new.household.region}, since_on=_known_since(known, truth))
    await history.revise(session, history.Revision(person, known, after, change))
    await reseat(session, person, said, new.household, truth.relation, (truth.since_on, truth.until_on), change)
    others = [step for file, seats in ((new, here), (old, there)) for step in changed_relations(file, seats, change)]
    others = [step for step in others if step.person.id != person_id]
    await write_steps(session, others, on=on)

    moved = PersonChanged(**person_news(person, act.kind, truth.since_on, former_household_id=_former(said, truth)))
    told = [PersonChanged(**person_news(step.person, ChangeKind.RELATION_CHANGED, on)) for step in others]
    await outbox.record(session, moved, *told)
    return person


def _arranged(
    person_id: UUID, truth: _Truth, old: File, new: File, relations: dict[UUID, str]
) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Who sits in the true household now, and who in the one that the file named, if it is another."""
    coming = {person_id: truth.relation} if truth.until_on is None else {}
    if new is old or new.household.id == old.household.id:
        return arranged(old.seats, coming=coming, relations=relations), {}
    of_new = {each: relation for each, relation in relations.items() if each in new.seats}
    of_old = {each: relation for each, relation in relations.items() if each not in new.seats}
    return (
        arranged(new.seats, coming=coming, relations=of_new),
        arranged(old.seats, leaving=[person_id], relations=of_old),
    )


def _is_said(said: Membership, truth: _Truth) -> bool:
    thought = (said.household_id, said.relation, said.since_on, said.until_on)
    return thought == (truth.household.id, truth.relation, truth.since_on, truth.until_on)


def _known_since(known: history.Timeline, truth: _Truth) -> date:
    return max(truth.since_on, known.segments[0].since_on)


def _former(said: Membership, truth: _Truth) -> UUID | None:
    return said.household_id if said.household_id != truth.household.id else None
