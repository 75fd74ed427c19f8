"""A message that stands in an inbox alone is read in time, or takes the next way."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from services.notifier import jobs
from services.notifier.operations.message.look_for_readers import look_for_readers
from services.notifier.operations.message.read_message import read_message
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.message_times import Priority
from services.notifier.store.message_times import get_times
from services.notifier.tables import Delivery, Message
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN, TOWN_OFFICER, Notebook, a_contact, by_email
from tests.builders.orders import an_order

PAGE = {"channel": "page"}
IN_TIME = get_times(TOWN, date(2020, 6, 1)).unread_after(Priority.ORDINARY)
LATE = MONDAY + IN_TIME


@pytest.fixture
def shown(session):
    """A message to the town's desk, which is reached by its inbox first."""

    async def show(*then: dict[str, str]) -> Message:
        post = await put_post(session, TOWN, None, a_contact(PAGE, *then), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        await an_order(session)
        message = (await session.exec(select(Message).where(Message.post_id == post.id))).one()
        message.priority = Priority.ORDINARY
        session.add(message)
        await session.flush()
        assert await send_messages(session, {name: Notebook() for name in ChannelName}, at=MONDAY)
        return message

    return show


async def ways(session) -> list[Delivery]:
    rows = select(Delivery).order_by(col(Delivery.rank)).execution_options(populate_existing=True)
    return list((await session.exec(rows)).all())


async def test_what_nobody_read_in_time_goes_to_the_duty_log_once(session, shown) -> None:
    await shown()
    assert not await jobs.pass_on_unread(session, LATE - timedelta(seconds=1))
    assert await jobs.pass_on_unread(session, LATE)
    assert not await jobs.pass_on_unread(session, LATE + timedelta(days=9))
    page, log = await ways(session)
    assert (page.state, page.last_error) == (DeliveryState.UNDELIVERED, "没有送到（收件箱里一直没有人看）")
    assert (log.channel, log.state, log.due_at) == (ChannelName.LOG, DeliveryState.QUEUED, LATE)
    books = {name: Notebook() for name in ChannelName}
    assert await send_messages(session, books, at=LATE)
    assert len(books[ChannelName.LOG].letters) == 1


async def test_the_way_that_stands_behind_the_inbox_is_taken_first(session, shown) -> None:
    await shown(by_email())
    await jobs.pass_on_unread(session, LATE)
    assert [way.channel for way in await ways(session)] == [ChannelName.PAGE, ChannelName.EMAIL]


async def test_what_was_read_is_left_alone_and_says_so(session, shown) -> None:
    message = await shown()
    await read_message(session, message.id, posts={message.post_id}, by=TOWN_OFFICER, at=LATE - timedelta(hours=1))
    assert await jobs.pass_on_unread(session, LATE)
    [page] = await ways(session)
    assert (page.state, page.last_error, page.gateway_id) == (DeliveryState.READ, None, None)


async def test_what_a_clock_that_ran_ahead_sent_does_not_wait_for_as_long(session, shown) -> None:
    await shown()
    assert not await look_for_readers(session, at=MONDAY)
    assert len(await look_for_readers(session, at=MONDAY - timedelta(days=3))) == 1


def test_what_is_more_pressing_waits_less_for_a_reader() -> None:
    times = get_times(TOWN, date(2020, 6, 1))
    urgent, ordinary, low = (times.unread_after(each) for each in (Priority.URGENT, Priority.ORDINARY, Priority.LOW))
    assert timedelta() < urgent < ordinary < low
