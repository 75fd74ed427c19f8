"""Cover the members of households that have fallen into need, from the day on which that was seen."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import people
from services.medical.tables import Cover
from shared import clock, outbox
from shared.events.medical import MedicalCoverOpened
from shared.events.registry import NewPovertyDetected


async def open_medical_cover(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """From then on policies see the members as persons under immediate assistance, whatever they were before."""
    covers, owed = list[Cover](), list[dict[str, object]]()
    for event in events:
        in_force_on = clock.china(event.detected_at).date()
        covers += [
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
            case_id=event.case_id, household_id=event.household_id, persons=len(event.members), in_force_on=in_force_on
        )
        owed.append(outbox.debt(opened, because=event))

    await people.add_covers(session, covers, owed=owed)
