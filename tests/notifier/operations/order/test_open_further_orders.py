"""Something else strikes a household that is being helped: further departments come, each once, whatever is heard of first."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.order.cancel_orders import cancel_orders
from services.notifier.operations.order.move_orders import move_orders
from services.notifier.operations.order.open_further_orders import open_further_orders
from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.department import Department
from services.notifier.rules.message import MessageKind
from services.notifier.tables import FurtherDispatch, Message, WorkOrder
from shared.events.civil_affairs import Trigger
from shared.events.notifier import WorkOrdersOpened
from shared.events.registry import CaseMoved, CaseRetracted
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, OTHER_VILLAGE, a_contact, a_detection, a_later_fact, by_log

LATER = MONDAY + timedelta(hours=5)
OF_A_DISASTER = {Department.EMERGENCY, Department.HOUSING}


async def test_only_departments_that_are_not_at_the_case_yet_get_an_order_and_time_from_the_fact(session, emitted) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    orders = await open_further_orders(session, [a_later_fact(case)], at=LATER)
    assert {order.department for order in orders} == OF_A_DISASTER
    due = {order.department: order.due_at for order in orders}
    assert due[Department.EMERGENCY] == LATER + timedelta(hours=24)
    _, told = await emitted(session)
    assert isinstance(told, WorkOrdersOpened)
    assert {order.order_id for order in told.orders} == {order.id for order in orders}
    [kept] = (await session.exec(select(FurtherDispatch))).all()
    assert (kept.trigger, kept.detected_at, kept.policy) == (Trigger.DISASTER, LATER, "immediate-assistance")


async def test_a_fact_that_is_heard_of_twice_and_another_of_the_same_kind_call_nobody(session, emitted) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    fact, another = a_later_fact(case), a_later_fact(case, hours=6)
    assert await open_further_orders(session, [fact, another, fact], at=LATER)
    assert await open_further_orders(session, [fact, another], at=LATER) == []
    assert await open_further_orders(session, [a_later_fact(case, trigger=Trigger.ILLNESS)], at=LATER) == []
    assert len((await session.exec(select(WorkOrder))).all()) == 5 + len(OF_A_DISASTER)
    assert len(await emitted(session)) == 2


async def test_facts_that_come_together_share_the_departments_that_both_concern(session) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    death, job = a_later_fact(case, trigger=Trigger.DEATH, hours=7), a_later_fact(case, trigger=Trigger.JOB_LOSS, hours=6)
    orders = await open_further_orders(session, [death, job], at=LATER)
    assert {order.department for order in orders} == {Department.LABOUR, Department.EDUCATION}
    assert len(orders) == 2
    assert len((await session.exec(select(FurtherDispatch))).all()) == 2


async def test_a_fact_that_calls_nobody_new_writes_to_nobody(session, emitted) -> None:
    case = a_detection(trigger=Trigger.ACCIDENT, at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    assert await open_further_orders(session, [a_later_fact(case, trigger=Trigger.ILLNESS)], at=LATER) == []
    assert len(await emitted(session)) == 1
    assert len((await session.exec(select(Message))).all()) == 1


async def test_the_officer_and_each_department_hear_of_it_and_the_cause_stays_out(session) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    desk = await put_post(session, COUNTY, Department.EMERGENCY, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await open_further_orders(session, [a_later_fact(case)], at=LATER)
    to_officer = (await session.exec(select(Message).where(Message.kind == MessageKind.ORDERS_ADDED))).one()
    assert "应急" in to_officer.body
    assert "灾" not in to_officer.body + to_officer.subject
    assert (await session.exec(select(Message).where(Message.kind == MessageKind.ORDER_OPENED))).one().post_id == desk.id


async def test_a_case_that_was_taken_back_gets_no_further_orders(session) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    taken_back = CaseRetracted(
        case_id=case.case_id, household_id=case.household_id, region=case.region, withdrawn_at=LATER, unfinished=[]
    )
    await cancel_orders(session, taken_back)
    assert await open_further_orders(session, [a_later_fact(case)], at=LATER) == []


async def test_after_a_move_the_new_place_is_called(session) -> None:
    case = a_detection(at=MONDAY)
    await open_work_orders(session, [case], at=MONDAY)
    moved = CaseMoved(
        case_id=case.case_id,
        household_id=case.household_id,
        from_region=case.region,
        region=OTHER_VILLAGE,
        moved_at=LATER + timedelta(hours=1),
    )
    await move_orders(session, moved, at=LATER)
    orders = await open_further_orders(session, [a_later_fact(case)], at=LATER)
    assert {order.region for order in orders} == {OTHER_VILLAGE}


async def test_a_case_of_which_nothing_was_heard_is_left_to_its_first_orders(session) -> None:
    assert await open_further_orders(session, [a_later_fact(a_detection(at=MONDAY))], at=LATER) == []
