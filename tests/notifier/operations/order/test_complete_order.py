"""A department reports what it has done."""

from datetime import datetime, timedelta

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.order import OrderCannotMove, OrderState
from services.notifier.schemas.order import CompleteOrder
from services.notifier.tables import WorkOrder
from shared.events.notifier import WorkOrderCompleted, WorkOrdersOpened
from shared.security import Principal
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY_OFFICER, MONDAY

LATER = MONDAY + timedelta(hours=2)
DONE = CompleteOrder(result="已入户，发放临时救助金 2000 元")


async def settled(session, order: WorkOrder, *, by: Principal = CIVIL_AFFAIRS, at: datetime = LATER) -> WorkOrder:
    await accept_order(session, order.id, by=by, at=at)
    return await complete_order(session, order.id, DONE, by=by, at=at)


async def test_an_order_done_in_time_tells_the_platform_so(session, opened, emitted) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    done = await settled(session, order)
    assert (done.state, done.is_late, done.result) == (OrderState.DONE, False, DONE.result)
    first, second = await emitted(session)
    assert isinstance(first, WorkOrdersOpened)
    assert isinstance(second, WorkOrderCompleted)
    assert (second.order_id, second.department, second.completed_at, second.is_late) == (order.id, "civil-affairs", LATER, False)


async def test_an_order_done_a_second_after_its_deadline_is_late(session, opened, emitted) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    done = await settled(session, order, at=order.due_at + timedelta(seconds=1))
    assert done.is_late
    assert (await emitted(session))[-1].is_late


async def test_an_order_is_accepted_before_it_is_completed(session, opened, emitted) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    with pytest.raises(OrderCannotMove):
        await complete_order(session, order.id, DONE, by=CIVIL_AFFAIRS, at=LATER)
    assert len(await emitted(session)) == 1


async def test_an_order_is_not_completed_twice(session, opened, emitted) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await settled(session, order)
    with pytest.raises(OrderCannotMove):
        await complete_order(session, order.id, DONE, by=CIVIL_AFFAIRS, at=LATER)
    assert len(await emitted(session)) == 2


async def test_the_county_writes_down_for_a_department_what_it_was_told_on_the_telephone(session, opened) -> None:
    order = (await opened())[Department.HEALTH]
    assert (await settled(session, order, by=COUNTY_OFFICER)).completed_by == "县局小周"


async def test_a_result_with_an_id_number_is_refused_and_nothing_changes(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    accepted = await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=LATER)
    told = CompleteOrder(result="已救助 11010519491231002X")
    with pytest.raises(IdNumberInText):
        await complete_order(session, order.id, told, by=CIVIL_AFFAIRS, at=LATER)
    assert accepted.state is OrderState.ACCEPTED
