"""Reading a message is its receipt: the first reading counts, and another's is not there."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.message.read_message import read_message
from services.notifier.rules.inbox import NoSuchMessage
from services.notifier.tables import MessageReceipt
from shared.ids import uuid7
from tests.builders.notifier import MONDAY
from tests.builders.orders import QIAN, SUN, a_giving, an_officer, an_order, letters


async def test_the_first_reading_of_each_reader_counts(session) -> None:
    post = await an_officer(session, QIAN)
    await an_order(session, a_giving({"region": "371311001", "holder": QIAN.subject}))
    [message] = await letters(session)
    for by, hours in ((QIAN, 1), (QIAN, 2), (SUN, 3)):
        read = await read_message(session, message.id, posts={post.id}, by=by, at=MONDAY + timedelta(hours=hours))
        assert read.id == message.id
    receipts = {one.subject: one.read_at for one in await session.exec(select(MessageReceipt))}
    assert receipts == {QIAN.subject: MONDAY + timedelta(hours=1), SUN.subject: MONDAY + timedelta(hours=3)}


async def test_a_message_to_another_post_or_of_long_ago_is_not_there(session) -> None:
    post = await an_officer(session, QIAN)
    await an_order(session, a_giving({"region": "371311001", "holder": QIAN.subject}))
    [message] = await letters(session)
    for posts, at in (({uuid7()}, MONDAY), (set(), MONDAY), ({post.id}, MONDAY + timedelta(days=31))):
        with pytest.raises(NoSuchMessage):
            await read_message(session, message.id, posts=posts, by=QIAN, at=at)
    assert (await session.exec(select(MessageReceipt))).all() == []
