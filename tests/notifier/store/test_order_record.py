"""A case's orders have a whole record, and the board of a day is of where and whose they were on that day."""

from datetime import timedelta

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.cancel_orders import cancel_orders
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.move_orders import move_orders
from services.notifier.operations.order.reopen_orders_of_case import reopen_orders_of_case
from services.notifier.rules.board import By, Figure, period_of
from services.notifier.rules.department import Department
from services.notifier.schemas.order import CompleteOrder
from services.notifier.store.order_board import Asked, count_orders
from shared.events.registry import CaseMoved, CaseRetracted
from shared.ids import uuid7
from shared.periods import day_in_china
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY_OFFICER, MONDAY, VILLAGE
from tests.builders.orders import acts_of
from tests.notifier.operations.order.test_reopen_orders_of_case import AGAIN, a_reopening

ELSEWHERE = "371311002009"


async def open_by_place(session, *, day: int) -> dict[str, int]:
    """As of the end of so many days after Monday."""
    on = day_in_china(MONDAY + timedelta(days=day))
    asked = Asked(COUNTY_OFFICER, period_of(on, on, now=MONDAY + timedelta(days=90)), "371311")
    _, lines = await count_orders(session, asked, group=By.PLACE)
    return {line.key: line.counts[Figure.OPEN] for line in lines}


async def test_every_step_of_a_case_s_order_stands_in_its_record(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=MONDAY)
    await complete_order(session, order.id, CompleteOrder(result="已救助"), by=CIVIL_AFFAIRS, at=MONDAY)
    await reopen_orders_of_case(session, a_reopening(order.case_id))
    away = CaseMoved(
        case_id=order.case_id, household_id=uuid7(), from_region=VILLAGE, region=ELSEWHERE, moved_at=AGAIN + timedelta(hours=1)
    )
    await move_orders(session, away, at=AGAIN)
    mistake = CaseRetracted(
        case_id=order.case_id, household_id=uuid7(), region=VILLAGE, withdrawn_at=AGAIN + timedelta(hours=2), unfinished=[]
    )
    await cancel_orders(session, mistake)
    assert await acts_of(session, order) == ["given", "accepted", "completed", "reopened", "moved", "cancelled"]


async def test_an_order_that_moved_is_counted_where_it_was_on_that_day(session, opened) -> None:
    orders = await opened()
    moved = CaseMoved(
        case_id=orders[Department.TOWN].case_id,
        household_id=uuid7(),
        from_region=VILLAGE,
        region=ELSEWHERE,
        moved_at=MONDAY + timedelta(days=4),
    )
    before = await open_by_place(session, day=2)
    await move_orders(session, moved, at=MONDAY)
    assert before == await open_by_place(session, day=2) == {"371311001": len(orders)}
    assert await open_by_place(session, day=5) == {"371311002": len(orders)}
