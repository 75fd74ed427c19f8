"""Door two: what funds says of the money that a house was asked for."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.acceptance.note_subsidy import note_subsidy
from services.housing.operations.house_money.note_recovery import SaidOfRecovery, note_recovery
from services.housing.operations.house_money.note_stage import note_stage
from services.housing.rules.acceptance import Said, SubsidyState
from services.housing.rules.money_recovery import RecoveryState
from shared.consumers import Consumers
from shared.events.funds import (
    GrantRecovered,
    GrantRecoveryOrdered,
    GrantRecoveryProposed,
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


async def _note(session: AsyncSession, matter_id: UUID, said: Said) -> None:
    """A matter is a stage of a renovation's money, which may be its acceptance, or the acceptance of a house without one."""
    if await note_stage(session, matter_id, said) is None:
        await note_subsidy(session, matter_id, said)


@handlers.on(HouseholdPaymentAsked)
async def follow_subsidy(session: AsyncSession, event: HouseholdPaymentAsked) -> None:
    """The money for an accepted house is set aside."""
    if event.about == SUBSIDY:
        said = Said(SubsidyState.UNDERWAY, event.occurred_at, event.payment_id, amount_fen=event.amount_fen)
        await _note(session, event.about_id, said)


@handlers.on(HouseholdPaymentRefused)
async def wait_for_subsidy(session: AsyncSession, event: HouseholdPaymentRefused) -> None:
    """There is no room in a budget line yet, or no account of the household."""
    if event.about == SUBSIDY:
        state = SubsidyState.WAITING if event.is_waiting else SubsidyState.REFUSED
        await _note(session, event.about_id, Said(state, event.occurred_at, code=event.code, reason=event.reason))


@handlers.on(HouseholdPaid)
async def close_subsidy(session: AsyncSession, event: HouseholdPaid) -> None:
    """The household has it."""
    if event.about == SUBSIDY:
        at, payment_id = event.occurred_at, event.payment_id
        said = Said(SubsidyState.PAID, at, payment_id, paid_on=event.paid_on, amount_fen=event.amount_fen)
        await _note(session, event.about_id, said)


@handlers.on(HouseholdPaymentFailed)
async def see_subsidy_fail(session: AsyncSession, event: HouseholdPaymentFailed) -> None:
    """The bank sent it back; funds mends the account and pays again."""
    if event.about == SUBSIDY:
        said = Said(SubsidyState.FAILED, event.occurred_at, event.payment_id, event.code, "银行退回，待更正账户后重新发放")
        await _note(session, event.about_id, said)


@handlers.on(HouseholdPaymentWithdrawn)
async def see_subsidy_withdrawn(session: AsyncSession, event: HouseholdPaymentWithdrawn) -> None:
    """Funds will not pay it."""
    if event.about == SUBSIDY:
        await _note(session, event.about_id, Said(SubsidyState.WITHDRAWN, event.occurred_at, event.payment_id))


@handlers.on(HouseholdPaymentReturned)
async def see_subsidy_returned(session: AsyncSession, event: HouseholdPaymentReturned) -> None:
    """It was paid by mistake and came back."""
    if event.about == SUBSIDY:
        await _note(session, event.about_id, Said(SubsidyState.RETURNED, event.occurred_at, event.payment_id))


@handlers.on(GrantRecoveryProposed)
async def know_recovery_proposed(session: AsyncSession, event: GrantRecoveryProposed) -> None:
    """The county has to decide whether money of a house is asked back."""
    if event.about == SUBSIDY and event.about_id is not None:
        said = SaidOfRecovery(event.occurred_at, event.payment_id, RecoveryState.PROPOSED, event.amount_fen, why=event.why)
        await note_recovery(session, event.order_id, event.about_id, said)


@handlers.on(GrantRecoveryOrdered)
async def know_recovery_ordered(session: AsyncSession, event: GrantRecoveryOrdered) -> None:
    """It is."""
    if event.about == SUBSIDY and event.about_id is not None:
        said = SaidOfRecovery(
            event.occurred_at, event.payment_id, RecoveryState.OPEN, event.amount_fen, why=event.why, back_by=event.due_on
        )
        await note_recovery(session, event.order_id, event.about_id, said)


@handlers.on(GrantRecovered)
async def know_recovery_over(session: AsyncSession, event: GrantRecovered) -> None:
    """It is back, or left with the household."""
    if event.about == SUBSIDY and event.about_id is not None and event.amount_fen is not None:
        said = SaidOfRecovery(
            event.occurred_at,
            event.payment_id,
            RecoveryState.RECOVERED if event.is_whole else RecoveryState.LIFTED,
            event.amount_fen,
            recovered_fen=event.recovered_fen,
            closed_on=event.closed_on,
        )
        await note_recovery(session, event.order_id, event.about_id, said)
