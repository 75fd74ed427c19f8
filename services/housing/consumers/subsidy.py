"""Door two: what funds says of the money that a house was asked for."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.rules.acceptance import SubsidyState
from shared.consumers import Consumers
from shared.events.funds import (
    HouseholdPaid,
    HouseholdPaymentAsked,
    HouseholdPaymentFailed,
    HouseholdPaymentRefused,
    HouseholdPaymentReturned,
    HouseholdPaymentWithdrawn,
)

handlers = Consumers("housing")

SUBSIDY = "housing"
"""What funds calls our matters."""


@handlers.on(HouseholdPaymentAsked)
async def follow_subsidy(session: AsyncSession, event: HouseholdPaymentAsked) -> None:
    """The money for an accepted house is set aside."""
    if event.about == SUBSIDY:
        said = Said(SubsidyState.UNDERWAY, event.occurred_at, event.payment_id)
        await note_subsidy(session, event.about_id, said)


@handlers.on(HouseholdPaymentRefused)
async def wait_for_subsidy(session: AsyncSession, event: HouseholdPaymentRefused) -> None:
    """There is no room in a budget line yet, or no account of the household."""
    if event.about == SUBSIDY:
        state = SubsidyState.WAITING if event.is_waiting else SubsidyState.REFUSED
        await note_subsidy(session, event.about_id, Said(state, event.occurred_at, code=event.code, reason=event.reason))


@handlers.on(HouseholdPaid)
async def close_subsidy(session: AsyncSession, event: HouseholdPaid) -> None:
    """The household has it."""
    if event.about == SUBSIDY:
        said = Said(SubsidyState.PAID, event.occurred_at, event.payment_id, paid_on=event.paid_on)
        await note_subsidy(session, event.about_id, said)


@handlers.on(HouseholdPaymentFailed)
async def see_subsidy_fail(session: AsyncSession, event: HouseholdPaymentFailed) -> None:
    """The bank sent it back; funds mends the account and pays again."""
    if event.about == SUBSIDY:
        said = Said(SubsidyState.FAILED, event.occurred_at, event.payment_id, event.code, "银行退回，待更正账户后重新发放")
        await note_subsidy(session, event.about_id, said)


@handlers.on(HouseholdPaymentWithdrawn)
async def see_subsidy_withdrawn(session: AsyncSession, event: HouseholdPaymentWithdrawn) -> None:
    """Funds will not pay it."""
    if event.about == SUBSIDY:
        await note_subsidy(session, event.about_id, Said(SubsidyState.WITHDRAWN, event.occurred_at, event.payment_id))


@handlers.on(HouseholdPaymentReturned)
async def see_subsidy_returned(session: AsyncSession, event: HouseholdPaymentReturned) -> None:
    """It was paid by mistake and came back."""
    if event.about == SUBSIDY:
        await note_subsidy(session, event.about_id, Said(SubsidyState.RETURNED, event.occurred_at, event.payment_id))
