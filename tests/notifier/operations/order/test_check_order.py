"""Somebody else than who did it looks, and strikes an order off."""

from datetime import date

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.check_order import check_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.rules.office import NothingToCheck, NotYoursToDecide, SamePersonChecks
from services.notifier.rules.order import OrderCannotMove, OrderState
from services.notifier.schemas.order import CheckOrder, CompleteOrder, ReopenOrder
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN_OFFICER
from tests.builders.orders import a_rectification, acts_of, an_order, letters

FINE = CheckOrder(opinion="已到现场核对，同意销号")
DONE = CompleteOrder(result="公示已补齐上墙")


async def done(session, form=None, *, by=TOWN_OFFICER):
    order = await an_order(session, form or a_rectification())
    await accept_order(session, order.id, by=by, at=MONDAY)
    return await complete_order(session, order.id, DONE, by=by, at=MONDAY)


async def test_a_problem_is_struck_off_by_who_found_it_and_not_before(session) -> None:
    order = await done(session)
    assert order.state is OrderState.DONE
    assert "请检查" in (await letters(session))[-1].body
    checked = await check_order(session, order.id, FINE, by=COUNTY_OFFICER, at=MONDAY)
    assert (checked.state, checked.checked_by) == (OrderState.CLOSED, COUNTY_OFFICER.subject)
    assert await acts_of(session, order) == ["given", "accepted", "completed", "checked"]
    with pytest.raises(OrderCannotMove):
        await check_order(session, order.id, FINE, by=COUNTY_OFFICER, at=MONDAY)


async def test_nobody_strikes_off_what_they_did_themselves_be_they_of_the_county(session) -> None:
    order = await done(session, by=COUNTY_OFFICER)
    with pytest.raises(SamePersonChecks):
        await check_order(session, order.id, FINE, by=COUNTY_OFFICER, at=MONDAY)
    other = Principal("县局老冯", Role.COUNTY, COUNTY)
    assert (await check_order(session, order.id, FINE, by=other, at=MONDAY)).checked_by == "县局老冯"


async def test_the_office_that_did_it_does_not_check_and_a_task_needs_no_check(session) -> None:
    order = await done(session)
    with pytest.raises(NotYoursToDecide):
        await check_order(session, order.id, FINE, by=TOWN_OFFICER, at=MONDAY)
    task = await an_order(session)
    await accept_order(session, task.id, by=TOWN_OFFICER, at=MONDAY)
    await complete_order(session, task.id, DONE, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(NothingToCheck):
        await check_order(session, task.id, FINE, by=COUNTY_OFFICER, at=MONDAY)


async def test_what_was_struck_off_can_be_opened_again_and_is_checked_again(session) -> None:
    order = await done(session)
    await check_order(session, order.id, FINE, by=COUNTY_OFFICER, at=MONDAY)
    again = ReopenOrder(reason="回头看发现又没有公示", due_on=date(2020, 6, 20))
    opened = await reopen_order(session, order.id, again, by=COUNTY_OFFICER, at=MONDAY)
    assert (opened.state, opened.turn, opened.checked_by) == (OrderState.OPEN, 2, None)
    assert opened.next_step_at is not None
