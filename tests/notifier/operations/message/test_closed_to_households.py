"""A household has one way: what a closed gateway keeps from it is told by its officer in person."""

from sqlmodel import select

from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import Cause, ChannelName, DeliveryState, Outcome
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_times import Priority
from services.notifier.tables import Delivery, Line, Message
from shared.ids import uuid7
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, a_contact, agreed, by_log
from tests.notifier.operations.message.test_lines import MINUTE, Always, all_of, books, deliveries
from tests.notifier.operations.message.test_tell_of_money import HOUSEHOLD, STATEMENT


async def test_a_household_does_not_wait_for_a_closed_gateway_for_ever(session) -> None:
    """After a day its officer is told to say it in person, once; when the gateway opens nothing is sent on top."""
    await put_post(session, VILLAGE, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await agreed(session, HOUSEHOLD)
    for _ in range(4):
        await tell_of_money(session, [STATEMENT.model_copy(update={"event_id": uuid7()})], at=MONDAY)
    gateway = Always(Outcome("短信平台没有应答", cause=Cause.LINE))

    async def tries(*minutes: int) -> list[Message]:
        for minute in minutes:
            await all_of(session, books(sms=gateway), at=MONDAY + minute * MINUTE)
        rows = select(Message).where(Message.kind == MessageKind.HOUSEHOLD_UNREACHED)
        return list((await session.exec(rows)).all())

    assert await tries(*range(0, 23 * 60, 20)) == [], "it may still come back"
    assert {one.last_error for one in await deliveries(session, ChannelName.SMS)} == {"短信中断或太忙，继续等候"}
    told = await tries(*range(23 * 60, 26 * 60, 5))
    assert len(told) == 4
    assert all("转告他们" in one.body and one.household_id is None for one in told)
    waited = await deliveries(session, ChannelName.SMS)
    assert {(one.state, one.last_error) for one in waited} == {(DeliveryState.GIVEN_UP, "短信中断或太忙，改由联络员当面转告")}

    tried, gateway.outcome = gateway.tried, Outcome()
    assert len(await tries(26 * 60, 30 * 60, 50 * 60)) == 4
    assert gateway.tried == tried, "nothing is sent on top"


async def test_an_urgent_message_to_a_household_goes_to_its_officer_while_the_gateway_is_closed(session) -> None:
    await put_post(session, VILLAGE, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await agreed(session, HOUSEHOLD)
    said = {"kind": MessageKind.CASE_OPENED, "priority": Priority.URGENT, "subject": "急", "body": "快走。"}
    told = Message(household_id=HOUSEHOLD, region=VILLAGE, matter_id=HOUSEHOLD, written_at=MONDAY, **said)
    session.add_all([told, Line(code="sms", channel=ChannelName.SMS, closed_until=MONDAY + MINUTE)])
    await session.flush()
    session.add(Delivery(message_id=told.id, region=VILLAGE, rank=0, channel=ChannelName.SMS, due_at=MONDAY))
    await session.flush()
    await all_of(session, books(), at=MONDAY)
    [home] = await deliveries(session, ChannelName.SMS)
    assert home.state is DeliveryState.GIVEN_UP
    [aloud] = (await session.exec(select(Message).where(Message.kind == MessageKind.HOUSEHOLD_UNREACHED))).all()
    assert "“快走。”" in aloud.body
