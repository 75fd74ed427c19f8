"""Cover the members of households that have fallen into need, from the day on which that was seen."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.reversal import DueCause
from services.medical.store import people, resettlements
from services.medical.store.resettlements import News
from services.medical.tables import Cover, ResettlementDue
from shared import clock, outbox
from shared.events.medical import MedicalCoverOpened
from shared.events.registry import CaseNeedsAdded, NewPovertyDetected


async def open_medical_cover(session: AsyncSession, events: Sequence[NewPovertyDetected | CaseNeedsAdded]) -> None:
    """From then on policies see the members as persons under immediate assistance, whatever they were before.

    A bill of that day or later that was settled before the cover was known (the very bill that showed the need, if it is of the
    same day) is noted for the county desk, who may settle it again. A case whose place does not ask for cover gets none.
    """
    covers, owed = list[Cover](), list[dict[str, object]]()
    for event in events:
        if not event.asks_for("medical-cover"):
            continue
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

    if not owed:
        return
    await people.add_covers(session, covers, owed=owed)
    stale = await resettlements.find_stale(session, [News(cover.identity_hash, cover.in_force_on) for cover in covers])
    await resettlements.note_dues(
        session,
        [
            ResettlementDue(settlement_id=one.settlement_id, region=one.region, cause=DueCause.COVER, since_on=one.since_on)
            for one in stale
        ],
    )
