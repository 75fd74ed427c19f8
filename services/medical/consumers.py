"""Door two: what medical does about what others say."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.health_file.know_patient import know_patient
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.person.follow_merger import follow_merger
from services.medical.operations.person.join_years import join_years
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.operations.person.part_covers import part_covers
from services.medical.operations.person.part_years import part_years
from services.medical.operations.statement.record_payment import record_payment
from services.medical.operations.statement.record_refusal import record_refusal
from shared.consumers import Consumers
from shared.events.funds import ClearingPaid, ClearingRefused
from shared.events.registry import CaseNeedsAdded, NewPovertyDetected, PersonEnrolled, PersonsMerged, PersonsSeparated

handlers = Consumers("medical")
handlers.on(PersonEnrolled)(enrol_person)
handlers.on(PersonEnrolled)(know_patient)
handlers.on_many(NewPovertyDetected)(open_medical_cover)
handlers.on(PersonsMerged)(follow_merger)
handlers.on(PersonsMerged)(join_years)
handlers.on(PersonsSeparated)(part_covers)
handlers.on(PersonsSeparated)(part_years)
handlers.on(ClearingPaid)(record_payment)
handlers.on(ClearingRefused)(record_refusal)


@handlers.on_many(CaseNeedsAdded)
async def open_added_cover(session: AsyncSession, events: Sequence[CaseNeedsAdded]) -> None:
    """Something else struck a household whose case is open, and now its members are to be covered."""
    await open_medical_cover(session, events)
