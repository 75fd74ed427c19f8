"""Receivers that behave badly cost a limited time and a little memory, and never lead inside."""

import asyncio
import ssl
import tracemalloc
from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from services.notifier.channels.receivers import Receivers
from services.notifier.rules.push import Reply
from tests.builders.notifier import WEBHOOK_SECRET
from tests.builders.receiver import (
    LOOPBACK,
    Receiver,
    closes_in_the_middle,
    drips,
    hangs,
    is_signed,
    receiving,
    returns_a_gigabyte,
    says,
    sends_headers_without_end,
    takes_and_drips,
)
from tests.notifier.channels.conftest import certificate_for

BODY = b'{"specversion": "1.0"}'
MEGABYTE = 2**20


async def send(receivers: Receivers, address: str) -> Reply:
    async with receivers.line(address) as line:
        return await line.send(BODY, message_id="m1", secrets=[WEBHOOK_SECRET], kind="application/json")


def within(timeout_s: float) -> Receivers:
    return Receivers(allowed=LOOPBACK, timeout_s=timeout_s)


async def test_a_receiver_gets_what_it_can_verify(receiver: Receiver, receivers: Receivers) -> None:
    assert (await send(receivers, receiver.address)).is_taken
    [(headers, body)] = receiver.posts
    assert (body, is_signed(headers, body, WEBHOOK_SECRET)) == (BODY, True)
    assert not is_signed(headers, body + b" ", WEBHOOK_SECRET)


async def test_one_line_keeps_its_connection(receiver: Receiver, receivers: Receivers) -> None:
    async with receivers.line(receiver.address) as line:
        for number in range(5):
            assert (await line.send(BODY, message_id=str(number), secrets=[WEBHOOK_SECRET], kind="application/json")).is_taken
    assert (receiver.connections, len(receiver.posts)) == (1, 5)


@pytest.mark.parametrize("behaves", [hangs, drips], ids=["hangs", "drips"])
async def test_whoever_does_not_come_to_an_answer_is_left_after_the_time_limit(
    receiver: Receiver, behaves: Callable[..., Awaitable[None]]
) -> None:
    receiver.always = behaves
    reply = await send(within(0.3), receiver.address)
    assert (reply.is_taken, reply.said) == (False, "接收系统没有及时应答")


@pytest.mark.parametrize("behaves", [returns_a_gigabyte, sends_headers_without_end], ids=["body", "headers"])
async def test_a_gigabyte_of_answer_is_not_read(
    receiver: Receiver, receivers: Receivers, behaves: Callable[..., Awaitable[None]]
) -> None:
    receiver.always = behaves
    await send(receivers, receiver.address)  # what is loaded once is loaded now
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    reply = await send(receivers, receiver.address)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most - before < 8 * MEGABYTE
    assert receiver.sent_bytes < 100 * MEGABYTE, "what the sockets hold and a little more"
    assert reply.is_taken == (behaves is returns_a_gigabyte)
    assert len(reply.answer) <= 200


async def test_a_status_counts_though_the_rest_never_ends(receiver: Receiver, receivers: Receivers) -> None:
    receiver.always = takes_and_drips
    reply = await send(receivers, receiver.address)
    assert (reply.is_taken, reply.answer in ("ok", "")) == (True, True)


async def test_a_connection_that_ends_in_the_middle_is_a_failure(receiver: Receiver, receivers: Receivers) -> None:
    receiver.always = closes_in_the_middle
    reply = await send(receivers, receiver.address)
    assert (reply.is_taken, reply.said) == (False, "连不上接收系统（RemoteProtocolError）")


async def test_a_redirect_inside_is_not_followed(receiver: Receiver, receivers: Receivers) -> None:
    async with receiving() as inside:
        receiver.always = says(307, f"Location: http://127.0.0.1:{inside.port}/admin")
        reply = await send(receivers, receiver.address)
        assert (reply.is_taken, reply.status, inside.posts) == (False, 307, [])


async def test_what_a_receiver_says_is_kept_masked(receiver: Receiver, receivers: Receivers) -> None:
    told = "refused: 11010519491231002X tel 13800138000 token=abcdefghijklmnopqrstuvwxyz0123456789"
    receiver.always = says(422, body=told)
    reply = await send(receivers, receiver.address)
    assert reply.answer == "refused: **** tel **** …"


@pytest.mark.parametrize(
    ("told", "wait"), [("120", timedelta(minutes=2)), ("Thu, 01 Jan 2015 00:00:00 GMT", None), ("soon", None)]
)
async def test_a_receiver_may_say_when_to_come_back(
    receiver: Receiver, receivers: Receivers, told: str, wait: timedelta | None
) -> None:
    receiver.always = says(429, f"Retry-After: {told}")
    reply = await send(receivers, receiver.address)
    assert reply.status == 429
    assert reply.wait == wait if wait else reply.wait is None or reply.wait < timedelta()


async def test_a_name_that_changes_leads_nowhere_but_to_what_was_judged(receiver: Receiver) -> None:
    """Rebinding: the first answer of the resolver is judged and connected to; the second, which is never asked for, is inside."""
    answers = ["127.0.0.1", "10.0.0.1"]

    async def rebinding(host: str, port: int) -> list[str]:
        return [answers.pop(0)]

    receivers = Receivers(allowed=[ip_network("127.0.0.1/32")], timeout_s=30, resolve=rebinding)
    async with receivers.line(f"http://127.0.0.1:{receiver.port}/hooks") as line:
        for number in range(3):
            assert (await line.send(BODY, message_id=str(number), secrets=[WEBHOOK_SECRET], kind="application/json")).is_taken
    assert answers == ["10.0.0.1"]
    async with receivers.line(receiver.address) as line:
        refused = await line.send(BODY, message_id="x", secrets=[WEBHOOK_SECRET], kind="application/json")
    assert (refused.is_refused, refused.said) == (True, "系统推送地址不可用：域名指向内网或保留地址")


@pytest.mark.parametrize(
    "inside", ["10.0.0.1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "169.254.169.254"]
)
async def test_one_address_inside_among_good_ones_refuses_the_name(receiver: Receiver, inside: str) -> None:
    async def both(host: str, port: int) -> list[str]:
        return ["93.184.216.34", inside]

    refused = await send(Receivers(allowed=(), timeout_s=30, resolve=both), "https://hooks.example.com/")
    assert (refused.is_refused, receiver.posts) == (True, [])


async def test_a_certificate_for_another_name_is_refused(tmp_path: Path, receivers: Receivers) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate_for("elsewhere.example", tmp_path))
    async with receiving(tls) as impostor:
        reply = await send(receivers, f"https://localhost:{impostor.port}/hooks")
        assert (reply.said, impostor.posts) == ("连不上接收系统（ConnectError）", [])


async def test_receivers_that_hang_do_not_hold_up_the_others(receiver: Receiver, receivers: Receivers) -> None:
    async with receiving() as slow:
        slow.always = hangs
        hanging = asyncio.create_task(send(receivers, slow.address))
        assert (await send(receivers, receiver.address)).is_taken
        assert not hanging.done()
        hanging.cancel()
