"""What is owed to a household is owed where it lives now."""

from datetime import date, timedelta

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.give_by_rules import give_by_rules
from services.notifier.operations.order.take_orders_along import take_orders_along
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.order import OrderState
from services.notifier.store.order import get_order
from shared.events.registry import HouseholdChanged, VisitProblemRecorded
from shared.ids import uuid7
from tests.builders.notifier import (
    COUNTY_OFFICER,
    MONDAY,
    OTHER_COUNTY_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    a_contact,
    by_log,
)
from tests.builders.orders import VILLAGE_OFFICER, a_giving, acts_of, an_officer, an_order, letters

LATER = MONDAY + timedelta(hours=1)


def moves(household_id, region=OTHER_VILLAGE, *, revision=7, kind="transferred", at=LATER):
    said = {"happened_on": date(2020, 6, 1), "region": region, "state": "current", "occurred_at": at}
    return HouseholdChanged(household_id=household_id, revision=revision, kind=kind, **said)


async def as_it_is(session, order):
    return await get_order(session, order.id, by=COUNTY_OFFICER)


async def an_order_about(session, household_id):
    target = {"region": VILLAGE, "household_id": str(household_id)}
    return await an_order(session, a_giving(target, addressee="village"))


async def test_an_order_goes_along_and_both_places_are_told(session):
    for village in (VILLAGE, OTHER_VILLAGE):
        await put_post(session, village, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await an_officer(session, VILLAGE_OFFICER)
    household = uuid7()
    order = await an_order_about(session, household)
    await accept_order(session, order.id, by=VILLAGE_OFFICER, at=MONDAY)
    due_at = order.due_at

    for _ in range(2):
        await take_orders_along(session, [moves(household)], at=LATER)

    order = await as_it_is(session, order)
    assert (order.region, order.state, order.holder_id, order.accepted_by) == (OTHER_VILLAGE, OrderState.OPEN, None, None)
    assert order.due_at == due_at
    assert await acts_of(session, order) == ["given", "accepted", "moved"]
    _, old, new = await letters(session)
    assert (old.region, old.kind, new.region, new.kind) == (VILLAGE, "order-changed", OTHER_VILLAGE, "order-handed-on")
    assert old.post_id != new.post_id


async def test_an_old_change_heard_late_does_not_send_it_back(session):
    household = uuid7()
    order = await an_order_about(session, household)
    await take_orders_along(session, [moves(household)], at=LATER)
    await take_orders_along(session, [moves(household, VILLAGE, revision=6, at=MONDAY)], at=LATER)
    assert (await as_it_is(session, order)).region == OTHER_VILLAGE


async def test_another_change_of_the_household_moves_nothing(session):
    household = uuid7()
    order = await an_order_about(session, household)
    assert await take_orders_along(session, [moves(household, kind="born")], at=LATER) == []
    assert (await as_it_is(session, order)).region == VILLAGE


async def test_beyond_the_county_whoever_gave_it_decides(session):
    household = uuid7()
    order = await an_order_about(session, household)
    assert await take_orders_along(session, [moves(household, OTHER_COUNTY_VILLAGE)], at=LATER) == []
    order = await as_it_is(session, order)
    assert (order.region, order.state) == (VILLAGE, OrderState.OPEN)
    assert "请决定转办或撤销" in (await letters(session))[-1].subject


async def test_an_order_whose_event_is_heard_after_the_move_is_given_at_the_new_place(session):
    household = uuid7()
    await take_orders_along(session, [moves(household)], at=LATER)
    seen = VisitProblemRecorded(
        problem_id=uuid7(),
        household_id=household,
        region=VILLAGE,
        whose="village",
        due_on=date(2020, 6, 20),
        occurred_at=MONDAY,
    )
    [order] = await give_by_rules(session, [seen], at=LATER)
    assert order.region == OTHER_VILLAGE
