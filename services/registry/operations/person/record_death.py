"""Record a death: the person's membership ends, their file stays."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import HasDied, arranged, must_be_possible
from services.registry.schemas.feed import person_news
from services.registry.schemas.move import RecordDeath
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.move import Step, changed_relations, instant_for, lock_file, write_steps
from services.registry.tables import Person
from shared import outbox, rows
from shared.events.registry import PersonChanged
from shared.security import Principal


async def record_death(session: AsyncSession, form: RecordDeath, *, person_id: UUID, by: Principal, on: date) -> Person:
    """Also of someone who belongs to no household any more.

    Raises NoSuchPerson, HasDied, HappenedInTheFuture, BeforeTheySatHere, NotAMember, NoHeadLeft, TwoHeads, TwoSpouses.
    """
    file = await lock_file(session, (await households.get_person(session, person_id)).household_id)
    person = await households.lock_person(session, person_id)
    at = await instant_for(session, file)

    if person.died_on:
        raise HasDied(died_on=person.died_on.isoformat())
    relations = {each.person_id: each.relation for each in form.relations}
    after = arranged(file.seats, leaving=[person_id], relations=relations)
    must_be_possible(form.happened_on, today=on, seated_on=[person.left_on or person.joined_on])

    act = Act(ChangeKind.DIED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, file.household.id, file.household.region, person_id=person_id)
    await rows.insert(session, change)
    others = changed_relations(file, after, change)
    died = Step(person, None, "", change, {"died_on": form.happened_on.isoformat()})
    await write_steps(session, [died, *others], on=form.happened_on)

    gone = PersonChanged(**person_news(person, act.kind, form.happened_on, former_household_id=file.household.id))
    told = [PersonChanged(**person_news(step.person, ChangeKind.RELATION_CHANGED, form.happened_on)) for step in others]
    await outbox.record(session, gone, *told)
    return person
