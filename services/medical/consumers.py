"""Door two: what medical does about what others say."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.health_file.know_patient import know_patient
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.operations.person.part_covers import part_covers
from services.medical.operations.person.share_covers import share_covers
from services.medical.operations.statement.record_payment import record_payment
from services.medical.operations.statement.record_refusal import record_refusal
from shared.consumers import Consumers
from shared.events.funds import ClearingPaid, ClearingRefused
from shared.events.registry import CaseNeedsAdded, NewPovertyDetected, PersonEnrolled, PersonsMerged, PersonsSeparated

handlers = Consumers("medical")
handlers.on(PersonEnrolled)(enrol_person)
handlers.on(PersonEnrolled)(know_patient)
handlers.on_many(NewPovertyDetected)(open_medical_cover)
handlers.on(PersonsSeparated)(part_covers)
handlers.on(ClearingPaid)(record_payment)
handlers.on(ClearingRefused)(record_refusal)


@handlers.on_many(CaseNeedsAdded)
async def open_added_cover(session: AsyncSession, events: Sequence[CaseNeedsAdded]) -> None:
    """Something else struck a household whose case is open, and now its members are to be covered."""
    await open_medical_cover(session, events)


@handlers.on(PersonsMerged)
async def follow_merged_file(session: AsyncSession, event: PersonsMerged) -> None:
    """Whoever comes with the number of the second file is the person of the first from now on, and nobody's cover is lost."""
    enrolled = PersonEnrolled(
        occurred_at=event.occurred_at,
        person_id=event.person_id,
        household_id=event.household_id,
        identity_hash=event.former_identity_hash,
        region=event.region,
        classes=event.classes,
        in_force_on=event.happened_on,
    )
    await enrol_person(session, enrolled)
    await know_patient(session, enrolled)
    await share_covers(session, event)
