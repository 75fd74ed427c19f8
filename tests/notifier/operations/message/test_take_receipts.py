"""A receipt changes its delivery once, in whatever order and however often it comes; a message that did not arrive goes on."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from services.notifier import jobs
from services.notifier.operations.household_contact.move_household_contacts import move_household_contacts
from services.notifier.operations.household_contact.put_household_contact import put_household_contact
from services.notifier.operations.household_contact.withdraw_household_contact import withdraw_household_contact
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.message.take_receipts import take_receipts
from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome
from services.notifier.rules.message import MessageKind
from services.notifier.rules.receipt import Receipt
from services.notifier.tables import Delivery, Message, Post, StrayReceipt
from shared.database import the_platform, transaction
from shared.ids import uuid7
from tests.builders.notifier import (
    COUNTY_OFFICER,
    MONDAY,
    OTHER_VILLAGE,
    TOWN_OFFICER,
    VILLAGE,
    Notebook,
    a_contact,
    agreed,
    an_agreement,
    by_email,
    by_sms,
)
from tests.notifier.operations.household_contact.test_move_household_contacts import changed
from tests.notifier.operations.message.test_tell_of_money import HOUSEHOLD, STATEMENT

LATER = MONDAY + timedelta(minutes=3)
ARRIVED = Receipt("8001", DeliveryState.DELIVERED)
MISSED = Receipt("8001", DeliveryState.UNDELIVERED, "UNDELIV")


@pytest.fixture
async def sent(session, opened) -> Delivery:
    """A short message that the gateway took as 8001."""
    await put_post(session, VILLAGE, None, a_contact(by_sms(), by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await opened()
    books = {name: Notebook(Outcome(gateway_id="8001")) for name in ChannelName}
    assert await send_messages(session, books, at=MONDAY)
    [delivery] = await deliveries(session)
    assert (delivery.channel, delivery.state, delivery.gateway_id) == (ChannelName.SMS, DeliveryState.SENT, "8001")
    return delivery


async def deliveries(session) -> list[Delivery]:
    rows = select(Delivery).order_by(col(Delivery.rank)).execution_options(populate_existing=True)
    return list((await session.exec(rows)).all())


async def take(session, *receipts: Receipt):
    return await take_receipts(session, ChannelName.SMS, receipts, at=LATER)


async def test_a_message_that_arrived_says_so_once(session, sent) -> None:
    assert (await take(session, ARRIVED)).changed == 1
    assert (await take(session, ARRIVED, ARRIVED, MISSED)).changed == 0
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.heard_at, delivery.last_error) == (DeliveryState.DELIVERED, LATER, None)


async def test_a_message_that_did_not_arrive_takes_the_next_way_once(session, sent) -> None:
    await take(session, MISSED, MISSED)
    await take(session, MISSED)
    first, second = await deliveries(session)
    assert (first.state, first.last_error) == (DeliveryState.UNDELIVERED, "没有送到（UNDELIV）")
    assert (second.channel, second.state, second.due_at) == (ChannelName.EMAIL, DeliveryState.QUEUED, LATER)


async def test_a_telephone_that_was_off_and_got_it_later_is_believed(session, sent) -> None:
    await take(session, MISSED)
    await take(session, ARRIVED)
    first, second = await deliveries(session)
    assert (first.state, first.last_error) == (DeliveryState.DELIVERED, None)
    assert second.state is DeliveryState.QUEUED, "the mail is on its way already"


async def test_a_message_is_also_known_by_our_own_number(session, sent) -> None:
    own = Receipt("gateway-calls-it-otherwise", DeliveryState.DELIVERED, message_id=sent.message_id.hex)
    assert (await take(session, own)).changed == 1
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.gateway_id) == (DeliveryState.DELIVERED, "8001")


async def test_a_message_that_the_gateway_took_although_its_answer_was_lost_is_not_sent_again(session, sent) -> None:
    sent.state, sent.gateway_id, sent.due_at, sent.sent_at = DeliveryState.FAILED, None, LATER, None
    session.add(sent)
    await session.flush()
    await take(session, Receipt("8001", DeliveryState.DELIVERED, message_id=str(sent.message_id)))
    [delivery] = await deliveries(session)
    assert (delivery.state, delivery.due_at, delivery.gateway_id) == (DeliveryState.DELIVERED, None, "8001")
    assert not await send_messages(session, {name: Notebook() for name in ChannelName}, at=LATER + timedelta(hours=2))


async def test_numbers_that_we_do_not_know_are_named_and_kept(session, sent) -> None:
    taken = await take(session, ARRIVED, Receipt("9", DeliveryState.DELIVERED), Receipt("9", DeliveryState.UNDELIVERED))
    assert (taken.changed, list(taken.unknown)) == (1, ["9", "9"])
    [stray] = (await session.exec(select(StrayReceipt))).all()
    assert (stray.gateway_id, stray.state) == ("9", DeliveryState.DELIVERED)


async def test_a_receipt_that_came_before_we_knew_the_message_is_heard_within_a_minute(session, sessions, sent, tick) -> None:
    sent.gateway_id = None
    session.add(sent)
    await session.flush()
    await take(session, ARRIVED)
    sent.gateway_id = "8001"
    session.add(sent)
    await session.commit()

    await tick(jobs.hear_receipts, LATER)

    async with transaction(sessions, the_platform("test", "test")) as other:
        [delivery] = await deliveries(other)
        assert delivery.state is DeliveryState.DELIVERED
        assert (await other.exec(select(StrayReceipt))).all() == []


async def test_what_nobody_knew_for_three_days_is_forgotten(session, sessions, tick) -> None:
    await take(session, Receipt(uuid7().hex, DeliveryState.DELIVERED))
    await session.commit()
    await tick(jobs.hear_receipts, LATER + timedelta(days=3, minutes=1))
    async with transaction(sessions, the_platform("test", "test")) as other:
        assert (await other.exec(select(StrayReceipt))).all() == []


@pytest.fixture
async def written_to(session) -> Delivery:
    """A household's own short message of its monthly statement, that the gateway took as 8001. The officers of both villages are
    reached by mail."""
    for village in (VILLAGE, OTHER_VILLAGE):
        await put_post(session, village, None, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await agreed(session, HOUSEHOLD)
    await tell_of_money(session, [STATEMENT], at=MONDAY)
    await send_everything(session, at=MONDAY)
    [own] = [one for one in await deliveries(session) if one.channel is ChannelName.SMS]
    assert (own.state, own.gateway_id, own.addressee_id) == (DeliveryState.SENT, "8001", HOUSEHOLD)
    return own


async def send_everything(session, *, at) -> dict[ChannelName, Notebook]:
    """Which letters each way then got."""
    books = {name: Notebook(*[Outcome(gateway_id="8001")] * 9) if name is ChannelName.SMS else Notebook() for name in ChannelName}
    while await send_messages(session, books, at=at):
        pass
    return books


async def told_of_unreached(session) -> list[tuple[Message, str]]:
    """What officers were told of households that could not be reached, and where they sit."""
    told = select(Message, Post.region).join(Post, Message.post_id == Post.id)
    return list((await session.exec(told.where(Message.kind == MessageKind.HOUSEHOLD_UNREACHED))).all())


async def test_a_household_that_was_not_reached_is_read_to_by_its_officer(session, written_to) -> None:
    await take(session, MISSED, MISSED)
    await take(session, MISSED)

    [(message, village)] = await told_of_unreached(session)
    assert (village, message.region, message.household_id) == (VILLAGE, VILLAGE, None)
    assert "“您家5月一共领到3笔钱" in message.body and "13900001234" not in message.body
    assert f"/notifier/household-contacts/{HOUSEHOLD}/page" in message.body, "where the number is put right"
    books = await send_everything(session, at=LATER)
    assert [letter.message_id for letter, _ in books[ChannelName.EMAIL].letters] == [message.id]
    assert not books[ChannelName.SMS].letters, "it is not tried over and over"


async def test_it_is_the_officer_of_where_the_household_lives_now(session, written_to) -> None:
    await move_household_contacts(session, [changed(HOUSEHOLD, OTHER_VILLAGE, 2)])
    await take(session, MISSED)
    [(message, village)] = await told_of_unreached(session)
    assert (village, message.region) == (OTHER_VILLAGE, OTHER_VILLAGE)


async def test_the_officer_is_told_also_if_the_household_withdrew_or_changed_its_number_meanwhile(session, written_to) -> None:
    await put_household_contact(session, HOUSEHOLD, an_agreement("13800009999"), by=TOWN_OFFICER, at=MONDAY)
    await withdraw_household_contact(session, HOUSEHOLD, by=TOWN_OFFICER, at=MONDAY)
    await take(session, MISSED)
    assert [village for _, village in await told_of_unreached(session)] == [VILLAGE]


async def test_a_household_that_got_it_or_got_it_later_is_not_read_to_twice(session, written_to) -> None:
    await take(session, ARRIVED)
    await take(session, MISSED)
    assert await told_of_unreached(session) == []


async def test_the_officer_is_told_of_a_receipt_that_came_before_we_knew_the_message(session, sessions, written_to, tick) -> None:
    written_to.gateway_id = None
    session.add(written_to)
    await session.flush()
    assert (await take(session, MISSED)).unknown == ["8001"]
    written_to.gateway_id = "8001"
    session.add(written_to)
    await session.commit()

    await tick(jobs.hear_receipts, LATER)

    async with transaction(sessions, the_platform("test", "test")) as other:
        assert [village for _, village in await told_of_unreached(other)] == [VILLAGE]
