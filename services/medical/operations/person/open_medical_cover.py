"""Cover the members of a household that has fallen into need, from the day on which that was seen."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import people
from services.medical.tables import Cover
from shared import clock, outbox
from shared.events.medical import MedicalCoverOpened
from shared.events.registry import NewPovertyDetected


async def open_medical_cover(session: AsyncSession, event: NewPovertyDetected) -> None:
    """From then on policies see the members as persons under immediate assistance, whatever they were before."""
    in_force_on = clock.china(event.detected_at).date()

    covers = [
        Cover(
            identity_hash=member.identity_hash,
            case_id=event.case_id,
            person_id=member.person_id,
            household_id=event.household_id,
            region=event.region,
            in_force_on=in_force_on,
        )
        for member in event.members
    ]
    opened = MedicalCoverOpened(
        case_id=event.case_id, household_id=event.household_id, persons=len(covers), in_force_on=in_force_on
    )
    await people.add_covers(session, covers, owed=outbox.debt(opened))
