"""Put a name to someone of whom only the identity hash was known, or confirm what a department reported."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.relief import Someone
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import household as households
from services.registry.tables import Person
from shared import outbox
from shared.errors import Conflict, Unprocessable
from shared.events.registry import PersonEnrolled
from shared.vault import hash_identity


class AlreadyVerified(Conflict):
    """此人已核实"""

    mend = "姓名或号码有误的，请按更正程序办理"


class AnotherPerson(Unprocessable):
    """身份证号码与待核实人员不符"""

    mend = "请确认所见的人就是此次就医或上报的人，并对照身份证原件核对号码"


async def verify_person(session: AsyncSession, person_id: UUID, someone: Someone, *, relation: str, on: date) -> Person:
    """The number must hash to what was known. Their household is in the register once all are seen."""
    person = await households.lock_person(session, person_id)
    household = await households.get_household(session, person.household_id)

    if person.is_verified:
        raise AlreadyVerified(person_id=person.id)
    if hash_identity(someone.identity.number) != person.identity_hash:
        raise AnotherPerson(pointer="/id_number")

    households.name_person(person, someone)
    person.relation, person.is_verified = relation, True
    await session.flush()
    if await households.count_unverified(session, household.id) == 0:
        household.state = HouseholdState.CURRENT
    await session.flush()

    await outbox.record(
        session,
        PersonEnrolled(
            person_id=person.id,
            household_id=household.id,
            identity_hash=person.identity_hash,
            region=person.region,
            classes=person.classes,
            in_force_on=on,
        ),
    )
    return person
