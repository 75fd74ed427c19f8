"""What a line that is down, slow or busy does to the messages on it, and to all the others."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from services.notifier.channels.mail import Mail, Mailbox, Security
from services.notifier.channels.robots import GroupRobot
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import Cause, ChannelName, DeliveryState, Outcome
from services.notifier.rules.line import NEAR, ROBOTS
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_times import Priority
from services.notifier.tables import Delivery, Line, Message, Post
from shared.database import the_platform, transaction
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, Notebook, a_contact, by_email, by_log, by_wecom
from tests.builders.receiver import Receiver, says

DOWN = Outcome("邮件服务器没有应答", cause=Cause.LINE)
BUSY = Outcome("企业微信群机器人要求放慢（45009）", cause=Cause.PACE, wait=timedelta(minutes=1))
CASE, STATEMENT = MessageKind.CASE_OPENED, MessageKind.STATEMENT_ISSUED
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class Always:
    """A channel that answers every letter alike, until it is told otherwise."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.tried = outcome, 0

    async def send(self, letter: object, to: object) -> Outcome:
        self.tried += 1
        return self.outcome


@pytest.fixture
def written(session):
    """Messages to the village's post, of a kind, all due at once."""

    async def write(
        kind: MessageKind, number: int, *channels: dict[str, str], at: datetime = MONDAY, again: bool = False
    ) -> list[Message]:
        if not again:
            await put_post(session, VILLAGE, None, a_contact(*channels), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        post = (await session.exec(select(Post))).one()
        priority = Priority.URGENT if kind is CASE else Priority.ORDINARY
        said = {"kind": kind, "priority": priority, "subject": "【及时雨】任务", "body": "请办。"}
        told = [Message(post_id=post.id, region=VILLAGE, matter_id=post.id, written_at=at, **said) for _ in range(number)]
        session.add_all(told)
        await session.flush()
        first = ChannelName(channels[0]["channel"])
        session.add_all([Delivery(message_id=one.id, region=VILLAGE, rank=0, channel=first, due_at=at) for one in told])
        await session.flush()
        return told

    return write


async def all_of(session, channels, *, at: datetime, over: Sequence[ChannelName] = tuple(ChannelName)) -> int:
    """Send until nothing is due; how often there was something."""
    times = 0
    while await send_messages(session, channels, at=at, over=over):
        times += 1
        assert times < 500, "it never ends"
    return times


async def deliveries(session, channel: ChannelName | None = None) -> list[Delivery]:
    rows = select(Delivery).order_by(col(Delivery.rank), col(Delivery.id)).execution_options(populate_existing=True)
    return list((await session.exec(rows.where(Delivery.channel == channel) if channel else rows)).all())


def books(**others: object):
    return {name: Notebook() for name in ChannelName} | {ChannelName(name): channel for name, channel in others.items()}


async def test_a_mail_server_that_is_down_does_not_burn_the_attempts_of_ordinary_messages(session, written) -> None:
    await written(STATEMENT, 40, by_email(), by_log())
    server = Always(DOWN)
    for minute in range(30):
        await all_of(session, books(email=server), at=MONDAY + minute * MINUTE)
    found = await deliveries(session)
    assert {(one.channel, one.state) for one in found} <= {
        (ChannelName.EMAIL, DeliveryState.QUEUED),
        (ChannelName.EMAIL, DeliveryState.FAILED),
    }
    assert sum(one.attempts for one in found) <= 3
    assert server.tried < 25, "one message at a time tries whether it works again"

    server.outcome = Outcome()
    await all_of(session, books(email=server), at=MONDAY + 36 * MINUTE)
    await all_of(session, books(email=server), at=MONDAY + 42 * MINUTE)
    assert {one.state for one in await deliveries(session)} == {DeliveryState.SENT}


async def test_urgent_messages_do_not_wait_for_a_server_that_is_down(session, written) -> None:
    await written(STATEMENT, 8, by_email(), by_log())
    channels = books(email=Always(DOWN))
    await all_of(session, channels, at=MONDAY)
    await written(CASE, 3, by_email(), at=MONDAY + SECOND, again=True)

    await all_of(session, channels, at=MONDAY + SECOND)

    sent = await deliveries(session, ChannelName.LOG)
    assert [one.state for one in sent] == [DeliveryState.SENT] * 3
    given_up = [one for one in await deliveries(session, ChannelName.EMAIL) if one.state is DeliveryState.GIVEN_UP]
    assert [one.last_error for one in given_up] == ["电子邮件中断或太忙，改用下一种方式"] * 3


async def test_nothing_waits_longer_than_an_hour_if_there_is_another_way(session, written) -> None:
    await written(STATEMENT, 12, by_email(), by_log())
    channels = books(email=Always(DOWN))
    for minute in range(0, 135, 5):
        await all_of(session, channels, at=MONDAY + minute * MINUTE)
    assert [one.state for one in await deliveries(session, ChannelName.LOG)] == [DeliveryState.SENT] * 12


async def test_a_server_that_refuses_one_address_stays_open_for_the_others(session, written) -> None:
    await written(STATEMENT, 20, by_email(), by_log())
    server = Always(Outcome("邮件服务器拒收（550）", is_final=True))
    await all_of(session, books(email=server), at=MONDAY)
    assert server.tried == 20
    line = (await session.exec(select(Line).where(Line.code == "email"))).one()
    assert line.closed_until is None


async def test_a_real_server_that_is_not_there_closes_its_line(session, written) -> None:
    await written(STATEMENT, 8, by_email(), by_log())
    nowhere = Mail(Mailbox("127.0.0.1", 1, Security.NONE, "", "", "a@b.example"), timeout_s=5)
    await all_of(session, books(email=nowhere), at=MONDAY)
    line = (await session.exec(select(Line).where(Line.code == "email"))).one()
    assert line.closed_until is not None
    assert line.last_error == "连不上邮件服务器（ConnectionRefusedError）"
    assert {one.attempts for one in await deliveries(session)} == {0}


async def test_one_channel_s_hands_leave_the_others_messages_alone(session, written) -> None:
    await written(STATEMENT, 3, by_email(), by_log())
    channels = books()
    assert await all_of(session, channels, at=MONDAY, over=NEAR) == 0
    assert await all_of(session, channels, at=MONDAY, over=[ChannelName.SMS]) == 0
    assert await all_of(session, channels, at=MONDAY, over=[ChannelName.EMAIL]) == 1


async def test_a_post_that_is_reached_otherwise_by_now_is_left_to_the_other_hands(session, written) -> None:
    await written(STATEMENT, 1, by_email(), by_log())
    await put_post(session, VILLAGE, None, a_contact(by_wecom()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    session.expire_all()
    channels = books()
    await all_of(session, channels, at=MONDAY, over=[ChannelName.EMAIL])
    [delivery] = await deliveries(session)
    assert (delivery.channel, delivery.state, delivery.attempts) == (ChannelName.WECOM, DeliveryState.QUEUED, 0)
    await all_of(session, channels, at=MONDAY, over=sorted(ROBOTS))
    assert len(channels[ChannelName.WECOM].letters) == 1


async def test_a_robot_gets_one_message_at_a_time_and_never_more_than_it_takes(session, written) -> None:
    await written(STATEMENT, 50, by_wecom(), by_log())
    channels, sent_at = books(), []
    for second in range(0, 120):
        at = MONDAY + second * SECOND
        before = len(channels[ChannelName.WECOM].letters)
        await all_of(session, channels, at=at)
        sent_at += [at] * (len(channels[ChannelName.WECOM].letters) - before)
    for first in sent_at:
        assert sum(first <= at < first + MINUTE for at in sent_at) <= 20
    assert len(sent_at) >= 30, "nor much less"
    waiting = [one for one in await deliveries(session) if one.state is not DeliveryState.SENT]
    assert {(one.state, one.attempts) for one in waiting} == {(DeliveryState.QUEUED, 0)}, "what waits has not failed"


async def test_urgent_messages_go_before_those_that_wait_at_a_robot(session, written) -> None:
    await written(STATEMENT, 10, by_wecom(), by_log())
    channels = books()
    await all_of(session, channels, at=MONDAY)
    await written(CASE, 1, by_wecom(), at=MONDAY + SECOND, again=True)
    await all_of(session, channels, at=MONDAY + 4 * SECOND)
    assert [letter.kind for letter, _ in channels[ChannelName.WECOM].letters][1] is CASE


async def test_a_robot_that_is_busy_is_left_alone_for_as_long_as_it_says_and_another_is_not(session, written) -> None:
    await written(STATEMENT, 3, by_wecom(), by_log())
    channels = books(wecom=Notebook(BUSY))
    await all_of(session, channels, at=MONDAY)
    await all_of(session, channels, at=MONDAY + 59 * SECOND)
    assert len(channels[ChannelName.WECOM].letters) == 1
    assert {(one.state, one.attempts) for one in await deliveries(session)} == {(DeliveryState.QUEUED, 0)}

    await put_post(session, VILLAGE, None, a_contact(by_wecom("another-robot-1")), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    session.expire_all()
    await written(STATEMENT, 1, by_wecom(), at=MONDAY, again=True)
    await all_of(session, channels, at=MONDAY + 59 * SECOND)
    assert len(channels[ChannelName.WECOM].letters) == 2
    await all_of(session, channels, at=MONDAY + 63 * SECOND)
    assert len(channels[ChannelName.WECOM].letters) == 3


async def test_a_real_robot_that_says_it_is_busy_loses_nothing(session, written, receiver: Receiver) -> None:
    await written(STATEMENT, 2, by_wecom(), by_log())
    receiver.answers.append(says(200, body='{"errcode": 45009}'))
    receiver.always = says(200, body='{"errcode": 0}')
    robot = GroupRobot(ChannelName.WECOM, timeout_s=5, host=f"http://127.0.0.1:{receiver.port}")
    for second in (0, 4, 61, 65):
        await all_of(session, books(wecom=robot), at=MONDAY + second * SECOND)
    assert [one.state for one in await deliveries(session)] == [DeliveryState.SENT] * 2
    assert len(receiver.posts) == 3


@pytest.mark.parametrize("way", [by_email(), by_wecom()])
async def test_a_clock_that_jumps_back_an_hour_doubles_nothing_and_loses_nothing(session, written, way: dict[str, str]) -> None:
    await written(STATEMENT, 4, way, by_log())
    channel = Always(DOWN)
    channels = books(**{way["channel"]: channel})
    await all_of(session, channels, at=MONDAY)
    channel.outcome = Outcome()
    before = channel.tried
    for minute in range(-60, 30):
        for seconds in (0, 20, 40):
            await all_of(session, channels, at=MONDAY + minute * MINUTE + seconds * SECOND)
    told = (
        await session.execute(text("SELECT message_id, count(*) FILTER (WHERE state = 'sent') FROM delivery GROUP BY 1"))
    ).all()
    assert [sent for _, sent in told] == [1] * 4
    assert channel.tried - before == 4


async def test_no_line_s_name_and_no_row_says_a_robot_s_key(session, written) -> None:
    await written(STATEMENT, 1, by_wecom(), by_log())
    await all_of(session, books(), at=MONDAY)
    for table in ("line", "delivery", "audit", "post"):
        for (row,) in await session.execute(text(f"SELECT {table}::text FROM {table}")):
            assert by_wecom()["address"].rpartition("=")[2] not in row


async def test_a_server_that_does_not_answer_holds_up_nobody_but_its_own(session, sessions, written) -> None:
    """While a mail is on its way and stays there, the duty log is written."""
    await written(STATEMENT, 1, by_email(), by_log())
    await written(CASE, 2, by_log())
    await put_post(session, VILLAGE, None, a_contact(by_email(), by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await session.commit()
    is_asked, may_answer = asyncio.Event(), asyncio.Event()

    class Silent:
        async def send(self, letter: object, to: object) -> Outcome:
            is_asked.set()
            await may_answer.wait()
            return Outcome()

    channels = books(email=Silent())

    async def over(hands: Sequence[ChannelName]) -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await send_messages(own, channels, at=MONDAY, over=hands)

    mail = asyncio.create_task(over([ChannelName.EMAIL]))
    await is_asked.wait()
    async with transaction(sessions, the_platform("test", "test")) as own:
        await own.execute(text("UPDATE delivery SET channel = 'log', rank = 1 WHERE channel = 'log'"))
    await over(NEAR)
    assert len(channels[ChannelName.LOG].letters) == 2
    assert not mail.done()
    may_answer.set()
    await mail
