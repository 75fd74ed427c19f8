"""Tell of money: a household that it is there, a town that it came back, a county that an asset's income is awaited."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, payment_words, place
from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.payment_task import PaymentTaskKind
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, Desk, officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.payment_task import get_payment_tasks
from services.notifier.store.post import list_desks
from services.notifier.tables import Message
from shared import periods, rows, settings
from shared.events.funds import (
    AssetIncomeAwaited,
    HouseholdPaid,
    HouseholdPaymentFailed,
    HouseholdPaymentReturned,
    HouseholdStatementIssued,
)

OfMoney = HouseholdPaid | HouseholdStatementIssued | HouseholdPaymentFailed | HouseholdPaymentReturned | AssetIncomeAwaited


async def tell_of_money(session: AsyncSession, events: Sequence[OfMoney], *, at: datetime) -> Sequence[Message]:
    """One message an event, to the officer nearest to the household, of its town, or of the asset's county.

    Raises NoPaymentTasks.
    """
    desks = await list_desks(session, *{event.region for event in events})

    told = [_letter(event, desks, at) for event in events]

    await rows.insert(session, *(letter for letter, _ in told))
    await rows.insert(session, *(first_delivery(letter, desk) for letter, desk in told))
    return [letter for letter, _ in told]


def _letter(event: OfMoney, desks: Sequence[Desk], at: datetime) -> tuple[Message, Desk]:
    kind, matter_id, text, reach = _said(event)
    desk = officer_of(event.region[:reach], desks)
    letter = Message(
        matter_id=matter_id,
        post_id=desk.post_id,
        region=event.region,
        kind=kind,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    return letter, desk


def _said(event: OfMoney) -> tuple[MessageKind, UUID, Text, int]:
    base, where = settings.current().base_url, place.spoken(event.region)
    if isinstance(event, AssetIncomeAwaited):
        is_late = event.step == "overdue"
        task, act_until = _task(event, PaymentTaskKind.INCOME_LATE if is_late else PaymentTaskKind.INCOME_DUE)
        text = payment_words.income_awaited(
            place=where,
            amount_fen=event.amount_fen,
            income_due_on=event.due_on,
            task=task,
            act_until=act_until or event.due_on,
            is_late=is_late,
            link=link.asset(base, event.asset_id),
        )
        return MessageKind.INCOME_LATE if is_late else MessageKind.INCOME_DUE, event.due_id, text, COUNTY_DIGITS
    page = link.received(base, event.household_id)
    if isinstance(event, HouseholdStatementIssued):
        text = payment_words.statement_issued(
            place=where, month=event.month, payments=event.payments, amount_fen=event.amount_fen, link=page
        )
        return MessageKind.STATEMENT_ISSUED, event.household_id, text, len(event.region)
    if isinstance(event, HouseholdPaid):
        text = payment_words.household_paid(
            place=where, about=event.about, amount_fen=event.amount_fen, paid_on=event.paid_on, link=page
        )
        return MessageKind.HOUSEHOLD_PAID, event.payment_id, text, len(event.region)
    if isinstance(event, HouseholdPaymentFailed):
        task, act_until = _task(event, PaymentTaskKind.PAYMENT_FAILED)
        text = payment_words.payment_failed(
            place=where,
            about=event.about,
            code=event.code,
            failed_on=event.failed_on,
            task=task,
            due_on=act_until or event.failed_on,
            link=page,
        )
        return MessageKind.PAYMENT_FAILED, event.payment_id, text, TOWN_DIGITS
    task, act_until = _task(event, PaymentTaskKind.PAYMENT_RETURNED)
    text = payment_words.payment_returned(
        place=where,
        about=event.about,
        amount_fen=event.amount_fen,
        returned_on=event.returned_on,
        task=task,
        due_on=act_until or event.returned_on,
        link=page,
    )
    return MessageKind.PAYMENT_RETURNED, event.payment_id, text, TOWN_DIGITS


def _task(event: OfMoney, kind: PaymentTaskKind) -> tuple[str, date | None]:
    """What is asked, and the last day for it; reckoned from when it happened, not from our hearing of it."""
    task = get_payment_tasks(event.region, periods.day_in_china(event.occurred_at)).task(kind)
    return task.task, periods.day_in_china(task.within.due_at(event.occurred_at)) if task.within else None
