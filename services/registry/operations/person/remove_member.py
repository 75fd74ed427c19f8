"""Let a member leave for where the register does not reach; their row stays and waits for them."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import NotAMember, arranged, must_be_possible
from services.registry.schemas.feed import person_news
from services.registry.schemas.move import RemoveMember
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.move import Step, changed_relations, instant_for, lock_file, write_steps
from services.registry.tables import Person
from shared import outbox, rows
from shared.events.registry import PersonChanged
from shared.security import Principal


async def remove_member(session: AsyncSession, form: RemoveMember, *, person_id: UUID, by: Principal, on: date) -> Person:
    """Raises NoSuchPerson, NotAMember, HappenedInTheFuture, BeforeTheySatHere, NoHeadLeft, TwoHeads, TwoSpouses."""
    file = await lock_file(session, (await households.get_person(session, person_id)).household_id)
    at = await instant_for(session, file)

    if person_id not in file.seats:
        raise NotAMember(person_id=person_id)
    [person] = file.of([person_id])
    after = arranged(file.seats, leaving=[person_id], relations={each.person_id: each.relation for each in form.relations})
    must_be_possible(form.happened_on, today=on, seated_on=[person.joined_on])

    act = Act(ChangeKind.LEFT, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, file.household.id, file.household.region, person_id=person_id)
    await rows.insert(session, change)
    others = changed_relations(file, after, change)
    await write_steps(session, [Step(person, None, "", change), *others], on=form.happened_on)

    gone = PersonChanged(**person_news(person, act.kind, form.happened_on, former_household_id=file.household.id))
    told = [PersonChanged(**person_news(step.person, ChangeKind.RELATION_CHANGED, form.happened_on)) for step in others]
    await outbox.record(session, gone, *told)
    return person
