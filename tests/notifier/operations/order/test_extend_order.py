"""Whoever gave an order gives it more time."""

from datetime import date

import pytest

from services.notifier.operations.order.extend_order import extend_order
from services.notifier.rules.office import NotYoursToDecide
from services.notifier.rules.order import DueOnIsPast
from services.notifier.schemas.order import ExtendOrder
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN_OFFICER
from tests.builders.orders import an_order

LATER = ExtendOrder(reason="雨季无法施工", due_on=date(2020, 6, 20))


async def test_a_new_deadline_brings_its_own_reminder(session) -> None:
    order = await an_order(session)
    first = order.next_step_at
    extended = await extend_order(session, order.id, LATER, by=COUNTY_OFFICER, at=MONDAY)
    assert extended.due_at.date() == LATER.due_on
    assert extended.next_step_at > first


async def test_nobody_gives_themselves_more_time_and_no_time_is_given_backwards(session) -> None:
    order = await an_order(session)
    with pytest.raises(NotYoursToDecide):
        await extend_order(session, order.id, LATER, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(DueOnIsPast):
        await extend_order(session, order.id, ExtendOrder(reason="写错了", due_on=date(2020, 5, 1)), by=COUNTY_OFFICER, at=MONDAY)
