"""Deadlines of cases are told to whoever owes them before, and to the level that sees to the case after."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.message.remind_of_step import remind_of_step
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.message import MessageKind
from services.notifier.tables import Delivery, Message
from shared.events.registry import CaseStepMissed, CaseStepReminded
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, VILLAGE_NAME, a_contact, by_log

DUE = MONDAY + timedelta(hours=24)
KNOWN = {"case_id": uuid7(), "region": VILLAGE, "step": "first-aid", "department": "town", "due_at": DUE}


async def test_before_the_deadline_the_department_that_owes_it_is_told(session) -> None:
    town = await put_post(session, TOWN, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    letter = await remind_of_step(session, CaseStepReminded(level="village", **KNOWN), at=DUE - timedelta(hours=6))
    assert (letter.kind, letter.post_id) == (MessageKind.STEP_DUE, town.id)
    assert VILLAGE_NAME in letter.subject and "先行救助" in letter.subject
    [delivery] = await session.exec(select(Delivery))
    assert delivery.message_id == letter.id


@pytest.mark.parametrize(("level", "place"), [("town", TOWN), ("county", COUNTY), ("city", None)])
async def test_after_it_the_officer_of_the_level_that_sees_to_the_case_is_told(session, level, place) -> None:
    posts = {
        region: await put_post(session, region, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for region in (TOWN, COUNTY)
    }
    letter = await remind_of_step(session, CaseStepMissed(level=level, **KNOWN), at=DUE + timedelta(hours=2))
    assert (letter.kind, letter.post_id) == (MessageKind.STEP_LATE, posts[place].id if place else None)


async def test_a_department_and_a_step_that_are_new_to_us_still_reach_somebody(session) -> None:
    strange = CaseStepReminded(level="village", **KNOWN | {"department": "each-department", "step": "something-new"})
    letter = await remind_of_step(session, strange, at=DUE)
    assert "something-new" in letter.body
    assert [one.id for one in await session.exec(select(Message))] == [letter.id]
