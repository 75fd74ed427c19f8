"""Give a household another head, or its members other relations to the head."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import NothingChanged
from services.registry.rules.move import arranged, must_be_open, must_be_possible
from services.registry.rules.vocabulary import HEAD
from services.registry.schemas.feed import person_news
from services.registry.schemas.move import ChangeHead
from services.registry.store import history
from services.registry.store.move import changed_relations, instant_for, lock_file, write_steps
from services.registry.tables import Household
from shared import outbox, rows
from shared.events.registry import PersonChanged
from shared.security import Principal


async def change_head(session: AsyncSession, form: ChangeHead, *, household_id: UUID, by: Principal, on: date) -> Household:
    """Raises NoSuchHousehold, HouseholdIsCancelled, HappenedInTheFuture, BeforeTheySatHere, NotAMember, NoHeadLeft, TwoHeads,
    TwoSpouses, NothingChanged."""
    file = await lock_file(session, household_id)
    at = await instant_for(session, file)

    must_be_open(file.household.state)
    relations = {each.person_id: each.relation for each in form.relations}
    after = arranged(file.seats, relations=relations)
    moved = [member for member in file.members if after[member.id] != member.relation]
    must_be_possible(form.happened_on, today=on, seated_on=[member.joined_on for member in moved])
    if not moved:
        raise NothingChanged(pointer="/relations")

    head = next(person_id for person_id, relation in after.items() if relation == HEAD)
    kind = ChangeKind.RELATION_CHANGED if file.seats[head] == HEAD else ChangeKind.HEAD_CHANGED
    act = Act(kind, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, household_id, file.household.region, person_id=head)
    await rows.insert(session, change)
    await write_steps(session, changed_relations(file, after, change), on=form.happened_on)

    await outbox.record(session, *(PersonChanged(**person_news(member, kind, form.happened_on)) for member in moved))
    return file.household
