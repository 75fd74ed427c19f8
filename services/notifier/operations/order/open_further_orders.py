"""Call the departments that a later fact of another kind concerns to a case that has had its orders."""

from collections.abc import Container, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.assignment import AssistancePolicy
from services.notifier.rules.message import MessageKind, case_short
from services.notifier.rules.order import OrderState
from services.notifier.rules.routing import Desk, officer_of
from services.notifier.rules.urgency import urgency_of_case
from services.notifier.store.dispatch import Dispatched, Further, add_further, lock_dispatched
from services.notifier.store.opening import InNeed, letters_to_departments, line_of, new_order
from services.notifier.store.policy import get_policy
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, Letter, letter_to
from services.notifier.tables import FurtherDispatch, WorkOrder
from shared import outbox, periods, settings
from shared.events.notifier import OpenedOrder, WorkOrdersOpened


async def open_further_orders(session: AsyncSession, events: Sequence[InNeed], *, at: datetime) -> list[WorkOrder]:
    """One order for each department of the fact's trigger that the case has none of; once per case and trigger.

    A department that is at the case already is not called again. A case that was taken back gets nothing, and one that has had
    no orders at all is left out. Raises NoAssistancePolicy.
    """
    dispatched = await lock_dispatched(session, {event.case_id for event in events})
    called = {case_id: set(one.triggers) for case_id, one in dispatched.items()}
    there = {case_id: {order.owed_by for order in one.orders} for case_id, one in dispatched.items()}
    fresh = list[InNeed]()
    for event in sorted(events, key=lambda event: event.detected_at):
        if event.case_id in dispatched and event.trigger not in called[event.case_id]:
            called[event.case_id].add(event.trigger)
            fresh.append(event)
    if not fresh:
        return []
    desks = await list_desks(session, *{_lives_in(event, dispatched[event.case_id]) for event in fresh})

    added = list[Further]()
    for event in fresh:
        one = _further(event, dispatched[event.case_id], there[event.case_id], desks, at)
        there[event.case_id] |= {order.owed_by for order in one.orders}
        added.append(one)

    await add_further(session, added)
    return [order for one in added for order in one.orders]


def _further(event: InNeed, one: Dispatched, there: Container[str], desks: Sequence[Desk], at: datetime) -> Further:
    in_force = get_policy(periods.day_in_china(event.detected_at))
    orders = _orders(event, in_force.policy, one, there, at)
    departments = letters_to_departments(orders, desks, at, urgency=urgency_of_case(event.urgency))
    letters = [_to_officer(event, orders, desks, at), *departments] if orders else []
    opened = [OpenedOrder(order_id=order.id, department=order.owed_by, due_at=order.due_at) for order in orders]
    return Further(
        FurtherDispatch(
            case_id=event.case_id,
            trigger=event.trigger,
            region=event.region,
            detected_at=event.detected_at,
            policy=in_force.policy.id,
            policy_version=in_force.version,
        ),
        orders,
        [letter.message for letter in letters],
        [letter.delivery for letter in letters],
        owed=outbox.debt(WorkOrdersOpened(case_id=event.case_id, region=orders[0].region, orders=opened), because=event)
        if orders
        else None,
    )


def _orders(event: InNeed, policy: AssistancePolicy, one: Dispatched, there: Container[str], at: datetime) -> list[WorkOrder]:
    if any(order.state is OrderState.CANCELLED for order in one.orders):
        return []
    owed = policy.assign(event.trigger, at=event.detected_at)
    return [new_order(event, each, region=_lives_in(event, one), at=at) for each in owed if each.department not in there]


def _to_officer(event: InNeed, orders: Sequence[WorkOrder], desks: Sequence[Desk], at: datetime) -> Letter:
    region = orders[0].region
    return letter_to(
        officer_of(region, desks),
        MessageKind.ORDERS_ADDED,
        About(region, case_id=event.case_id),
        at=at,
        urgency=urgency_of_case(event.urgency),
        tail=case_short(event.case_id),
        orders=tuple(line_of(order) for order in orders),
        link=link.case_page(settings.current().base_url, event.case_id),
    )


def _lives_in(event: InNeed, one: Dispatched) -> str:
    """A household that moved after the fact was seen is where its open orders went."""
    moves = [(order.moved_at, order.region) for order in one.orders if order.moved_at and order.moved_at > event.detected_at]
    return max(moves)[1] if moves else event.region
