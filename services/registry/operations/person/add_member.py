"""Let someone become a member: they join or come back, are born, or marry in."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.double import without_number
from services.registry.rules.history import beginning, edited
from services.registry.rules.move import AlreadyAMember, HasDied, arranged, must_be_open, must_be_possible
from services.registry.rules.newcomer import read_newcomer
from services.registry.rules.standing_class import classes_in
from services.registry.rules.vocabulary import PersonClass
from services.registry.schemas.edits import check_values, person_edit
from services.registry.schemas.feed import enrolment
from services.registry.schemas.move import AddMember
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.facts import show_person
from services.registry.store.field_lists import get_field_lists
from services.registry.store.mark import mark_row
from services.registry.store.membership import Place, first_membership
from services.registry.store.move import Step, instant_for, lock_file, write_steps
from services.registry.store.standing_class import list_standing
from services.registry.tables import Person
from shared import outbox, rows
from shared.events.registry import PersonEnrolled
from shared.security import Principal
from shared.vault import hash_identity


async def add_member(session: AsyncSession, form: AddMember, *, household_id: UUID, by: Principal, on: date) -> Person:
    """Whoever is known already keeps the row that they have for life, wherever they sat last.

    Raises NoSuchHousehold, HouseholdIsCancelled, InvalidIdNumber, NobodyNamed, HasDied, AlreadyAMember, HappenedInTheFuture,
    BeforeTheySatHere, ValueNotInList, NoHeadLeft, TwoHeads, TwoSpouses.
    """
    file = await lock_file(session, household_id)
    household = file.household
    newcomer = read_newcomer(form.id_number, form.birth_certificate, form.sex, form.born_on, on=on)
    identity_hash = hash_identity(newcomer.known_by)
    await households.lock_identity(session, identity_hash)
    unseated = (await households.list_unseated(session, [identity_hash])).get(identity_hash)
    is_seated = await households.list_seats(session, [identity_hash])
    at = await instant_for(session, file)
    stands = (await list_standing(session, [household_id])).get(household_id, [])

    must_be_open(household.state)
    if is_seated:
        raise AlreadyAMember(pointer="/id_number")
    if unseated and unseated.died_on:
        raise HasDied(pointer="/id_number")
    must_be_possible(form.happened_on, today=on, seated_on=[newcomer.born_on])
    check_values(form.facts, get_field_lists(household.region, form.happened_on), on=form.happened_on)

    said = {**newcomer.facts, "name": form.name, "region": household.region, "is_verified": True}
    born_as = classes_in([PersonClass.ENROLLED], *stands)
    said |= person_edit(form.facts, {"classes": born_as})
    said.setdefault("classes", born_as)
    act = Act(ChangeKind(form.how), Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    if unseated:
        [person_id] = await households.claim_people(session, [identity_hash])
        person = await households.lock_person(session, person_id)
        said = said if person.identity_hash == identity_hash else without_number(said)
        must_be_possible(form.happened_on, today=on, seated_on=[person.left_on or form.happened_on])
        arranged(file.seats, coming={person.id: form.relation}, pointer="/relation")
        change = history.change_of(act, household_id, household.region, person_id=person.id)
        await rows.insert(session, change)
        await write_steps(session, [Step(person, household, form.relation, change, said)], on=form.happened_on)
    else:
        person = Person(
            household_id=household_id,
            region=household.region,
            identity_hash=identity_hash,
            relation=form.relation,
            joined_on=form.happened_on,
        )
        show_person(person, edited({}, said))
        arranged(file.seats, coming={person.id: form.relation}, pointer="/relation")
        change = history.change_of(act, household_id, household.region, person_id=person.id)
        [segment] = beginning(said, form.happened_on)
        version = history.first_person_version(person.id, segment, change)
        seat = first_membership(person.id, Place(household, form.relation, form.happened_on), change)
        await rows.insert(session, person, mark_row(person, said), change, version, seat)

    await outbox.record(session, PersonEnrolled(**enrolment(person, form.happened_on)))
    return person
