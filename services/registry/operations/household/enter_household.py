"""Enter a household with its members by hand."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.double import without_number
from services.registry.rules.history import beginning, edited
from services.registry.rules.move import AlreadyAMember, HasDied, arranged, must_be_possible
from services.registry.rules.newcomer import read_newcomer
from services.registry.rules.vocabulary import HouseholdState, PersonClass
from services.registry.schemas.edits import check_values, household_edit, person_edit
from services.registry.schemas.feed import enrolment, household_news
from services.registry.schemas.move import EnterHousehold
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.facts import show_person
from services.registry.store.field_lists import get_field_lists
from services.registry.store.mark import mark_row
from services.registry.store.membership import Place, first_membership
from services.registry.store.move import Step, write_steps
from services.registry.store.opening import open_household
from services.registry.tables import Household, Person, Row
from shared import clock, outbox, rows
from shared.errors import Unprocessable
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.identity import InvalidIdNumber
from shared.security import Principal
from shared.vault import hash_identity


class NamedTwice(Unprocessable):
    """同一人在成员中出现了两次"""

    mend = "请删去重复的成员，或更正身份证号码"


async def enter_household(session: AsyncSession, form: EnterHousehold, *, by: Principal, on: date) -> Household:
    """Whoever is known already and belongs to no household keeps the row that they have for life.

    Raises HouseholdCodeTaken, HappenedInTheFuture, BeforeTheySatHere, InvalidIdNumber, NamedTwice, AlreadyAMember, HasDied,
    ValueNotInList, NoHeadLeft, TwoHeads, TwoSpouses; each points at the member whom it is about.
    """
    lists = get_field_lists(form.village, form.happened_on)
    must_be_possible(form.happened_on, today=on)
    check_values(form.facts, lists, on=form.happened_on)
    newcomers = {}
    for at, member in enumerate(form.members):
        try:
            newcomer = read_newcomer(member.id_number, None, None, None, on=on)
        except InvalidIdNumber as refusal:
            refusal.pointer = f"/members/{at}/id_number"
            raise
        check_values(member.facts, lists, on=form.happened_on, pointer=f"/members/{at}/facts")
        identity_hash = hash_identity(newcomer.known_by)
        if identity_hash in newcomers:
            raise NamedTwice(pointer=f"/members/{at}/id_number")
        newcomers[identity_hash] = newcomer
    for identity_hash in sorted(newcomers):
        await households.lock_identity(session, identity_hash)
    seated = await households.list_seats(session, newcomers)
    unseated = await households.list_unseated(session, newcomers)
    for at, identity_hash in enumerate(newcomers):
        if identity_hash in seated:
            raise AlreadyAMember(pointer=f"/members/{at}/id_number")
        if identity_hash in unseated and unseated[identity_hash].died_on:
            raise HasDied(pointer=f"/members/{at}/id_number")
    await households.must_be_free_code(session, form.household_code)
    claimed = await households.claim_people(session, [each for each in newcomers if each in unseated])
    people = await households.list_known_persons(session, [each for each in newcomers if each in unseated])
    if len(claimed) < len(people):
        raise NamedTwice(pointer="/members")

    act = Act(ChangeKind.ENTERED, Source.OFFICER, form.happened_on, by.subject, clock.now(), form.reason, form.papers)
    household, opening = open_household(
        act,
        code=form.household_code,
        region=form.village,
        state=HouseholdState.CURRENT,
        facts=household_edit(form.facts, {}),
    )
    new, steps, seats = list[Row](opening.rows), list[Step](), {}
    for member, (identity_hash, newcomer) in zip(form.members, newcomers.items(), strict=True):
        said = {**newcomer.facts, "name": member.name, "region": form.village, "is_verified": True}
        said = {"classes": [PersonClass.ENROLLED.value], **said}
        said |= person_edit(member.facts, said)
        person = people.get(identity_hash)
        if person:
            said = said if person.identity_hash == identity_hash else without_number(said)
            steps.append(Step(person, household, member.relation, opening.change, said))
        else:
            person = people[identity_hash] = Person(
                household_id=household.id,
                region=form.village,
                identity_hash=identity_hash,
                relation=member.relation,
                joined_on=form.happened_on,
            )
            show_person(person, edited({}, said))
            [segment] = beginning(said, form.happened_on)
            place = Place(household, member.relation, form.happened_on)
            version = history.first_person_version(person.id, segment, opening.change)
            new += [person, mark_row(person, said), version, first_membership(person.id, place, opening.change)]
        seats[person.id] = member.relation
    arranged({}, coming=seats, pointer="/members")
    await rows.insert(session, *new)
    await write_steps(session, steps, on=form.happened_on)

    told = [PersonEnrolled(**enrolment(people[identity_hash], form.happened_on)) for identity_hash in newcomers]
    await outbox.record(session, HouseholdChanged(**household_news(household, act.kind, form.happened_on)), *told)
    return household
