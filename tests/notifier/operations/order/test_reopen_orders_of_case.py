"""A case that is taken up again: its departments come again, each with new time, and registry hears of it."""

from datetime import timedelta

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.open_further_orders import open_further_orders
from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.operations.order.reopen_orders_of_case import reopen_orders_of_case
from services.notifier.rules.department import Department
from services.notifier.rules.order import OrderState
from services.notifier.schemas.order import CompleteOrder
from shared.events.notifier import WorkOrdersOpened
from shared.events.registry import CaseReopened
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY, MONDAY, VILLAGE, a_detection, a_later_fact

AGAIN = MONDAY + timedelta(days=30)


def a_reopening(case_id) -> CaseReopened:
    return CaseReopened(case_id=case_id, household_id=uuid7(), region=VILLAGE, round=2, needs=["work-orders"], reopened_at=AGAIN)


async def test_an_order_that_was_done_is_owed_again_from_now_on(session, opened, emitted) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=MONDAY)
    await complete_order(session, order.id, CompleteOrder(result="已救助"), by=CIVIL_AFFAIRS, at=MONDAY)
    orders = {each.department: each for each in await reopen_orders_of_case(session, a_reopening(order.case_id))}

    again = orders[Department.CIVIL_AFFAIRS]
    assert (again.state, again.turn, again.due_at, again.result) == (OrderState.OPEN, 2, AGAIN + timedelta(hours=24), None)
    assert orders[Department.TOWN].turn == 1
    told = (await emitted(session))[-1]
    assert isinstance(told, WorkOrdersOpened)
    assert {one.order_id for one in told.orders} == {each.id for each in orders.values()}


async def test_a_case_that_never_had_orders_gets_none(session, emitted) -> None:
    assert await reopen_orders_of_case(session, a_reopening(uuid7())) == []
    assert await emitted(session) == []


async def test_a_department_that_a_later_fact_called_has_its_own_time_again(session) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    order = next(
        each for each in await open_further_orders(session, [a_later_fact(case)], at=MONDAY) if each.department == "emergency"
    )
    by = Principal("应急小吴", Role.DEPARTMENT, COUNTY, "emergency")
    await accept_order(session, order.id, by=by, at=MONDAY)
    await complete_order(session, order.id, CompleteOrder(result="已安置"), by=by, at=MONDAY)
    orders = {each.department: each for each in await reopen_orders_of_case(session, a_reopening(case.case_id))}
    assert orders[Department.EMERGENCY].due_at == AGAIN + timedelta(hours=24)
