"""Remember who registry says a person is, and from which day on."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import people
from services.medical.tables import Beneficiary
from shared.events.registry import PersonEnrolled


async def enrol_person(session: AsyncSession, event: PersonEnrolled) -> None:
    """Entitlement is judged on the day of a stay, so earlier days keep what held on them."""
    await people.put_beneficiary(
        session,
        Beneficiary(
            identity_hash=event.identity_hash,
            in_force_on=event.in_force_on,
            person_id=event.person_id,
            household_id=event.household_id,
            region=event.region,
            classes=sorted(event.classes),
        ),
    )
