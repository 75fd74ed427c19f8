"""Tell of reserves that are to be filled again, and of aid that is asked back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.code_names import held_reason, why_recovered
from services.notifier.rules.message import MessageKind
from services.notifier.rules.payment_task import PaymentTaskKind
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, Desk, officer_of
from services.notifier.store.household_contact import list_agreed
from services.notifier.store.payment_task import get_payment_tasks
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, Letter, add_letters, letter_to, letters_about_household
from services.notifier.tables import HouseholdContact, Message
from shared import periods, settings
from shared.events.funds import GrantRecoveryOrdered, GrantRecoveryProposed, ReserveRefillAsked, ReserveRefillHeld

OfAid = ReserveRefillAsked | ReserveRefillHeld | GrantRecoveryProposed | GrantRecoveryOrdered


async def tell_of_aid(session: AsyncSession, event: OfAid, *, at: datetime) -> Sequence[Message]:
    """To whoever has to act: the county decides, a town hands a notice over, of which a household that agreed to it hears itself.
    Nothing where a refill comes by itself.

    Raises NoPaymentTasks.
    """
    if isinstance(event, ReserveRefillAsked) and not event.needs_county:
        return []
    desks = await list_desks(session, event.region)
    agreed = await list_agreed(session, [event.household_id]) if isinstance(event, GrantRecoveryOrdered) else {}

    letters = _letters(event, desks, agreed, at)

    return await add_letters(session, letters)


def _letters(event: OfAid, desks: Sequence[Desk], agreed: Mapping[UUID, HouseholdContact], at: datetime) -> list[Letter]:
    base, county = settings.current().base_url, officer_of(event.region[:COUNTY_DIGITS], desks)
    match event:
        case ReserveRefillAsked():
            task, due_on = _task(event, PaymentTaskKind.REFILL_ASKED)
            told = letter_to(
                county,
                MessageKind.REFILL_ASKED,
                About(event.region, matter_id=event.refill_id),
                at=at,
                amount_fen=event.amount_fen,
                is_platform=event.origin == "floor",
                task=task,
                due_on=due_on,
                link=link.reserves(base),
            )
            return [told]
        case ReserveRefillHeld():
            task, due_on = _task(event, PaymentTaskKind.REFILL_HELD)
            told = letter_to(
                county,
                MessageKind.REFILL_HELD,
                About(event.region, matter_id=event.refill_id),
                at=at,
                amount_fen=event.amount_fen,
                reason=held_reason(event.code),
                task=task,
                due_on=due_on,
                link=link.reserves(base),
            )
            return [told]
        case GrantRecoveryProposed():
            task, due_on = _task(event, PaymentTaskKind.RECOVERY_PROPOSED)
            told = letter_to(
                county,
                MessageKind.RECOVERY_PROPOSED,
                About(event.region, matter_id=event.order_id),
                at=at,
                amount_fen=event.amount_fen,
                reason=why_recovered(event.why),
                task=task,
                due_on=due_on,
                link=link.received(base, event.household_id),
            )
            return [told]
        case GrantRecoveryOrdered():
            task, due_on = _task(event, PaymentTaskKind.RECOVERY_ORDERED)
            return letters_about_household(
                officer_of(event.region[:TOWN_DIGITS], desks),
                MessageKind.RECOVERY_ORDERED,
                About(event.region, matter_id=event.order_id),
                agreed.get(event.household_id),
                at=at,
                link=link.received(base, event.household_id),
                amount_fen=event.amount_fen,
                reason=why_recovered(event.why),
                back_by=event.due_on,
                task=task,
                due_on=due_on,
            )


def _task(event: OfAid, kind: PaymentTaskKind) -> tuple[str, date]:
    """What is asked, and the last day for it; reckoned from when it happened, not from our hearing of it."""
    on = periods.day_in_china(event.occurred_at)
    task = get_payment_tasks(event.region, on).task(kind)
    return task.task, periods.day_in_china(task.within.due_at(event.occurred_at)) if task.within else on
