"""All that is open of one person goes to another, in one act."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.officer.take_leave import take_leave
from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.answer_order import answer_order
from services.notifier.operations.order.ask_about_order import ask_about_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.give_orders import give_orders
from services.notifier.operations.order.hand_over_orders import hand_over_orders
from services.notifier.rules.leave import NoSuchOfficer, SubstituteIsSelf
from services.notifier.rules.office import HolderElsewhere
from services.notifier.rules.order import OrderState
from services.notifier.schemas.officer import HandOverOrders, TakeLeave
from services.notifier.schemas.order import AnswerOrder, AskAboutOrder, CompleteOrder
from services.notifier.tables import HandOver, Leave, WorkOrder
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN, VILLAGE
from tests.builders.orders import QIAN, SUN, VILLAGE_OFFICER, a_giving, acts_of, an_officer, an_order, letters

TO_SUN = HandOverOrders(to=SUN.subject, reason="调离本镇", leaves=True)


async def held(session, count: int = 2):
    form = a_giving(*({"region": TOWN, "holder": QIAN.subject} for _ in range(count)))
    return await give_orders(session, form, by=COUNTY_OFFICER, at=MONDAY)


async def test_what_is_open_goes_along_and_what_is_done_stays(session) -> None:
    for who in (QIAN, SUN):
        await an_officer(session, who)
    given = [order.id for order in await held(session, 3)]
    open_one, accepted, done = [await session.get_one(WorkOrder, order_id) for order_id in given]
    for order in (accepted, done):
        await accept_order(session, order.id, by=QIAN, at=MONDAY)
    await complete_order(session, done.id, CompleteOrder(result="已查看"), by=QIAN, at=MONDAY)

    handed = await hand_over_orders(session, QIAN.subject, TO_SUN, by=COUNTY_OFFICER, at=MONDAY)

    assert handed.orders == 2
    assert {order.holder_id for order in (open_one, accepted)} == {handed.to_post_id}
    assert (accepted.state, done.holder_id) == (OrderState.OPEN, handed.from_post_id)
    assert (await acts_of(session, accepted))[-1] == "handed-on"
    assert "2 件工单移交给了您" in (await letters(session))[-1].body
    assert len((await session.exec(select(HandOver))).all()) == 1
    with pytest.raises(NoSuchOfficer):  # whoever left is given nothing more
        await an_order(session, a_giving({"region": TOWN, "holder": QIAN.subject}))


async def test_answers_and_days_of_standing_in_go_along_as_well(session) -> None:
    posts = {who: await an_officer(session, who) for who in (QIAN, SUN, VILLAGE_OFFICER)}
    form = a_giving({"region": VILLAGE, "holder": VILLAGE_OFFICER.subject}, addressee="village")
    order = await an_order(session, form, by=QIAN)
    await ask_about_order(session, order.id, AskAboutOrder(question="怎么办？"), by=VILLAGE_OFFICER, at=MONDAY)
    days = TakeLeave(from_on=date(2020, 6, 8), until_on=date(2020, 6, 9), substitute=QIAN.subject)
    await take_leave(session, VILLAGE_OFFICER.subject, days, by=COUNTY_OFFICER, at=MONDAY)

    await hand_over_orders(session, QIAN.subject, TO_SUN, by=COUNTY_OFFICER, at=MONDAY)

    session.expire_all()
    assert (await answer_order(session, order.id, AnswerOrder(answer="照办"), by=SUN, at=MONDAY)).given_by == SUN.subject
    [leave] = await session.exec(select(Leave))
    assert leave.substitute_id == posts[SUN].id


async def test_orders_go_to_nobody_who_cannot_reach_them_and_then_none_goes(session) -> None:
    for who in (QIAN, VILLAGE_OFFICER):
        await an_officer(session, who)
    orders = await held(session)
    with pytest.raises(HolderElsewhere):
        form = HandOverOrders(to=VILLAGE_OFFICER.subject, reason="换人")
        await hand_over_orders(session, QIAN.subject, form, by=COUNTY_OFFICER, at=MONDAY + timedelta(hours=1))
    kept = [await session.get_one(WorkOrder, order.id) for order in orders]
    assert {order.holder_id for order in kept} == {orders[0].holder_id}
    with pytest.raises(SubstituteIsSelf):
        form = HandOverOrders(to=QIAN.subject, reason="换人")
        await hand_over_orders(session, QIAN.subject, form, by=COUNTY_OFFICER, at=MONDAY)
