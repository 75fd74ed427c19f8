"""All that is unread of one's posts is read in one act."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.message.read_all_messages import read_all_messages
from services.notifier.operations.message.read_message import read_message
from services.notifier.tables import MessageReceipt
from tests.builders.notifier import MONDAY
from tests.builders.orders import QIAN, SUN, a_giving, an_officer, an_order, letters


async def test_what_was_read_before_keeps_its_time_and_another_s_stays_unread(session) -> None:
    mine, others = await an_officer(session, QIAN), await an_officer(session, SUN)
    for who in (QIAN, QIAN, SUN):
        await an_order(session, a_giving({"region": "371311001", "holder": who.subject}))
    first, second, _ = await letters(session)
    await read_message(session, first.id, posts={mine.id}, by=QIAN, at=MONDAY)

    assert await read_all_messages(session, posts={mine.id}, by=QIAN, at=MONDAY + timedelta(hours=1)) == 1

    receipts = {one.message_id: one.read_at for one in await session.exec(select(MessageReceipt))}
    assert receipts == {first.id: MONDAY, second.id: MONDAY + timedelta(hours=1)}
    assert await read_all_messages(session, posts={mine.id}, by=QIAN, at=MONDAY) == 0
    assert await read_all_messages(session, posts={others.id}, by=SUN, at=MONDAY) == 1
