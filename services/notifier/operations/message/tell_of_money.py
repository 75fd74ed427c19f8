"""Tell of money: a household that it is there, a town that it came back, a county that an asset's income is awaited."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.code_names import bank_reason, matter_name
from services.notifier.rules.message import MessageKind
from services.notifier.rules.payment_task import PaymentTaskKind
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, Desk, officer_of
from services.notifier.store.household_contact import list_agreed
from services.notifier.store.payment_task import get_payment_tasks
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, Letter, add_letters, letter_to, letters_about_household
from services.notifier.tables import HouseholdContact, Message
from shared import periods, settings
from shared.events.funds import (
    AssetIncomeAwaited,
    HouseholdPaid,
    HouseholdPaymentFailed,
    HouseholdPaymentReturned,
    HouseholdStatementIssued,
)

OfMoney = HouseholdPaid | HouseholdStatementIssued | HouseholdPaymentFailed | HouseholdPaymentReturned | AssetIncomeAwaited


async def tell_of_money(session: AsyncSession, events: Sequence[OfMoney], *, at: datetime) -> Sequence[Message]:
    """To the officer nearest to the household, of its town, or of the asset's county; and to a household itself that agreed to be
    written to.

    Raises NoPaymentTasks.
    """
    desks = await list_desks(session, *{event.region for event in events})
    households = {event.household_id for event in events if not isinstance(event, AssetIncomeAwaited)}
    agreed = await list_agreed(session, households) if households else {}

    letters = [letter for event in events for letter in _letters(event, desks, agreed, at)]

    return await add_letters(session, letters)


def _letters(event: OfMoney, desks: Sequence[Desk], agreed: Mapping[UUID, HouseholdContact], at: datetime) -> list[Letter]:
    if isinstance(event, AssetIncomeAwaited):
        return [_of_income(event, desks, at)]
    page, home = link.received(settings.current().base_url, event.household_id), agreed.get(event.household_id)
    nearest, town = officer_of(event.region, desks), officer_of(event.region[:TOWN_DIGITS], desks)
    match event:
        case HouseholdPaid():
            about = About(event.region, matter_id=event.payment_id)
            said = {"matter": matter_name(event.about), "amount_fen": event.amount_fen, "paid_on": event.paid_on}
            return letters_about_household(nearest, MessageKind.HOUSEHOLD_PAID, about, home, at=at, link=page, **said)
        case HouseholdStatementIssued():
            about = About(event.region, matter_id=event.household_id)
            year, month = map(int, event.month.split("-"))
            sums = {"year": year, "month": month, "count": event.payments, "amount_fen": event.amount_fen}
            return letters_about_household(nearest, MessageKind.STATEMENT_ISSUED, about, home, at=at, link=page, **sums)
        case HouseholdPaymentFailed():
            task, act_until = _task(event, PaymentTaskKind.PAYMENT_FAILED)
            return letters_about_household(
                town,
                MessageKind.PAYMENT_FAILED,
                About(event.region, matter_id=event.payment_id),
                home,
                at=at,
                link=page,
                matter=matter_name(event.about),
                reason=bank_reason(event.code),
                failed_on=event.failed_on,
                task=task,
                due_on=act_until or event.failed_on,
            )
        case HouseholdPaymentReturned():
            task, act_until = _task(event, PaymentTaskKind.PAYMENT_RETURNED)
            returned = letter_to(
                town,
                MessageKind.PAYMENT_RETURNED,
                About(event.region, matter_id=event.payment_id),
                at=at,
                matter=matter_name(event.about),
                amount_fen=event.amount_fen,
                returned_on=event.returned_on,
                task=task,
                due_on=act_until or event.returned_on,
                link=page,
            )
            return [returned]


def _of_income(event: AssetIncomeAwaited, desks: Sequence[Desk], at: datetime) -> Letter:
    is_late = event.step == "overdue"
    task, act_until = _task(event, PaymentTaskKind.INCOME_LATE if is_late else PaymentTaskKind.INCOME_DUE)
    return letter_to(
        officer_of(event.region[:COUNTY_DIGITS], desks),
        MessageKind.INCOME_LATE if is_late else MessageKind.INCOME_DUE,
        About(event.region, matter_id=event.due_id),
        at=at,
        amount_fen=event.amount_fen,
        income_due_on=event.due_on,
        task=task,
        due_on=act_until or event.due_on,
        link=link.asset(settings.current().base_url, event.asset_id),
    )


def _task(event: OfMoney, kind: PaymentTaskKind) -> tuple[str, date | None]:
    """What is asked, and the last day for it; reckoned from when it happened, not from our hearing of it."""
    task = get_payment_tasks(event.region, periods.day_in_china(event.occurred_at)).task(kind)
    return task.task, periods.day_in_china(task.within.due_at(event.occurred_at)) if task.within else None
