"""Put a name to someone of whom only the identity hash was known, or confirm what a department reported."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import changed, corrected
from services.registry.rules.relief import Someone
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.feed import enrolment, household_news
from services.registry.store import history
from services.registry.store import household as households
from services.registry.store.membership import Place, Seating, seat
from services.registry.store.stranger import facts_named
from services.registry.tables import Person
from shared import clock, outbox, rows
from shared.errors import Conflict, Unprocessable
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.security import Principal
from shared.vault import hash_identity


class AlreadyVerified(Conflict):
    """此人已核实"""

    mend = "姓名或号码有误的，请按更正程序办理"


class AnotherPerson(Unprocessable):
    """身份证号码与待核实人员不符"""

    mend = "请确认所见的人就是此次就医或上报的人，并对照身份证原件核对号码"


async def verify_person(
    session: AsyncSession, person_id: UUID, someone: Someone, *, relation: str, by: Principal, on: date
) -> Person:
    """The number must hash to what was known. Their household is in the register once all are seen."""
    person = await households.lock_person(session, person_id)
    household = await households.lock_household(session, person.household_id)
    known = await history.person_timeline(session, person.id)
    file = await history.household_timeline(session, household.id)

    if person.is_verified:
        raise AlreadyVerified(person_id=person.id)
    if hash_identity(someone.identity.number) != person.identity_hash:
        raise AnotherPerson(pointer="/id_number")

    act = Act(ChangeKind.VERIFIED, Source.OFFICER, on, by.subject, history.after(known, file, now=clock.now()))
    change = history.change_of(act, household.id, household.region, person_id=person.id)
    await rows.insert(session, change)
    # Who they are was true all the time; that somebody has seen it is true from today.
    seen = changed(corrected(known.segments, facts_named(someone)), {"is_verified": True}, since_on=on)
    await history.revise(session, history.Revision(person, known, seen, change))
    if relation != person.relation:
        await seat(session, Seating(person, Place(household, relation, on), on, change))
    await session.flush()
    is_entered = household.state is HouseholdState.PROVISIONAL and await households.count_unverified(session, household.id) == 0
    if is_entered:
        entered = changed(file.segments, {"state": HouseholdState.CURRENT}, since_on=on)
        await history.revise(session, history.Revision(household, file, entered, change))
    await session.flush()

    told = [PersonEnrolled(**enrolment(person, on))]
    await outbox.record(session, *told, *([HouseholdChanged(**household_news(household, act.kind, on))] if is_entered else []))
    return person
