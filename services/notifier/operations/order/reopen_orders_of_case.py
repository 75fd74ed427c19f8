"""Give the departments of a case that was taken up again their orders once more."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.order import Move, OrderState, move
from services.notifier.rules.order_act import Act
from services.notifier.store.dispatch import list_further
from services.notifier.store.order import lock_orders_of
from services.notifier.store.order_act import record
from services.notifier.store.order_kind import begin_steps
from services.notifier.store.policy import get_policy
from services.notifier.tables import WorkOrder
from shared import outbox
from shared.events.notifier import OpenedOrder, WorkOrdersOpened
from shared.events.registry import CaseReopened
from shared.periods import day_in_china

BECAUSE = "台账重新启动"


async def reopen_orders_of_case(session: AsyncSession, event: CaseReopened) -> list[WorkOrder]:
    """Every order of the case, open: those that were done begin another turn with the time that the policy gives from now on.

    Raises NoAssistancePolicy.
    """
    dispatch, orders = await lock_orders_of(session, event.case_id)
    if dispatch is None:
        return []
    policy = get_policy(day_in_china(event.reopened_at)).policy
    triggers = [dispatch.trigger, *(one.trigger for one in await list_further(session, [event.case_id]))]
    owed = [one for trigger in triggers for one in policy.assign(trigger, at=event.reopened_at)]
    due = {one.department: one.due_at for one in sorted(owed, key=lambda one: one.due_at, reverse=True)}

    again = [order for order in orders if order.state is OrderState.DONE]
    for order in again:
        order.state = move(order.state, Move.REOPEN)
        order.turn, order.opened_at, order.reopened_because = order.turn + 1, event.reopened_at, BECAUSE
        order.due_at = due.get(order.owed_by, max(due.values()))
        order.accepted_at = order.accepted_by = None
        order.completed_at = order.completed_by = order.result = order.is_late = None
        begin_steps(order, at=event.reopened_at)
        session.add(order)
    await session.flush()
    for order in again:
        await record(session, order, Act.REOPENED, by="", at=event.reopened_at, words=BECAUSE, due_at=order.due_at)

    opened = [OpenedOrder(order_id=order.id, department=order.owed_by, due_at=order.due_at) for order in orders]
    await outbox.record(session, WorkOrdersOpened(case_id=event.case_id, region=dispatch.region, orders=opened))
    return list(orders)
