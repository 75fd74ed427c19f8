"""A household takes its case along: what is owed goes to the new village, what was done stays."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.move_orders import move_orders
from services.notifier.rules.department import Department
from services.notifier.rules.message import MessageKind
from services.notifier.schemas.order import CompleteOrder
from services.notifier.tables import Message, WorkOrder
from shared.events.registry import CaseMoved
from shared.ids import uuid7
from tests.builders.notifier import CIVIL_AFFAIRS, MONDAY, OTHER_VILLAGE, VILLAGE


async def test_what_is_owed_goes_along_once_and_what_was_done_stays(session, opened) -> None:
    orders = await opened()
    done = orders[Department.CIVIL_AFFAIRS]
    await accept_order(session, done.id, by=CIVIL_AFFAIRS, at=MONDAY)
    await complete_order(session, done.id, CompleteOrder(result="已救助"), by=CIVIL_AFFAIRS, at=MONDAY)
    event = CaseMoved(
        case_id=done.case_id,
        household_id=uuid7(),
        from_region=VILLAGE,
        region=OTHER_VILLAGE,
        moved_at=MONDAY + timedelta(days=1),
    )
    for _ in range(2):
        await move_orders(session, event, at=MONDAY + timedelta(days=1))

    regions = {order.department: order.region for order in (await session.exec(select(WorkOrder))).all()}
    assert regions.pop(Department.CIVIL_AFFAIRS) == VILLAGE
    assert set(regions.values()) == {OTHER_VILLAGE}
    [letter] = (await session.exec(select(Message).where(Message.kind == MessageKind.ORDERS_MOVED))).all()
    assert (letter.region, "民政" in letter.body, "镇街" in letter.body) == (OTHER_VILLAGE, False, True)


async def test_a_move_that_is_heard_of_late_does_not_take_the_orders_back(session, opened) -> None:
    orders = await opened()
    case_id = orders[Department.TOWN].case_id

    def moved(to: str, days: int) -> CaseMoved:
        at = MONDAY + timedelta(days=days)
        return CaseMoved(case_id=case_id, household_id=uuid7(), from_region=VILLAGE, region=to, moved_at=at)

    await move_orders(session, moved(OTHER_VILLAGE, 2), at=MONDAY)
    assert await move_orders(session, moved("371311001005", 1), at=MONDAY) == []
    assert await move_orders(session, moved("371311001005", 3), at=MONDAY) != []


async def test_a_case_without_orders_has_none_to_move(session) -> None:
    event = CaseMoved(case_id=uuid7(), household_id=uuid7(), from_region=VILLAGE, region=OTHER_VILLAGE, moved_at=MONDAY)
    assert await move_orders(session, event, at=MONDAY) == []
