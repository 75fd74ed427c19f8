"""Reminders before, urging after: person, office, county, each once."""

from datetime import date, datetime, timedelta

from services.notifier.operations.officer.take_leave import take_leave
from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.tell_of_orders import tell_of_orders
from services.notifier.operations.post.put_post import put_post
from services.notifier.schemas.officer import TakeLeave
from services.notifier.schemas.order import CompleteOrder
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, TOWN_OFFICER, a_contact, by_log
from tests.builders.orders import QIAN, SUN, a_giving, acts_of, an_officer, an_order, letters


def after(order, **past) -> datetime:
    return order.due_at + timedelta(**past)


async def told(session, at: datetime) -> list[tuple[str, object]]:
    """Kind and post of the letters that one tick wrote."""
    before = len(await letters(session))
    await tell_of_orders(session, at=at)
    return [(letter.kind.value, letter.post_id) for letter in (await letters(session))[before:]]


async def test_the_person_is_reminded_then_urged_then_the_office_then_the_county(session) -> None:
    qian = await an_officer(session, QIAN)
    town = await put_post(session, TOWN, None, a_contact(by_log()), allowed=(), by=TOWN_OFFICER, at=MONDAY)
    county = await put_post(session, COUNTY, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    order = await an_order(session, a_giving({"region": TOWN, "holder": QIAN.subject}))
    assert await told(session, after(order, hours=-25)) == []
    assert await told(session, after(order, hours=-24)) == [("order-due", qian.id)]
    assert await told(session, after(order, hours=-23)) == []
    assert await told(session, after(order)) == [("order-late", qian.id)]
    assert await told(session, after(order, hours=24)) == [("order-late", town.id)]
    assert await told(session, after(order, hours=48)) == [("order-late", county.id)]
    assert await told(session, after(order, days=30)) == []
    assert await acts_of(session, order) == ["given", "reminded", "urged", "urged", "urged"]


async def test_after_a_pause_of_ours_only_the_last_level_is_told(session) -> None:
    order = await an_order(session)
    assert [kind for kind, _ in await told(session, after(order, days=9))] == ["order-late"]
    assert await acts_of(session, order) == ["given", "urged"]
    assert await told(session, after(order, days=10)) == []


async def test_an_order_with_less_time_than_its_reminder_is_not_reminded_of_at_once(session) -> None:
    order = await an_order(session, a_giving(within_hours=4))
    assert await told(session, MONDAY + timedelta(minutes=1)) == []
    assert [kind for kind, _ in await told(session, after(order))] == ["order-late"]


async def test_who_stands_in_is_reminded_in_place_of_who_is_away(session) -> None:
    await an_officer(session, QIAN)
    sun = await an_officer(session, SUN)
    order = await an_order(session, a_giving({"region": TOWN, "holder": QIAN.subject}))
    away = TakeLeave(from_on=date(2020, 6, 7), until_on=date(2020, 6, 9), substitute=SUN.subject)
    await take_leave(session, QIAN.subject, away, by=COUNTY_OFFICER, at=MONDAY)
    assert await told(session, after(order, hours=-24)) == [("order-due", sun.id)]


async def test_what_is_done_is_urged_no_more(session) -> None:
    order = await an_order(session)
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    await complete_order(session, order.id, CompleteOrder(result="已查看"), by=TOWN_OFFICER, at=MONDAY)
    assert await told(session, after(order, days=9)) == []


async def test_of_a_clue_only_the_person_hears(session) -> None:
    qian = await an_officer(session, QIAN)
    await put_post(session, COUNTY, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    order = await an_order(session, a_giving({"region": TOWN, "holder": QIAN.subject}, kind="clue"))
    assert await told(session, after(order, days=9)) == [("order-late", qian.id)]


async def test_a_case_s_department_is_reminded_before_its_deadline_and_told_upward_by_its_own_file(session, opened) -> None:
    orders = await opened()
    aid, insurance = orders["civil-affairs"], orders["medical-security"]
    assert await told(session, after(aid, hours=-5)) == []
    before = await letters(session)
    await tell_of_orders(session, at=after(aid, hours=-4))
    due = (await letters(session))[len(before) :]
    assert {letter.kind for letter in due} == {"orders-due"}
    assert await acts_of(session, aid) == ["given", "reminded"]  # one of 24 hours is reminded of once
    assert await acts_of(session, insurance) == ["given"]
    for hours in (-24, -4, 1, 48):
        await tell_of_orders(session, at=after(insurance, hours=hours))
    assert await acts_of(session, insurance) == ["given", "reminded", "reminded"]


async def test_who_is_to_be_reminded_of_several_hears_of_them_in_one_message(session) -> None:
    await an_officer(session, QIAN)
    orders = [await an_order(session, a_giving({"region": TOWN, "holder": QIAN.subject})) for _ in range(3)]
    before = len(await letters(session))
    await tell_of_orders(session, at=after(orders[0], hours=-24))
    [letter] = (await letters(session))[before:]
    assert "有 3 件工单快到期了" in letter.body
