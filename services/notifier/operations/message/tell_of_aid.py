"""Tell of reserves that are to be filled again, and of aid that is asked back."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import aid_words, link, place
from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.payment_task import PaymentTaskKind
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.payment_task import get_payment_tasks
from services.notifier.store.post import list_desks
from services.notifier.tables import Message
from shared import periods, rows, settings
from shared.events.funds import GrantRecoveryOrdered, GrantRecoveryProposed, ReserveRefillAsked, ReserveRefillHeld

OfAid = ReserveRefillAsked | ReserveRefillHeld | GrantRecoveryProposed | GrantRecoveryOrdered


async def tell_of_aid(session: AsyncSession, event: OfAid, *, at: datetime) -> Message | None:
    """One message to whoever has to act: the county decides, a town hands a notice over. None where a refill comes by itself.

    Raises NoPaymentTasks.
    """
    if isinstance(event, ReserveRefillAsked) and not event.needs_county:
        return None
    kind, matter_id, text, reach = _said(event)
    desk = officer_of(event.region[:reach], await list_desks(session, event.region))

    letter = Message(
        matter_id=matter_id,
        post_id=desk.post_id,
        region=event.region,
        kind=kind,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    await rows.insert(session, letter)
    await rows.insert(session, first_delivery(letter, desk))
    return letter


def _said(event: OfAid) -> tuple[MessageKind, UUID, Text, int]:
    base, where = settings.current().base_url, place.spoken(event.region)
    match event:
        case ReserveRefillAsked():
            task, due_on = _task(event, PaymentTaskKind.REFILL_ASKED)
            text = aid_words.refill_asked(
                place=where,
                amount_fen=event.amount_fen,
                is_by_platform=event.origin == "floor",
                task=task,
                due_on=due_on,
                link=link.reserves(base),
            )
            return MessageKind.REFILL_ASKED, event.refill_id, text, COUNTY_DIGITS
        case ReserveRefillHeld():
            task, due_on = _task(event, PaymentTaskKind.REFILL_HELD)
            text = aid_words.refill_held(
                place=where, amount_fen=event.amount_fen, code=event.code, task=task, due_on=due_on, link=link.reserves(base)
            )
            return MessageKind.REFILL_HELD, event.refill_id, text, COUNTY_DIGITS
        case GrantRecoveryProposed():
            task, due_on = _task(event, PaymentTaskKind.RECOVERY_PROPOSED)
            text = aid_words.recovery_proposed(
                place=where,
                amount_fen=event.amount_fen,
                why=event.why,
                task=task,
                due_on=due_on,
                link=link.received(base, event.household_id),
            )
            return MessageKind.RECOVERY_PROPOSED, event.order_id, text, COUNTY_DIGITS
        case GrantRecoveryOrdered():
            task, due_on = _task(event, PaymentTaskKind.RECOVERY_ORDERED)
            text = aid_words.recovery_ordered(
                place=where,
                amount_fen=event.amount_fen,
                why=event.why,
                back_by=event.due_on,
                task=task,
                due_on=due_on,
                link=link.received(base, event.household_id),
            )
            return MessageKind.RECOVERY_ORDERED, event.order_id, text, TOWN_DIGITS


def _task(event: OfAid, kind: PaymentTaskKind) -> tuple[str, date]:
    """What is asked, and the last day for it; reckoned from when it happened, not from our hearing of it."""
    on = periods.day_in_china(event.occurred_at)
    task = get_payment_tasks(event.region, on).task(kind)
    return task.task, periods.day_in_china(task.within.due_at(event.occurred_at)) if task.within else on
