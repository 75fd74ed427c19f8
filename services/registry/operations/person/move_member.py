"""Move a member to another household of the same jurisdiction."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import NotAMember, SameHousehold, arranged, must_be_open, must_be_possible
from services.registry.schemas.feed import person_news
from services.registry.schemas.move import MoveMember
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.move import Step, changed_relations, instant_for, lock_files, write_steps
from services.registry.tables import Person
from shared import outbox, rows
from shared.events.registry import PersonChanged
from shared.security import Principal


async def move_member(session: AsyncSession, form: MoveMember, *, person_id: UUID, by: Principal, on: date) -> Person:
    """Raises NoSuchPerson, NoSuchHousehold (also for one of another jurisdiction: hand over instead), NotAMember, SameHousehold,
    HouseholdIsCancelled, HappenedInTheFuture, BeforeTheySatHere, NoHeadLeft, TwoHeads, TwoSpouses."""
    leaves = (await households.get_person(session, person_id)).household_id
    if leaves == form.household_id:
        raise SameHousehold(pointer="/household_id")
    old, new = await lock_files(session, leaves, form.household_id)
    at = await instant_for(session, old, new)

    if person_id not in old.seats:
        raise NotAMember(person_id=person_id)
    [person] = old.of([person_id])
    must_be_open(new.household.state)
    after = arranged(old.seats, leaving=[person_id], relations={each.person_id: each.relation for each in form.relations})
    arranged(new.seats, coming={person_id: form.relation}, pointer="/relation")
    must_be_possible(form.happened_on, today=on, seated_on=[person.joined_on])

    arrives = ChangeKind.MARRIED if form.how == "married" else ChangeKind.MOVED_IN
    out = Act(ChangeKind.MOVED_OUT, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    into = Act(arrives, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    leaving = history.change_of(out, leaves, old.household.region, person_id=person_id, other_household_id=form.household_id)
    coming = history.change_of(into, form.household_id, new.household.region, person_id=person_id, other_household_id=leaves)
    await rows.insert(session, leaving, coming)
    others = changed_relations(old, after, leaving)
    await write_steps(session, [Step(person, new.household, form.relation, coming), *others], on=form.happened_on)

    moved = PersonChanged(**person_news(person, arrives, form.happened_on, former_household_id=leaves))
    told = [PersonChanged(**person_news(step.person, ChangeKind.RELATION_CHANGED, form.happened_on)) for step in others]
    await outbox.record(session, moved, *told)
    return person
