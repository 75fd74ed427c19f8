"""A message is sent, tried again, and handed on; its record says how it stands at every moment."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome
from services.notifier.tables import Delivery, Message
from shared.database import set_scope, the_platform
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, Notebook, a_contact, by_email, by_log, by_webhook

ALL = (by_webhook("https://oa.example.gov.cn/hooks"), by_email())


class Desk:
    """All three channels, each a notebook."""

    def __init__(self, **answers: Outcome | list[Outcome]) -> None:
        as_list = {name: answer if isinstance(answer, list) else [answer] for name, answer in answers.items()}
        self.books = {name: Notebook(*as_list.get(name.value, [])) for name in ChannelName}

    async def send_all(self, session, *, at: datetime) -> int:
        sent = 0
        while await send_messages(session, self.books, at=at):
            sent += 1
        return sent


async def deliveries(session) -> list[Delivery]:
    as_they_are = select(Delivery).order_by(col(Delivery.rank)).execution_options(populate_existing=True)
    return list((await session.exec(as_they_are)).all())


async def a_message(session, opened, *channels: dict[str, str]) -> None:
    if channels:
        await put_post(session, VILLAGE, None, a_contact(*channels), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await opened()


async def test_a_message_is_sent_once_and_its_record_says_so(session, opened) -> None:
    await a_message(session, opened, by_email())
    desk = Desk()
    assert await desk.send_all(session, at=MONDAY) == 1
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.attempts, delivery.sent_at, delivery.last_error) == (DeliveryState.SENT, 1, MONDAY, None)
    [(letter, contact)] = desk.books[ChannelName.EMAIL].letters
    assert contact.address == "officer@luozhuang.example"
    assert letter.message_id == (await session.exec(select(Message))).one().id


async def test_of_messages_that_are_sent_together_each_keeps_its_own_outcome(session, opened) -> None:
    await a_message(session, opened, by_email())
    await opened()
    desk = Desk(email=[Outcome("邮件服务器拒收（451）"), Outcome()])

    assert await desk.send_all(session, at=MONDAY) == 1

    assert sorted(delivery.state for delivery in await deliveries(session)) == [DeliveryState.FAILED, DeliveryState.SENT]


async def test_nothing_is_due_where_nothing_was_queued(session) -> None:
    assert not await send_messages(session, Desk().books, at=MONDAY)


async def test_a_failure_is_recorded_and_tried_again_when_its_time_has_come(session, opened) -> None:
    await a_message(session, opened, by_email())
    desk = Desk(email=[Outcome("邮件服务器拒收（451）"), Outcome()])
    await desk.send_all(session, at=MONDAY)
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.last_error) == (DeliveryState.FAILED, "邮件服务器拒收（451）")
    assert timedelta(seconds=4) <= delivery.due_at - MONDAY <= timedelta(seconds=6), "five seconds, give or take a fifth"

    assert await desk.send_all(session, at=MONDAY + timedelta(seconds=3)) == 0
    assert await desk.send_all(session, at=MONDAY + timedelta(seconds=6)) == 1
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.attempts, delivery.last_error) == (DeliveryState.SENT, 2, None)


async def test_a_channel_that_gives_up_hands_over_to_the_next_under_the_same_message_id(session, opened) -> None:
    await a_message(session, opened, *ALL)
    desk = Desk(webhook=Outcome("接收系统答复 410", is_final=True))
    await desk.send_all(session, at=MONDAY)
    first, second = await deliveries(session)
    assert (first.channel, first.state, first.rank) == (ChannelName.WEBHOOK, DeliveryState.GIVEN_UP, 0)
    assert (second.channel, second.state, second.rank) == (ChannelName.EMAIL, DeliveryState.SENT, 1)
    ids = {letter.message_id for book in desk.books.values() for letter, _ in book.letters}
    assert len(ids) == 1


async def test_the_fifth_failure_gives_up_the_channel(session, opened) -> None:
    await a_message(session, opened, by_email(), by_log())
    desk = Desk(email=[Outcome("连不上邮件服务器")] * 5)
    for minutes in (0, 1, 2, 5, 18):
        await desk.send_all(session, at=MONDAY + timedelta(minutes=minutes))
    email, log = await deliveries(session)
    assert (email.state, email.attempts) == (DeliveryState.GIVEN_UP, 5)
    assert (log.channel, log.state) == (ChannelName.LOG, DeliveryState.SENT)


async def test_the_duty_log_is_the_last_resort_of_every_desk(session, opened) -> None:
    await a_message(session, opened, by_email())
    desk = Desk(email=Outcome("邮件服务器拒收（550）", is_final=True))
    await desk.send_all(session, at=MONDAY)
    [(_, contact)] = desk.books[ChannelName.LOG].letters
    assert contact.address == "值班室"


async def test_after_the_duty_log_nothing_is_left_and_the_record_stays_open_to_see(session, opened) -> None:
    await a_message(session, opened)
    desk = Desk(log=Outcome("值班日志写不进去", is_final=True))
    assert await desk.send_all(session, at=MONDAY) == 1
    [delivery] = await deliveries(session)
    assert delivery.state is DeliveryState.GIVEN_UP


async def test_a_new_address_is_used_from_the_next_attempt_on(session, opened) -> None:
    await a_message(session, opened, by_email("old@luozhuang.example"))
    desk = Desk(email=[Outcome("连不上邮件服务器"), Outcome()])
    await desk.send_all(session, at=MONDAY)
    contact = a_contact(by_email("new@luozhuang.example"))
    await put_post(session, VILLAGE, None, contact, allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    session.expire_all()
    await desk.send_all(session, at=MONDAY + timedelta(minutes=1))
    assert [contact.address for _, contact in desk.books[ChannelName.EMAIL].letters] == [
        "old@luozhuang.example",
        "new@luozhuang.example",
    ]


async def test_a_fault_of_ours_in_a_channel_is_a_failure_of_that_message_alone(session, opened) -> None:
    await a_message(session, opened, by_email())

    class Broken:
        async def send(self, letter: object, to: object) -> Outcome:
            raise RuntimeError("officer@luozhuang.example")

    assert await send_messages(session, {**Desk().books, ChannelName.EMAIL: Broken()}, at=MONDAY)
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.last_error) == (DeliveryState.FAILED, "平台内部错误（RuntimeError）")


async def test_what_another_worker_is_sending_is_left_to_it(session, sessions, opened) -> None:
    await a_message(session, opened, by_email())
    await session.commit()
    desk = Desk()

    class Slow:
        async def send(self, letter: object, to: object) -> Outcome:
            async with sessions.begin() as other:
                assert not await send_messages(other, desk.books, at=MONDAY)
            return Outcome()

    await set_scope(session, the_platform("test", "test"))
    assert await send_messages(session, {**desk.books, ChannelName.EMAIL: Slow()}, at=MONDAY)
