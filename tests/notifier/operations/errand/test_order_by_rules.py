"""What housing tells sends the right officer out once, and ends when the step is taken."""

from datetime import date, datetime, timedelta

from sqlmodel import col, select

from services.notifier.operations.errand.escalate_errands import escalate_errands
from services.notifier.operations.errand.order_by_rules import order_by_rules
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.department import Department
from services.notifier.tables import Delivery, Errand, Message
from shared.events.housing import HouseGraded, HousingStepAwaited, HousingStepEnded
from shared.ids import uuid7
from shared.periods import end_of_day
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, VILLAGE_NAME, a_contact, by_email

DUE = date(2020, 6, 12)


def a_step(step="town-review", **told):
    usual = {"step_id": uuid7(), "matter": "renovation", "matter_id": uuid7(), "number": "G-371311-2020-0007", "region": VILLAGE}
    days = {"level": "town", "since_on": date(2020, 6, 5), "due_on": DUE}
    return HousingStepAwaited(step=step, occurred_at=MONDAY, **(usual | days | told))


def an_end(step):
    return HousingStepEnded(step_id=step.step_id, step=step.step, region=step.region, ended_on=date(2020, 6, 9))


def a_grade(grade="D", origin="campaign"):
    graded = {"house_id": uuid7(), "region": VILLAGE, "source_id": uuid7(), "graded_on": date(2020, 6, 1)}
    return HouseGraded(grade=grade, origin=origin, occurred_at=MONDAY, **graded)


async def _errands(session):
    return (await session.exec(select(Errand).order_by(col(Errand.id)).execution_options(populate_existing=True))).all()


async def _letters(session):
    return (await session.exec(select(Message).order_by(col(Message.id)))).all()


async def test_a_step_sends_whoever_has_the_turn_once(session):
    for region in (VILLAGE, TOWN):
        await put_post(session, region, None, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    step = a_step()

    for _ in range(2):
        await order_by_rules(session, [step], at=MONDAY)

    [errand] = await _errands(session)
    assert (errand.rule, errand.addressee, errand.due_at) == ("town-review", "town", end_of_day(DUE))
    assert "G-371311-2020-0007" in errand.task
    [letter] = await _letters(session)
    assert VILLAGE_NAME in letter.subject and "危房改造镇街审核" in letter.subject
    assert f"housing/renovations/{step.matter_id}/page" in letter.body
    [delivery] = (await session.exec(select(Delivery))).all()
    assert (delivery.message_id, delivery.channel) == (letter.id, "email")


async def test_the_department_s_desk_is_told_where_there_is_one(session):
    desk = await put_post(session, COUNTY, Department.HOUSING, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)

    await order_by_rules(session, [a_step("accept", level="county")], at=MONDAY)

    [letter] = await _letters(session)
    assert letter.post_id == desk.id


async def test_an_order_ends_with_its_step_whichever_is_heard_of_first(session):
    early, late = a_step(), a_step("sign")
    await order_by_rules(session, [early], at=MONDAY)
    await order_by_rules(session, [an_end(early)], at=MONDAY)
    await order_by_rules(session, [an_end(late)], at=MONDAY)

    assert await order_by_rules(session, [late], at=MONDAY) == []

    assert [(errand.rule, errand.state) for errand in await _errands(session)] == [("town-review", "done"), ("sign", "done")]
    assert len(await _letters(session)) == 1


async def test_who_lives_in_a_house_of_grade_d_is_sheltered_within_hours(session):
    await order_by_rules(session, [a_grade(), a_grade("C"), a_grade(origin="ledger")], at=MONDAY)

    [errand] = await _errands(session)
    assert (errand.rule, errand.due_at, errand.is_by_hand) == ("shelter", MONDAY + timedelta(hours=24), True)


async def test_nobody_below_whoever_was_sent_is_told_that_it_is_late(session):
    await order_by_rules(session, [a_step("accept", level="county")], at=MONDAY)

    assert await escalate_errands(session, at=end_of_day(DUE) + timedelta(hours=1)) == []
    [errand] = await escalate_errands(session, at=end_of_day(DUE) + timedelta(hours=25))
    assert errand.told == "county"


async def test_two_hundred_villages_are_sent_out_in_one_statement(session):
    villages = [a_step("survey", level="village", matter="campaign", things=100, number="") for _ in range(200)]

    opened = await order_by_rules(session, villages, at=datetime.fromisoformat("2020-06-05T09:00:00+08:00"))

    assert len(opened) == 200
    assert opened[0].task.startswith("逐户查看 100 户的住房")
