"""The county sends an order back."""

from datetime import date, datetime, timedelta

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.rules.department import Department
from services.notifier.rules.order import DueOnIsPast, OrderCannotMove, OrderState
from services.notifier.schemas.order import CompleteOrder, ReopenOrder
from services.notifier.tables import WorkOrder
from shared.security import Principal
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY_OFFICER, MONDAY

LATER = MONDAY + timedelta(hours=2)
DONE = CompleteOrder(result="已入户，发放临时救助金 2000 元")


async def settled(session, order: WorkOrder, *, by: Principal = CIVIL_AFFAIRS, at: datetime = LATER) -> WorkOrder:
    await accept_order(session, order.id, by=by, at=at)
    return await complete_order(session, order.id, DONE, by=by, at=at)


async def test_the_county_sends_an_order_back_with_a_new_deadline(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await settled(session, order)
    form = ReopenOrder(reason="救助金尚未到账", due_on=date(2020, 6, 3))
    again = await reopen_order(session, order.id, form, by=COUNTY_OFFICER, at=LATER)
    assert (again.state, again.turn, again.reopened_because) == (OrderState.OPEN, 2, "救助金尚未到账")
    assert again.due_at.isoformat() == "2020-06-03T23:59:59.999999+08:00"
    assert (again.accepted_by, again.result, again.is_late) == (None, None, None)


async def test_an_order_that_is_not_done_is_not_sent_back(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    form = ReopenOrder(reason="救助金尚未到账", due_on=date(2020, 6, 3))
    with pytest.raises(OrderCannotMove):
        await reopen_order(session, order.id, form, by=COUNTY_OFFICER, at=LATER)


async def test_an_order_is_not_sent_back_for_yesterday(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await settled(session, order)
    form = ReopenOrder(reason="救助金尚未到账", due_on=date(2020, 5, 31))
    with pytest.raises(DueOnIsPast):
        await reopen_order(session, order.id, form, by=COUNTY_OFFICER, at=LATER)
