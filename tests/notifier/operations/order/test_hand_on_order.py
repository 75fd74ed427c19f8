"""An order goes to another person or another office."""

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.hand_on_order import hand_on_order
from services.notifier.rules.department import Department
from services.notifier.rules.giving import CaseOrderStays
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderState
from services.notifier.schemas.order import HandOnOrder
from tests.builders.notifier import CIVIL_AFFAIRS, MONDAY, TOWN_OFFICER
from tests.builders.orders import QIAN, SUN, VILLAGE_OFFICER, acts_of, an_officer, an_order, letters


def to(holder: str | None = None, **more) -> HandOnOrder:
    return HandOnOrder(holder=holder, reason="由其负责", **more)


async def test_who_it_was_handed_to_accepts_it_anew_by_the_same_deadline(session) -> None:
    for who in (QIAN, SUN):
        await an_officer(session, who)
    order = await an_order(session)
    await accept_order(session, order.id, by=QIAN, at=MONDAY)
    due_at = order.due_at
    handed = await hand_on_order(session, order.id, to(SUN.subject), by=QIAN, at=MONDAY)
    assert (handed.state, handed.accepted_by, handed.due_at) == (OrderState.OPEN, None, due_at)
    with pytest.raises(NotYourOrder):
        await accept_order(session, order.id, by=QIAN, at=MONDAY)
    assert (await accept_order(session, order.id, by=SUN, at=MONDAY)).accepted_by == SUN.subject
    assert await acts_of(session, order) == ["given", "accepted", "handed-on", "accepted"]
    assert "转给了您" in (await letters(session))[-1].body


async def test_a_colleague_takes_an_order_over_and_a_stranger_does_not(session) -> None:
    for who in (QIAN, SUN, VILLAGE_OFFICER):
        await an_officer(session, who)
    order = await an_order(session)
    await accept_order(session, order.id, by=QIAN, at=MONDAY)
    with pytest.raises(NotYourOrder):
        await hand_on_order(session, order.id, to(VILLAGE_OFFICER.subject), by=VILLAGE_OFFICER, at=MONDAY)
    taken = await hand_on_order(session, order.id, to(SUN.subject), by=SUN, at=MONDAY)
    assert (await accept_order(session, taken.id, by=SUN, at=MONDAY)).state is OrderState.ACCEPTED


async def test_an_order_for_another_office_is_nobody_s_there_until_it_is_accepted(session) -> None:
    order = await an_order(session)
    handed = await hand_on_order(session, order.id, to(department=Department.CIVIL_AFFAIRS), by=TOWN_OFFICER, at=MONDAY)
    assert (handed.department, handed.holder_id) == (Department.CIVIL_AFFAIRS, None)
    assert (await accept_order(session, order.id, by=CIVIL_AFFAIRS, at=MONDAY)).state is OrderState.ACCEPTED


async def test_a_case_s_order_stays_with_its_department(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    with pytest.raises(CaseOrderStays):
        await hand_on_order(session, order.id, to(department=Department.HEALTH), by=CIVIL_AFFAIRS, at=MONDAY)
