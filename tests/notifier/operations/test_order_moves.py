"""Accepting, completing and reopening an order."""

from datetime import date, datetime, timedelta

import pytest

from services.notifier.operations.accept_order import accept_order
from services.notifier.operations.complete_order import complete_order
from services.notifier.operations.reopen_order import reopen_order
from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.order import DueOnIsPast, NotYourOrder, OrderCannotMove, OrderState
from services.notifier.schemas import CompleteOrder, ReopenOrder
from services.notifier.store.order import OrderNotFound
from services.notifier.tables import WorkOrder
from shared.events.notifier import WorkOrderCompleted, WorkOrdersOpened
from shared.ids import uuid7
from shared.security import Principal
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY_OFFICER, HEALTH, MONDAY, TOWN_OFFICER

LATER = MONDAY + timedelta(hours=2)
DONE = CompleteOrder(result="已入户,发放临时救助金 2000 元")


async def settled(session, order: WorkOrder, *, by: Principal = CIVIL_AFFAIRS, at: datetime = LATER) -> WorkOrder:
    await accept_order(session, order.id, by=by, at=at)
    return await complete_order(session, order.id, DONE, by=by, at=at)


async def test_a_department_accepts_its_order_and_puts_its_name_to_it(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    accepted = await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=LATER)
    assert (accepted.state, accepted.accepted_at, accepted.accepted_by) == (OrderState.ACCEPTED, LATER, "民政小李")


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


async def test_another_departments_order_is_not_there_for_a_department(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    with pytest.raises(OrderNotFound):
        await accept_order(session, order.id, by=HEALTH, at=LATER)


async def test_a_department_that_we_do_not_know_sees_nothing(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    stranger = Principal("陌生人", HEALTH.role, HEALTH.region, "post-office")
    with pytest.raises(OrderNotFound):
        await accept_order(session, order.id, by=stranger, at=LATER)


async def test_a_town_acts_on_the_towns_order_and_on_no_other(session, opened) -> None:
    orders = await opened()
    assert (await accept_order(session, orders[Department.TOWN].id, by=TOWN_OFFICER, at=LATER)).state is OrderState.ACCEPTED
    with pytest.raises(NotYourOrder):
        await accept_order(session, orders[Department.HEALTH].id, by=TOWN_OFFICER, at=LATER)


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


async def test_an_order_that_does_not_exist_is_not_found(session) -> None:
    with pytest.raises(OrderNotFound):
        await accept_order(session, uuid7(), by=COUNTY_OFFICER, at=LATER)
