"""Overdue orders are told upward, each level once."""

from datetime import date, timedelta

from sqlmodel import col, select

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.escalate_orders import escalate_orders
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level
from services.notifier.rules.message import MessageKind
from services.notifier.schemas.order import CompleteOrder, ReopenOrder
from services.notifier.tables import Delivery, Escalation, Message
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY, COUNTY_OFFICER, MONDAY, VILLAGE_NAME, a_contact, by_email, by_log

DEADLINE = MONDAY + timedelta(hours=24)
AN_HOUR_LATE = DEADLINE + timedelta(hours=1)
A_DAY_LATE = DEADLINE + timedelta(hours=25)


async def test_nothing_is_escalated_at_the_deadline_itself(session, opened) -> None:
    await opened()
    assert await escalate_orders(session, at=DEADLINE) == []


async def test_the_department_is_told_first(session, opened) -> None:
    orders = await opened()
    escalated = await escalate_orders(session, at=AN_HOUR_LATE)
    late = {orders[Department.TOWN].id, orders[Department.CIVIL_AFFAIRS].id}
    assert {(escalation.order_id, escalation.level) for escalation in escalated} == {(id, Level.DEPARTMENT) for id in late}


async def test_each_level_is_told_once_however_often_the_clock_ticks(session, opened) -> None:
    await opened()
    for minutes in range(0, 48 * 60, 60):
        await escalate_orders(session, at=DEADLINE + timedelta(minutes=minutes + 1))
    recorded = (await session.exec(select(Escalation).order_by(col(Escalation.told_at)))).all()
    assert [(escalation.level, escalation.told_at) for escalation in recorded] == [
        (Level.DEPARTMENT, DEADLINE + timedelta(minutes=1)),
        (Level.DEPARTMENT, DEADLINE + timedelta(minutes=1)),
        (Level.COUNTY, DEADLINE + timedelta(hours=24, minutes=1)),
        (Level.COUNTY, DEADLINE + timedelta(hours=24, minutes=1)),
    ]


async def test_a_clock_that_stood_still_tells_both_levels_at_once(session, opened) -> None:
    orders = await opened()
    escalated = await escalate_orders(session, at=A_DAY_LATE)
    told = [escalation.level for escalation in escalated if escalation.order_id == orders[Department.TOWN].id]
    assert told == [Level.DEPARTMENT, Level.COUNTY]


async def test_an_order_that_is_done_is_left_alone(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=MONDAY)
    await complete_order(session, order.id, CompleteOrder(result="已救助"), by=CIVIL_AFFAIRS, at=MONDAY)
    assert order.id not in {escalation.order_id for escalation in await escalate_orders(session, at=A_DAY_LATE)}


async def test_an_accepted_order_is_still_owed(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=MONDAY)
    assert order.id in {escalation.order_id for escalation in await escalate_orders(session, at=AN_HOUR_LATE)}


async def test_an_order_sent_back_is_escalated_anew(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await escalate_orders(session, at=A_DAY_LATE)
    await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=A_DAY_LATE)
    await complete_order(session, order.id, CompleteOrder(result="已救助"), by=CIVIL_AFFAIRS, at=A_DAY_LATE)
    form = ReopenOrder(reason="救助金尚未到账", due_on=date(2020, 6, 5))
    again = await reopen_order(session, order.id, form, by=COUNTY_OFFICER, at=A_DAY_LATE)
    escalated = await escalate_orders(session, at=again.due_at + timedelta(minutes=1))
    assert [(escalation.level, escalation.turn) for escalation in escalated if escalation.order_id == order.id] == [
        (Level.DEPARTMENT, 2)
    ]


async def test_the_departments_desk_and_the_county_get_a_message_each(session, opened) -> None:
    desk = await put_post(
        session, COUNTY, Department.CIVIL_AFFAIRS, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY
    )
    county = await put_post(session, COUNTY, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await escalate_orders(session, at=A_DAY_LATE)
    about = select(Message).where(Message.order_id == order.id, Message.kind == MessageKind.ORDER_OVERDUE)
    told = {message.post_id: message for message in await session.exec(about)}
    assert "部门负责人督办" in told[desk.id].body
    assert "县级督办" in told[county.id].body
    assert VILLAGE_NAME in told[county.id].body
    to_both = col(Delivery.message_id).in_([told[desk.id].id, told[county.id].id])
    assert {delivery.channel for delivery in await session.exec(select(Delivery).where(to_both))} == {"email", "log"}
