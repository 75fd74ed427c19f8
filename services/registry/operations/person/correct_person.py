"""Put right what a person's file said wrongly, the number itself included; what it said stays readable as what was known then."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import NothingChanged, corrected, facts_on
from services.registry.rules.move import must_be_possible
from services.registry.schemas.edits import check_values, person_edit
from services.registry.schemas.feed import enrolment, person_news
from services.registry.schemas.move import CorrectPerson
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.field_lists import get_field_lists
from services.registry.tables import Person
from shared import clock, outbox, rows
from shared.errors import Conflict
from shared.events.registry import PersonChanged, PersonEnrolled
from shared.identity import check_id_number
from shared.security import Principal
from shared.vault import hash_identity


class NumberOfAnother(Conflict):
    """这个身份证号码已登记在另一人名下"""

    mend = "请核对号码；确系同一人重复登记的，请按查重合并办理"


async def correct_person(session: AsyncSession, form: CorrectPerson, *, person_id: UUID, by: Principal, on: date) -> Person:
    """Another number is the same human being under the right number: it counts for all days and for everyone.

    Raises NoSuchPerson, InvalidIdNumber, NumberOfAnother, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged.
    """
    person = await households.lock_person(session, person_id)
    known = await history.person_timeline(session, person_id)
    since_on = form.since_on or known.segments[0].since_on

    must_be_possible(since_on, today=on)
    check_values(form.facts, get_field_lists(person.region, since_on), on=since_on)
    edit = person_edit(form.facts, facts_on(known.segments, since_on) or {})
    after = corrected(known.segments, edit, since_on=since_on, until_on=form.until_on)
    if form.id_number is not None:
        identity = check_id_number(form.id_number, on=on)
        identity_hash = hash_identity(identity.number)
        if identity_hash != person.identity_hash and await households.is_known_anywhere(session, identity_hash):
            raise NumberOfAnother(pointer="/id_number")
        said = {"id_number": identity.number, "sex": identity.sex.value, "born_on": identity.born_on.isoformat()}
        after = corrected(after, said)
        person.identity_hash = identity_hash
    if after == list(known.segments):
        raise NothingChanged(pointer="/facts")

    at = history.after(known, now=clock.now())
    act = Act(ChangeKind.CORRECTED, Source.OFFICER, since_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, person.household_id, person.region, person_id=person_id)
    classes = list(person.classes)
    await rows.insert(session, change)
    await history.revise(session, history.Revision(person, known, after, change))
    await session.flush()

    enrols = person.classes != classes or form.id_number is not None
    await outbox.record(
        session, PersonEnrolled(**enrolment(person, on)) if enrols else PersonChanged(**person_news(person, act.kind, since_on))
    )
    return person
