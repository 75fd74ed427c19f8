"""Receivers that behave badly, for both ways to another system: the webhook of a post, and a subscription to events.

Each is a real server on loopback. Whatever it does costs a limited time, leads nowhere inside, is written down in Chinese, and
holds up neither the message nor the event beside it.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from services.notifier.channels.receivers import Receivers
from services.notifier.channels.webhook import Webhook
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.operations.post.put_post import put_post
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.push import PushState
from services.notifier.tables import Delivery, Message, Progress, Push
from tests.builders.feed import a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_VILLAGE, VILLAGE, Notebook, a_contact, a_detection, by_webhook
from tests.builders.receiver import (
    LOOPBACK,
    Behave,
    Receiver,
    closes_in_the_middle,
    drips,
    hangs,
    receiving,
    returns_a_gigabyte,
    says,
    sends_headers_without_end,
    takes_and_drips,
)
from tests.notifier.channels.conftest import certificate_for

WITHIN_S = 1.0
NO_ANSWER, NO_WAY = "接收系统没有及时应答", "连不上接收系统"
MEGABYTE = 2**20

BAD: dict[str, tuple[int | Behave, str]] = {
    "hangs": (hangs, NO_ANSWER),
    "drips": (drips, NO_ANSWER),
    "is broken": (500, "接收系统答复 500"),
    "is busy": (says(429, "Retry-After: 5"), "接收系统答复 429"),
    "closes in the middle": (closes_in_the_middle, NO_WAY),
    "sends headers without end": (sends_headers_without_end, NO_WAY),
}
"""What each does, and what is written down of it; all of it may heal."""
TAKES = {"returns a gigabyte": returns_a_gigabyte, "takes and drips": takes_and_drips}
"""These said 2xx: the status is the answer, and the rest is not read."""


async def to_posts(session, bad: str, good: str, channel: Webhook) -> Delivery:
    """Two villages hear of a household each, one of them by the bad receiver; its delivery."""
    for village, address in ((VILLAGE, bad), (OTHER_VILLAGE, good)):
        await put_post(session, village, None, a_contact(by_webhook(address)), allowed=LOOPBACK, by=COUNTY_OFFICER, at=MONDAY)
    await open_work_orders(session, [a_detection(region=each, at=MONDAY) for each in (VILLAGE, OTHER_VILLAGE)], at=MONDAY)
    assert await send_messages(session, {ChannelName.WEBHOOK: channel, ChannelName.LOG: Notebook()}, at=MONDAY)
    by_place = {
        message.region: delivery
        for delivery, message in await session.exec(
            select(Delivery, Message)
            .join(Message, col(Message.id) == Delivery.message_id)
            .where(Delivery.rank == 0)
            .execution_options(populate_existing=True)
        )
    }
    assert by_place[OTHER_VILLAGE].state is DeliveryState.SENT, "the one beside it was sent in the same turn"
    return by_place[VILLAGE]


async def to_systems(session, bad: str, good: str, receivers: Receivers) -> tuple[Push, int]:
    """Two systems are owed an event, one of them at the bad receiver; its push, and how far it has come."""
    pushed = {}
    for code, address in (("bad-one", bad), ("good-one", good)):
        await a_subscriber(session, code=code)
        pushed[code], _, _ = await a_subscription(session, address, code=code)
    await kept(session, *alerts(1))
    while await push_events(session, receivers, is_failing=False, at=MONDAY):
        pass
    by_code = {push.code: push for push in await session.exec(select(Push))}
    assert by_code["good-one"].state is PushState.DELIVERED
    progress = select(Progress.position).where(Progress.subscription_id == pushed["bad-one"].id)
    return by_code["bad-one"], (await session.exec(progress)).one()


@asynccontextmanager
async def bad_and_good(behaves: Any) -> AsyncIterator[tuple[Receiver, Receiver]]:
    async with receiving() as bad, receiving() as good:
        bad.always = behaves
        yield bad, good


@pytest.mark.parametrize(("behaves", "told"), BAD.values(), ids=BAD)
async def test_a_post_whose_receiver_behaves_badly_is_tried_again(session, behaves, told) -> None:
    async with bad_and_good(behaves) as (bad, good):
        delivery = await to_posts(session, bad.address, good.address, Webhook(allowed=LOOPBACK, timeout_s=WITHIN_S))
        assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 1)
        assert (delivery.last_error or "").startswith(told)
        assert bad.sent_bytes < 100 * MEGABYTE


@pytest.mark.parametrize(("behaves", "told"), BAD.values(), ids=BAD)
async def test_a_system_that_behaves_badly_keeps_its_place(session, behaves, told) -> None:
    async with bad_and_good(behaves) as (bad, good):
        push, position = await to_systems(session, bad.address, good.address, Receivers(allowed=LOOPBACK, timeout_s=WITHIN_S))
        assert (push.state, push.error.startswith(told), position) == (PushState.FAILED, True, 0)
        assert bad.sent_bytes < 100 * MEGABYTE


@pytest.mark.parametrize("behaves", TAKES.values(), ids=TAKES)
async def test_a_receiver_that_takes_and_then_talks_without_end_has_taken_it(session, behaves) -> None:
    async with bad_and_good(behaves) as (bad, good):
        delivery = await to_posts(session, bad.address, good.address, Webhook(allowed=LOOPBACK, timeout_s=30))
        assert delivery.state is DeliveryState.SENT
        push, position = await to_systems(session, bad.address, good.address, Receivers(allowed=LOOPBACK, timeout_s=30))
        assert (push.state, position) == (PushState.DELIVERED, 1)
        assert bad.sent_bytes < 200 * MEGABYTE


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_inside_is_never_followed(session, status) -> None:
    async with receiving() as inside:
        there = says(status, f"Location: http://127.0.0.1:{inside.port}/admin")
        async with bad_and_good(there) as (bad, good):
            delivery = await to_posts(session, bad.address, good.address, Webhook(allowed=LOOPBACK, timeout_s=30))
            push, position = await to_systems(session, bad.address, good.address, Receivers(allowed=LOOPBACK, timeout_s=30))
        assert inside.connections == 0
    assert (delivery.state, delivery.last_error) == (DeliveryState.GIVEN_UP, f"接收系统答复 {status}")
    assert (push.state, push.status, position) == (PushState.FAILED, status, 0)


class Names:
    """A resolver whose answer to one name changes; all others are what they are."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def __call__(self, host: str, port: int) -> list[str]:
        if host != "hooks.example.gov.cn":
            return [host]
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]]


async def test_a_name_that_turns_inside_leads_nowhere(session, receiver: Receiver) -> None:
    """It was public when it was registered; now it says the metadata address of a cloud, loopback, a private one."""
    name = f"https://hooks.example.gov.cn:{receiver.port}/hooks"
    for inside in ("169.254.169.254", "127.0.0.1", "10.0.0.7"):
        receivers = Receivers(allowed=(), timeout_s=WITHIN_S, resolve=Names(inside))
        async with receivers.line(name) as line:
            reply = await line.send(b"{}", message_id="m", secrets=[], kind="application/json")
        assert (reply.is_refused, reply.is_taken) == (True, False)
    assert receiver.connections == 0


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(session, tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate_for("localhost", tmp_path))
    async with receiving(tls) as bad, receiving() as good:
        address = f"https://localhost:{bad.port}/hooks"
        delivery = await to_posts(session, address, good.address, Webhook(allowed=LOOPBACK, timeout_s=30))
        push, position = await to_systems(session, address, good.address, Receivers(allowed=LOOPBACK, timeout_s=30))
        assert bad.posts == []
    assert (delivery.state, (delivery.last_error or "").startswith(NO_WAY)) == (DeliveryState.FAILED, True)
    assert (push.state, push.error.startswith(NO_WAY), position) == (PushState.FAILED, True, 0)


async def test_a_post_that_fails_again_and_again_goes_another_way(session) -> None:
    async with bad_and_good(503) as (bad, good):
        delivery = await to_posts(session, bad.address, good.address, Webhook(allowed=LOOPBACK, timeout_s=30))
        for _ in range(4):
            assert delivery.due_at is not None
            book = Notebook()
            ways = {ChannelName.WEBHOOK: Webhook(allowed=LOOPBACK, timeout_s=30), ChannelName.LOG: book}
            assert await send_messages(session, ways, at=delivery.due_at)
            last_at = delivery.due_at
            await session.refresh(delivery)
        assert (delivery.state, delivery.attempts) == (DeliveryState.GIVEN_UP, 5)
        assert await send_messages(session, ways, at=last_at)
        assert len(book.letters) == 1
        assert len(set(bad.ids)) == 1, "every attempt under one id"
