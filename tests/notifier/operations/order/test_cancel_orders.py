"""A case that was a mistake: nobody is sent any more and nobody is late; what was done stays done."""

from datetime import timedelta

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.cancel_orders import cancel_orders
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.escalate_orders import escalate_orders
from services.notifier.rules.department import Department
from services.notifier.rules.order import OrderState
from services.notifier.schemas.order import CompleteOrder
from services.notifier.tables import WorkOrder
from shared.events.registry import CaseRetracted
from shared.ids import uuid7
from tests.builders.notifier import CIVIL_AFFAIRS, MONDAY, VILLAGE


async def test_what_is_owed_is_taken_back_and_nothing_is_escalated(session, opened) -> None:
    orders = await opened()
    done = orders[Department.CIVIL_AFFAIRS]
    await accept_order(session, done.id, by=CIVIL_AFFAIRS, at=MONDAY)
    await complete_order(session, done.id, CompleteOrder(result="已救助"), by=CIVIL_AFFAIRS, at=MONDAY)
    mistake = CaseRetracted(
        case_id=done.case_id, household_id=uuid7(), region=VILLAGE, withdrawn_at=MONDAY, unfinished=["work-orders"]
    )
    cancelled = await cancel_orders(session, mistake)

    assert {order.state for order in cancelled} == {OrderState.CANCELLED}
    assert len(cancelled) == len(orders) - 1
    assert (await session.get(WorkOrder, done.id)).state is OrderState.DONE
    assert await escalate_orders(session, at=MONDAY + timedelta(days=60)) == []
