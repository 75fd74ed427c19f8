"""A department puts its name to an order."""

from datetime import timedelta

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.rules.department import Department
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderState
from services.notifier.schemas.order import CompleteOrder
from services.notifier.store.order import OrderNotFound
from shared.ids import uuid7
from shared.security import Principal
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY_OFFICER, HEALTH, MONDAY, TOWN_OFFICER

LATER = MONDAY + timedelta(hours=2)
DONE = CompleteOrder(result="已入户，发放临时救助金 2000 元")


async def test_a_department_accepts_its_order_and_puts_its_name_to_it(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    accepted = await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=LATER)
    assert (accepted.state, accepted.accepted_at, accepted.accepted_by) == (OrderState.ACCEPTED, LATER, "民政小李")


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


async def test_an_order_that_does_not_exist_is_not_found(session) -> None:
    with pytest.raises(OrderNotFound):
        await accept_order(session, uuid7(), by=COUNTY_OFFICER, at=LATER)
