"""Give every responsible department its orders for cases, and tell whoever has to know."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.assignment import AssistancePolicy
from services.notifier.rules.message import MessageKind, case_short
from services.notifier.rules.routing import Desk, officer_of
from services.notifier.rules.urgency import urgency_of_case
from services.notifier.store.dispatch import SetInMotion, add_dispatches
from services.notifier.store.opening import InNeed, letters_to_departments, line_of, new_order
from services.notifier.store.policy import get_policy
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, Letter, letter_to
from services.notifier.tables import Dispatch, WorkOrder
from shared import outbox, periods, settings
from shared.events.notifier import OpenedOrder, WorkOrdersOpened


async def open_work_orders(session: AsyncSession, events: Sequence[InNeed], *, at: datetime) -> Sequence[WorkOrder]:
    """The orders opened, of all these cases; none for a case that has had its orders before.

    Deadlines run from the detection, not from our hearing of it: the household waits from then on. The officer of the village
    is always told, or whoever stands in; a department is told where it has a desk, and finds its orders on its board anyway.
    Raises NoAssistancePolicy.
    """
    desks = await list_desks(session, *{event.region for event in events})

    set_in_motion = [_set_in_motion(event, desks, at) for event in events]

    first = await add_dispatches(session, set_in_motion)
    return [order for one in set_in_motion if one.dispatch.case_id in first for order in one.orders]


def _set_in_motion(event: InNeed, desks: Sequence[Desk], at: datetime) -> SetInMotion:
    in_force = get_policy(periods.day_in_china(event.detected_at))
    assignments = in_force.policy.assign(event.trigger, at=event.detected_at)
    orders = [new_order(event, assignment, region=event.region, at=at) for assignment in assignments]
    departments = letters_to_departments(orders, desks, at, urgency=urgency_of_case(event.urgency))
    letters = [_to_officer(event, in_force.policy, orders, desks, at), *departments]
    opened = [OpenedOrder(order_id=order.id, department=order.owed_by, due_at=order.due_at) for order in orders]
    return SetInMotion(
        Dispatch(
            case_id=event.case_id,
            region=event.region,
            trigger=event.trigger,
            detected_at=event.detected_at,
            policy=in_force.policy.id,
            policy_version=in_force.version,
        ),
        orders,
        [letter.message for letter in letters],
        [letter.delivery for letter in letters],
        owed=outbox.debt(WorkOrdersOpened(case_id=event.case_id, region=event.region, orders=opened), because=event),
    )


def _to_officer(
    event: InNeed,
    policy: AssistancePolicy,
    orders: Sequence[WorkOrder],
    desks: Sequence[Desk],
    at: datetime,
) -> Letter:
    notice = policy.officer_notice
    return letter_to(
        officer_of(event.region, desks),
        MessageKind.CASE_OPENED,
        About(event.region, case_id=event.case_id),
        at=at,
        urgency=urgency_of_case(event.urgency),
        tail=case_short(event.case_id),
        opened_at=event.detected_at,
        task=notice.task,
        due_at=notice.deadline.due_at(event.detected_at),
        orders=tuple(line_of(order) for order in orders),
        link=link.case_page(settings.current().base_url, event.case_id),
    )
