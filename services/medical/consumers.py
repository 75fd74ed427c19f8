"""Door two: what medical does about what others say."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.health_file.know_patient import know_patient
from services.medical.operations.payout.note_payout import note_payout
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.person.follow_merger import follow_merger
from services.medical.operations.person.join_years import join_years
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.operations.person.part_covers import part_covers
from services.medical.operations.person.part_years import part_years
from services.medical.operations.statement.record_payment import record_payment
from services.medical.operations.statement.record_refusal import record_refusal
from services.medical.rules.payout import FundsSaid, Matter, PayoutState
from shared.consumers import Consumers
from shared.events.funds import (
    ClearingPaid,
    ClearingRefused,
    HouseholdPaid,
    HouseholdPaymentRefused,
    HouseholdPaymentReturned,
    HouseholdPaymentWithdrawn,
)
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


Answer = HouseholdPaid | HouseholdPaymentRefused | HouseholdPaymentWithdrawn | HouseholdPaymentReturned


async def _note(session: AsyncSession, event: Answer, said: FundsSaid) -> None:
    if event.about in set(Matter):
        await note_payout(session, Matter(event.about), event.about_id, said)


@handlers.on(HouseholdPaid)
async def note_person_paid(session: AsyncSession, event: HouseholdPaid) -> None:
    """A person has what a payer owed them."""
    await _note(session, event, FundsSaid(PayoutState.PAID, paid_on=event.paid_on, voucher=f"资金发放 {event.payment_id}"))


@handlers.on(HouseholdPaymentRefused)
async def note_person_refused(session: AsyncSession, event: HouseholdPaymentRefused) -> None:
    """Funds will not ask for it; while it only waits, for the payer's money or an account of the household, nothing changes."""
    if not event.is_waiting:
        await _note(session, event, FundsSaid(PayoutState.REFUSED, event.round, reason=event.reason))


@handlers.on(HouseholdPaymentWithdrawn)
async def note_person_withdrawn(session: AsyncSession, event: HouseholdPaymentWithdrawn) -> None:
    """Funds has withdrawn it."""
    await _note(session, event, FundsSaid(PayoutState.REFUSED, event.round, reason="资金服务已撤回这笔发放"))


@handlers.on(HouseholdPaymentReturned)
async def note_person_returned(session: AsyncSession, event: HouseholdPaymentReturned) -> None:
    """It was paid by mistake and came back."""
    await _note(session, event, FundsSaid(PayoutState.REFUSED, reason="已发放的款项已退回"))
