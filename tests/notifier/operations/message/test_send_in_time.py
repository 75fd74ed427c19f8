"""Messages keep their readers' hours: by night only what is urgent, what can wait gathered, no more than so many an hour."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.operations.message.send_messages import AT_ONCE, send_messages
from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_form import Form
from services.notifier.rules.message_times import Wait
from services.notifier.store.message_times import get_times
from services.notifier.tables import Delivery, Message
from shared import database
from shared.database import set_scope, the_platform
from shared.ids import uuid7
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, a_contact, agreed, an_alert, by_email
from tests.notifier.operations.message.test_send_messages import Desk
from tests.notifier.operations.message.test_tell_of_money import HOUSEHOLD, STATEMENT

CAP = get_times(VILLAGE, date(2020, 6, 1)).officers.cap.per_hour


def at(clock: str, day: int = 1) -> datetime:
    return datetime.fromisoformat(f"2020-06-{day:02}T{clock}:00+08:00")


async def a_post(session):
    return await put_post(session, VILLAGE, None, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)


async def ways(session, *kinds: MessageKind) -> list[Delivery]:
    asked = select(Delivery).join(Message, col(Delivery.message_id) == Message.id).where(col(Message.kind).in_(kinds))
    return list((await session.exec(asked.order_by(col(Delivery.id)).execution_options(populate_existing=True))).all())


def statements(many: int):
    return [STATEMENT.model_copy(update={"event_id": uuid7(), "household_id": uuid7()}) for _ in range(many)]


async def test_by_night_a_new_case_is_told_at_once_and_an_errand_in_the_morning(session, opened):
    await a_post(session)
    await opened(at=at("23:00"))
    await open_errands(session, [an_alert()], at=at("23:00"))
    desk = Desk()

    await desk.send_all(session, at=at("23:00"))
    assert [letter.kind for letter, _ in desk.books[ChannelName.EMAIL].letters] == [MessageKind.CASE_OPENED]
    [waits] = await ways(session, MessageKind.ERRAND_OPENED)
    assert (waits.due_at, waits.wait) == (at("07:00", 2), Wait.QUIET)

    assert await desk.send_all(session, at=at("06:59", 2)) == 0
    await desk.send_all(session, at=at("07:00", 2))
    [sent] = await ways(session, MessageKind.ERRAND_OPENED)
    assert (sent.state, sent.sent_at, sent.wait, sent.form) == (DeliveryState.SENT, at("07:00", 2), None, Form.FULL)


async def test_a_retry_that_comes_due_by_night_waits_for_the_morning(session):
    await a_post(session)
    await open_errands(session, [an_alert()], at=at("21:29"))
    desk = Desk(email=[Outcome("邮件服务器没有应答"), Outcome()])
    await desk.send_all(session, at=at("21:29"))

    await desk.send_all(session, at=at("21:31"))

    [held] = await ways(session, MessageKind.ERRAND_OPENED)
    assert (held.state, held.due_at, held.wait, held.attempts) == (DeliveryState.FAILED, at("07:00", 2), Wait.QUIET, 1)
    await desk.send_all(session, at=at("07:00", 2))
    assert (await ways(session, MessageKind.ERRAND_OPENED))[0].state is DeliveryState.SENT


async def test_what_can_wait_is_gathered_into_one_message_that_says_what_and_how_many(session):
    post = await a_post(session)
    await tell_of_money(session, statements(3), at=at("09:00"))
    desk = Desk()
    assert await desk.send_all(session, at=at("14:59")) == 0

    await desk.send_all(session, at=at("15:00"))

    [(letter, _)] = desk.books[ChannelName.EMAIL].letters
    assert (letter.kind, letter.subject) == (MessageKind.DIGEST, "【及时雨】3 条消息并在一起")
    assert (
        f"· 补助资金告知单，3 条：http://127.0.0.1:8100/notifier/messages/page?digest_id={letter.message_id}&kind=statement-issued"
        in (letter.body)
    )
    gathered = await ways(session, MessageKind.STATEMENT_ISSUED)
    assert {(way.state, way.digest_id, way.due_at) for way in gathered} == {(DeliveryState.GATHERED, letter.message_id, None)}
    digest = await session.get(Message, letter.message_id)
    assert (digest.post_id, digest.region) == (post.id, VILLAGE)


async def test_one_that_waits_alone_is_sent_as_it_is(session):
    await a_post(session)
    await tell_of_money(session, statements(1), at=at("09:00"))
    desk = Desk()
    await desk.send_all(session, at=at("15:00"))
    assert [letter.kind for letter, _ in desk.books[ChannelName.EMAIL].letters] == [MessageKind.STATEMENT_ISSUED]


async def test_above_the_cap_messages_wait_and_go_out_together_and_urgent_ones_do_not_wait(session, opened):
    await a_post(session)
    await open_errands(session, [an_alert() for _ in range(CAP + 5)], at=at("09:00"))
    await opened(at=at("09:00"))
    desk = Desk()

    await desk.send_all(session, at=at("09:00"))
    kinds = [letter.kind for letter, _ in desk.books[ChannelName.EMAIL].letters]
    assert (kinds[0], kinds.count(MessageKind.ERRAND_OPENED), len(kinds)) == (MessageKind.CASE_OPENED, CAP, CAP + 1)
    held = [way for way in await ways(session, MessageKind.ERRAND_OPENED) if way.state is DeliveryState.QUEUED]
    assert {(way.due_at, way.wait) for way in held} == {(at("10:00"), Wait.CAP)}

    assert await desk.send_all(session, at=at("09:59")) == 0
    await desk.send_all(session, at=at("10:00"))
    assert [letter.subject for letter, _ in desk.books[ChannelName.EMAIL].letters][CAP + 1 :] == ["【及时雨】5 条消息并在一起"]


async def test_of_two_workers_one_sends_to_a_reader(session, sessions):
    await a_post(session)
    await open_errands(session, [an_alert() for _ in range(CAP + 2)], at=at("09:00"))
    await session.commit()
    desk = Desk()

    class Watching:
        """Looks what another worker may send while this one is at it."""

        async def send(self, letter: object, to: object) -> Outcome:
            async with database.transaction(sessions, the_platform("test", "test")) as other:
                assert not await send_messages(other, desk.books, at=at("09:00"))
            return Outcome()

    await set_scope(session, the_platform("test", "test"))
    assert await send_messages(session, {**desk.books, ChannelName.EMAIL: Watching()}, at=at("09:00"))
    assert not desk.books[ChannelName.EMAIL].letters


async def test_a_telephone_gets_the_short_text_and_the_record_says_so(session):
    await agreed(session, HOUSEHOLD, telephone="13900004321")
    _, home = await tell_of_money(session, [STATEMENT], at=at("09:00"))
    desk = Desk()
    await desk.send_all(session, at=at("15:00"))
    [(letter, contact)] = desk.books[ChannelName.SMS].letters
    assert contact.address == "13900004321"
    assert letter.body == "【及时雨】您家5月领到3笔钱，共2345元。细账找村干部要来看。对不上打12317。"
    [way] = (await session.exec(select(Delivery).where(Delivery.message_id == home.id))).all()
    assert (way.form, home.forms["short"]["body"]) == (Form.SHORT, letter.body)


async def test_a_household_that_could_not_be_reached_hears_from_its_officer_and_its_words_stand_in_no_log(session):
    post = await a_post(session)
    await agreed(session, HOUSEHOLD)
    await tell_of_money(session, [STATEMENT], at=at("09:00"))
    desk = Desk(sms=Outcome("号码不存在", is_final=True))

    await desk.send_all(session, at=at("09:00"))

    [told] = (await session.exec(select(Message).where(Message.kind == MessageKind.HOUSEHOLD_UNREACHED))).all()
    assert (told.post_id, "“您家5月一共领到3笔钱。" in told.body) == (post.id, True)
    assert not desk.books[ChannelName.LOG].letters


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3)])
async def test_a_clock_that_jumps_sends_nothing_twice(session, jump):
    await a_post(session)
    await open_errands(session, [an_alert() for _ in range(4)], at=at("12:00"))
    desk = Desk()
    for moment in (at("12:00"), at("12:00") + jump, at("12:01"), at("12:02")):
        await desk.send_all(session, at=moment)
    ids = [letter.message_id for letter, _ in desk.books[ChannelName.EMAIL].letters]
    assert len(ids) == len(set(ids)) == 4


async def test_what_is_urgent_goes_before_what_has_waited_longer_and_the_others_still_flow(session, opened):
    await a_post(session)
    await open_errands(session, [an_alert() for _ in range(9)], at=at("12:00"))
    for _ in range(20):
        await opened(at=at("12:05"))
    desk = Desk()

    assert await send_messages(session, desk.books, at=at("12:10"))

    kinds = [letter.kind for letter, _ in desk.books[ChannelName.EMAIL].letters]
    assert (kinds.count(MessageKind.CASE_OPENED), kinds.count(MessageKind.ERRAND_OPENED)) == (AT_ONCE - 5, 5)
