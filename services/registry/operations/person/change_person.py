"""Record that something of a person is otherwise from a day on."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import NothingChanged, changed, facts_on
from services.registry.rules.move import HasDied, must_be_possible
from services.registry.schemas.edits import check_values, person_edit
from services.registry.schemas.feed import enrolment, person_news
from services.registry.schemas.move import ChangePerson
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.field_lists import get_field_lists
from services.registry.tables import Person
from shared import clock, outbox, rows
from shared.events.registry import PersonChanged, PersonEnrolled
from shared.security import Principal


async def change_person(session: AsyncSession, form: ChangePerson, *, person_id: UUID, by: Principal, on: date) -> Person:
    """Raises NoSuchPerson, HasDied, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged."""
    person = await households.lock_person(session, person_id)
    known = await history.person_timeline(session, person_id)

    if person.died_on and form.happened_on >= person.died_on:
        raise HasDied(died_on=person.died_on.isoformat())
    must_be_possible(form.happened_on, today=on)
    check_values(form.facts, get_field_lists(person.region, form.happened_on), on=form.happened_on)
    edit = person_edit(form.facts, facts_on(known.segments, form.happened_on) or {})
    after = changed(known.segments, edit, since_on=form.happened_on)
    if after == list(known.segments):
        raise NothingChanged(pointer="/facts")

    at = history.after(known, now=clock.now())
    act = Act(ChangeKind.CHANGED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, person.household_id, person.region, person_id=person_id)
    classes = list(person.classes)
    await rows.insert(session, change)
    await history.revise(session, history.Revision(person, known, after, change))
    await session.flush()

    others_classes = person.classes != classes
    told = (
        PersonEnrolled(**enrolment(person, form.happened_on))
        if others_classes
        else PersonChanged(**person_news(person, act.kind, form.happened_on))
    )
    await outbox.record(session, told)
    return person
