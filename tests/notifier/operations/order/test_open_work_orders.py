"""A detected household: one order per responsible department, the officer told, once per case."""

from datetime import datetime

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.department import Department
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order import OrderState
from services.notifier.schemas.post import PutPost
from services.notifier.store.policy import NoAssistancePolicy
from services.notifier.tables import Delivery, Dispatch, Message, Post, WorkOrder
from shared.events.notifier import WorkOrdersOpened
from tests.builders.notifier import (
    COUNTY,
    COUNTY_OFFICER,
    MONDAY,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    VILLAGE_NAME,
    a_contact,
    a_detection,
    by_email,
    by_log,
)


async def hold(session, region: str, contact: PutPost, department: Department | None = None) -> Post:
    return await put_post(session, region, department, contact, allowed=(), by=COUNTY_OFFICER, at=MONDAY)


async def test_each_responsible_department_gets_one_order_with_its_deadline(session) -> None:
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    orders = (await session.exec(select(WorkOrder).order_by(col(WorkOrder.due_at), col(WorkOrder.department)))).all()
    assert [(order.department, order.due_at.isoformat()) for order in orders] == [
        ("civil-affairs", "2020-06-02T01:00:00+00:00"),
        ("town", "2020-06-02T01:00:00+00:00"),
        ("health", "2020-06-08T15:59:59.999999+00:00"),
        ("medical-security", "2020-06-08T15:59:59.999999+00:00"),
        ("rural-revitalisation", "2020-06-16T15:59:59.999999+00:00"),
    ]
    assert {order.state for order in orders} == {OrderState.OPEN}


async def test_a_case_is_set_in_motion_by_two_statements(app, session) -> None:
    sent: list[str] = []
    event.listen(app.state.engine.sync_engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    assert [statement.split()[0] for statement in sent] == ["SELECT", "WITH"]


async def test_an_order_says_by_which_document_and_whether_its_deadline_was_inferred(session) -> None:
    orders = {order.department: order for order in await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)}
    assert orders[Department.CIVIL_AFFAIRS].reference.startswith("鲁民〔2018〕85号")
    assert not orders[Department.CIVIL_AFFAIRS].is_inferred
    assert orders[Department.TOWN].is_inferred


async def test_the_platform_hears_of_the_orders(session, emitted) -> None:
    event = a_detection(at=MONDAY)
    orders = await open_work_orders(session, [event], at=MONDAY)
    [opened] = await emitted(session)
    assert isinstance(opened, WorkOrdersOpened)
    assert (opened.case_id, opened.region) == (event.case_id, VILLAGE)
    assert {(order.order_id, order.department) for order in opened.orders} == {(order.id, order.department) for order in orders}


async def test_deadlines_run_from_the_detection_even_if_we_hear_of_it_later(session) -> None:
    orders = await open_work_orders(session, [a_detection(at=MONDAY)], at=datetime.fromisoformat("2020-06-01T11:30:00+08:00"))
    assert orders[0].due_at == datetime.fromisoformat("2020-06-02T09:00:00+08:00")


async def test_a_case_has_its_orders_once(session, emitted) -> None:
    event = a_detection(at=MONDAY)
    assert await open_work_orders(session, [event], at=MONDAY)
    assert await open_work_orders(session, [event], at=MONDAY) == []
    assert len((await session.exec(select(Dispatch))).all()) == 1
    assert len((await session.exec(select(WorkOrder))).all()) == 5
    assert len((await session.exec(select(Message))).all()) == 1
    assert len(await emitted(session)) == 1


async def test_the_rules_and_their_version_are_kept_with_the_case(session) -> None:
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    [dispatch] = (await session.exec(select(Dispatch))).all()
    assert dispatch.policy == "immediate-assistance"
    assert len(dispatch.policy_version) == 16


async def test_before_the_rules_were_laid_down_no_order_is_invented(session) -> None:
    with pytest.raises(NoAssistancePolicy):
        await open_work_orders(session, [a_detection(at=datetime.fromisoformat("2017-06-01T09:00:00+08:00"))], at=MONDAY)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ([COUNTY, TOWN, VILLAGE], VILLAGE),
        ([COUNTY, TOWN], TOWN),
        ([COUNTY], COUNTY),
        ([COUNTY, OTHER_VILLAGE], COUNTY),
    ],
)
async def test_the_narrowest_officer_known_is_told(session, held: list[str], told: str) -> None:
    posts = {region: await hold(session, region, a_contact(by_email())) for region in held}
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    message = (await session.exec(select(Message).where(Message.kind == MessageKind.CASE_OPENED))).one()
    assert message.post_id == posts[told].id


async def test_where_nobody_is_known_the_duty_log_is_told(session) -> None:
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    message = (await session.exec(select(Message))).one()
    delivery = (await session.exec(select(Delivery))).one()
    assert message.post_id is None
    assert (delivery.channel, delivery.state, delivery.rank) == (ChannelName.LOG, DeliveryState.QUEUED, 0)


async def test_a_department_with_a_desk_is_told_over_its_first_channel(session) -> None:
    desk = await hold(session, COUNTY, a_contact(by_email(), by_log()), Department.CIVIL_AFFAIRS)
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    message = (await session.exec(select(Message).where(Message.kind == MessageKind.ORDER_OPENED))).one()
    delivery = (await session.exec(select(Delivery).where(Delivery.message_id == message.id))).one()
    assert message.post_id == desk.id
    assert delivery.channel is ChannelName.EMAIL


async def test_the_town_hears_of_its_own_order_by_its_officer(session) -> None:
    town = await hold(session, TOWN, a_contact(by_log()))
    await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)
    message = (await session.exec(select(Message).where(Message.kind == MessageKind.ORDER_OPENED))).one()
    assert message.post_id == town.id


async def test_a_message_names_the_place_and_the_case_and_nobody(session) -> None:
    event = a_detection(at=MONDAY)
    await hold(session, VILLAGE, a_contact(by_email(), name="王小明"))
    await open_work_orders(session, [event], at=MONDAY)
    message = (await session.exec(select(Message))).one()
    assert VILLAGE_NAME in message.body
    assert event.case_id.hex[-8:].upper() in message.subject
    assert f"/registry/cases/{event.case_id}/page" in message.body
    for secret in ("王小明", "officer@", "病", "身份证"):
        assert secret not in message.subject + message.body


async def test_names_and_addresses_of_officers_lie_sealed(session) -> None:
    post = await hold(session, VILLAGE, a_contact(by_email("wang@luozhuang.example"), name="王小明"))
    assert "wang" not in post.sealed_contact.decode("latin-1")
    assert "王小明".encode() not in post.sealed_contact


async def test_cases_that_come_together_each_get_their_orders_once(session, emitted) -> None:
    known, new = a_detection(at=MONDAY), a_detection(at=MONDAY, region=OTHER_VILLAGE)
    before = await open_work_orders(session, [known], at=MONDAY)

    orders = await open_work_orders(session, [known, new], at=MONDAY)

    assert {order.case_id for order in orders} == {new.case_id}
    assert [event.case_id for event in await emitted(session)] == [known.case_id, new.case_id]
    written = (await session.exec(select(WorkOrder.case_id))).all()
    assert sorted(written) == sorted([known.case_id] * len(before) + [new.case_id] * len(orders))
