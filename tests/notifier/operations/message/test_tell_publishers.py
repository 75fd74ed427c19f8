"""A late publication is told to its place and then to its county; an objection to the town, which looks into it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.message.tell_publishers import tell_publishers
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.message import MessageKind
from services.notifier.tables import Delivery
from shared.events.funds import DutyToPublishMissed, ObjectionAnswerMissed, ObjectionReceived
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, VILLAGE_NAME, a_contact, by_log

DUE = date(2020, 5, 29)
DUTY = {"duty_id": uuid7(), "region": VILLAGE, "content": "asset-income", "outlet": "board", "due_on": DUE}
OBJECTION = {"objection_id": uuid7(), "notice_id": uuid7(), "region": VILLAGE, "due_on": DUE}


@pytest.mark.parametrize(
    ("event", "kind", "told"),
    [
        (DutyToPublishMissed(step="owner", **DUTY), MessageKind.DUTY_LATE, VILLAGE),
        (DutyToPublishMissed(step="county", **DUTY), MessageKind.DUTY_LATE, COUNTY),
        (ObjectionReceived(is_held=True, **OBJECTION), MessageKind.OBJECTION_RECEIVED, TOWN),
        (ObjectionAnswerMissed(step="owner", **OBJECTION), MessageKind.OBJECTION_LATE, TOWN),
        (ObjectionAnswerMissed(step="county", **OBJECTION), MessageKind.OBJECTION_LATE, COUNTY),
    ],
)
async def test_each_is_told_to_whoever_has_to_act(session, event, kind, told):
    posts = {
        region: await put_post(session, region, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for region in (VILLAGE, TOWN, COUNTY)
    }

    letter = await tell_publishers(session, event, at=MONDAY + timedelta(hours=1))

    assert (letter.kind, letter.post_id) == (kind, posts[told].id)
    assert VILLAGE_NAME in letter.subject and DUE.isoformat() in letter.body and "/funds/" in letter.body
    [delivery] = await session.exec(select(Delivery))
    assert delivery.message_id == letter.id


async def test_the_event_reaches_the_board_of_deliveries(deliver, sessions, session):
    await deliver(DutyToPublishMissed(step="owner", **DUTY))

    [delivery] = await session.exec(select(Delivery))
    assert delivery.due_at is not None
