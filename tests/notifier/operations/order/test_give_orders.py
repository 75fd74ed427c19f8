"""Somebody gives orders by hand."""

import pytest
from sqlalchemy import text

from services.notifier.operations.order.give_orders import give_orders
from services.notifier.rules.giving import CaseOrderStays, ClueNeedsHolder, PlaceTooWide, ProblemMissing
from services.notifier.rules.leave import NoSuchOfficer
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.office import HolderElsewhere
from services.notifier.rules.order import OrderState
from services.notifier.tables import WorkOrder
from shared import database
from shared.security import OutsideRegion, Principal, Role
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_COUNTY_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE
from tests.builders.orders import QIAN, VILLAGE_OFFICER, a_giving, a_rectification, acts_of, an_officer, an_order, letters


async def test_an_order_says_what_where_who_by_when_and_why(session) -> None:
    order = await an_order(session)
    assert (order.state, order.region, order.addressee, order.given_by) == (OrderState.OPEN, TOWN, "town", "县局小周")
    assert order.due_at.isoformat() == "2020-06-08T23:59:59.999999+08:00"  # five working days after Monday
    assert "平台推定" in order.reference and order.is_inferred
    assert await acts_of(session, order) == ["given"]
    [letter] = await letters(session)
    assert (letter.order_id, letter.case_id) == (order.id, None)
    assert "逐户查看屋面和墙体" in letter.body


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ({"due_on": "2020-06-03"}, "2020-06-03T23:59:59.999999+08:00"),
        ({"within_hours": 4}, "2020-06-01T13:00:00+08:00"),
        ({"within_days": 2}, "2020-06-03T23:59:59.999999+08:00"),
        ({"within_working_days": 25}, "2020-07-07T23:59:59.999999+08:00"),  # over the Dragon Boat holiday and its Sunday at work
    ],
)
async def test_a_term_is_hours_days_working_days_or_a_day(session, term, due) -> None:
    order = await an_order(session, a_giving(**term))
    assert (order.due_at.isoformat(), order.is_inferred) == (due, False)


async def test_the_same_to_many_places_is_an_order_each_and_one_message_for_one_person(session) -> None:
    await an_officer(session, QIAN)
    targets = [{"region": region, "holder": QIAN.subject} for region in (VILLAGE, OTHER_VILLAGE)]
    orders = await give_orders(session, a_giving(*targets), by=COUNTY_OFFICER, at=MONDAY)
    assert len({order.id for order in orders}) == 2
    [letter] = await letters(session)
    assert "2 件" in letter.subject and "2 处" in letter.subject


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (a_giving(kind="assistance"), CaseOrderStays),
        (a_giving({"region": TOWN}, addressee="village"), PlaceTooWide),
        (a_rectification(problem=""), ProblemMissing),
        (a_giving(kind="clue"), ClueNeedsHolder),
        (a_giving({"region": TOWN, "holder": "没有这个人"}), NoSuchOfficer),
        (a_giving({"region": OTHER_COUNTY_VILLAGE}), OutsideRegion),
        (a_giving(task="看望 11010519491231002X"), IdNumberInText),
    ],
)
async def test_an_order_that_nobody_could_do_is_refused(session, form, refusal) -> None:
    with pytest.raises(refusal):
        await give_orders(session, form, by=COUNTY_OFFICER, at=MONDAY)


async def test_a_person_is_given_nothing_outside_their_place(session) -> None:
    await an_officer(session, VILLAGE_OFFICER)
    with pytest.raises(HolderElsewhere):
        await give_orders(session, a_giving({"region": OTHER_VILLAGE, "holder": "村干部老吴"}), by=COUNTY_OFFICER, at=MONDAY)


async def test_a_clue_is_seen_by_who_is_named_alone_and_stands_in_no_audit(session, sessions) -> None:
    await an_officer(session, QIAN)
    words = "某项目虚报户数"
    clue = a_giving({"region": TOWN, "holder": QIAN.subject}, kind="clue", title="虚报", task=words, readers=["纪委老郑"])
    order = await an_order(session, clue)
    await session.commit()

    async def seen_by(who: Principal) -> list[object]:
        async with sessions() as own:
            await database.set_scope(own, who.scope("test"))
            orders = list(await own.execute(text("SELECT id FROM work_order")))
            return [*orders, *(await own.execute(text("SELECT words FROM order_act"))).scalars()]

    for who in (COUNTY_OFFICER, QIAN, Principal("纪委老郑", Role.COUNTY, "371311")):
        assert len(await seen_by(who)) == 2, who
    for who in (
        Principal("旁人", Role.COUNTY, "371311"),
        Principal("审计", Role.AUDITOR, "*"),
        Principal("运维", Role.OPERATOR, "*"),
    ):
        assert await seen_by(who) == [], who
    async with sessions() as everything:
        await database.set_scope(everything, database.the_platform("test", "test"))
        audit = (await everything.execute(text("SELECT string_agg(after::text, '') FROM audit"))).scalar_one()
        assert words not in audit and words not in (await everything.get_one(WorkOrder, order.id)).task
        told = (await everything.execute(text("SELECT string_agg(body, '') FROM message"))).scalar_one()
        assert words not in told and "线索" in told
        [act] = (await everything.execute(text("SELECT words FROM order_act"))).scalars()
        assert words in act
