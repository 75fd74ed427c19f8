"""Whoever gave an order takes it back."""

from datetime import timedelta

import pytest

from services.notifier.operations.order.tell_of_orders import tell_of_orders
from services.notifier.operations.order.withdraw_order import withdraw_order
from services.notifier.rules.department import Department
from services.notifier.rules.giving import CaseOrderStays
from services.notifier.rules.office import NotYoursToDecide
from services.notifier.rules.order import OrderState
from services.notifier.schemas.order import WithdrawOrder
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN_OFFICER
from tests.builders.orders import an_order

BECAUSE = WithdrawOrder(reason="重复派单")


async def test_nobody_is_reminded_of_what_was_withdrawn(session) -> None:
    order = await an_order(session)
    withdrawn = await withdraw_order(session, order.id, BECAUSE, by=COUNTY_OFFICER, at=MONDAY)
    assert withdrawn.state is OrderState.CANCELLED
    assert await tell_of_orders(session, at=MONDAY + timedelta(days=60)) == []


async def test_only_who_gave_it_withdraws_and_a_case_s_order_goes_with_its_case(session, opened) -> None:
    order = await an_order(session)
    with pytest.raises(NotYoursToDecide):
        await withdraw_order(session, order.id, BECAUSE, by=TOWN_OFFICER, at=MONDAY)
    of_case = (await opened())[Department.CIVIL_AFFAIRS]
    with pytest.raises(CaseOrderStays):
        await withdraw_order(session, of_case.id, BECAUSE, by=COUNTY_OFFICER, at=MONDAY)
