"""Connections are used again while messages are going out, never when they are dead, and never longer."""

import asyncio
from dataclasses import replace

import pytest

from deploy.bench.sinks import Sinks, listening
from services.notifier.channels import Letter, kept
from services.notifier.channels.kept import rounds
from services.notifier.channels.mail import Mail, Mailbox, Security
from services.notifier.channels.webhook import Webhook
from services.notifier.rules.delivery import ChannelName, Outcome
from services.notifier.schemas.post import EmailContact, WebhookContact
from shared.ids import uuid7
from tests.builders.notifier import WEBHOOK_SECRET
from tests.builders.receiver import LOOPBACK, Receiver, receiving, says
from tests.waiting import until

OFFICER = EmailContact(channel=ChannelName.EMAIL, address="officer@luozhuang.example")


@pytest.fixture
async def sinks():
    async with listening() as those:
        yield those


def mail_to(sinks: Sinks) -> Mail:
    return Mail(Mailbox("127.0.0.1", sinks.mail_port, Security.NONE, "", "", "jishiyu@luozhuang.example"), timeout_s=10)


def contact(address: str) -> WebhookContact:
    return WebhookContact(channel=ChannelName.WEBHOOK, address=address, secret=WEBHOOK_SECRET)


def others(letter: Letter, many: int) -> list[Letter]:
    return [replace(letter, message_id=uuid7()) for _ in range(many)]


async def test_mails_of_a_round_go_over_one_connection_each_once(letter: Letter, sinks: Sinks) -> None:
    mail, letters = mail_to(sinks), others(letter, 5)
    async with rounds([mail]):
        assert [await mail.send(each, OFFICER) for each in letters] == [Outcome()] * 5
    assert (sinks.connections, sinks.twice) == (1, 0)
    assert set(sinks.came_at) == {str(each.message_id) for each in letters}


async def test_after_the_round_nothing_is_kept(letter: Letter, sinks: Sinks) -> None:
    mail = mail_to(sinks)
    for each in others(letter, 2):
        async with rounds([mail]):
            assert await mail.send(each, OFFICER) == Outcome()
    assert sinks.connections == 2

    async def all_closed() -> bool:
        return not sinks.open

    await until(all_closed, within_s=30)


async def test_rounds_that_overlap_share_their_connections(letter: Letter, sinks: Sinks) -> None:
    mail, letters = mail_to(sinks), others(letter, 8)
    async with rounds([mail]):
        assert await asyncio.gather(*(mail.send(each, OFFICER) for each in letters[:4])) == [Outcome()] * 4
        async with rounds([mail]):
            for each in letters[4:]:
                assert await mail.send(each, OFFICER) == Outcome()
    assert sinks.connections <= 4


async def test_a_connection_that_died_meanwhile_is_replaced_and_the_mail_goes_once(letter: Letter, sinks: Sinks) -> None:
    mail, (first, second) = mail_to(sinks), others(letter, 2)
    async with rounds([mail]):
        assert await mail.send(first, OFFICER) == Outcome()
        for transport in list(sinks.open):
            transport.close()
        assert await mail.send(second, OFFICER) == Outcome()
    assert (sinks.connections, sinks.twice, len(sinks.came_at)) == (2, 0, 2)


async def test_posts_to_one_address_share_a_connection_and_those_to_another_do_not(letter: Letter) -> None:
    async with receiving() as one, receiving() as other:
        webhook = Webhook(allowed=LOOPBACK, timeout_s=10)
        async with rounds([webhook]):
            for each in others(letter, 3):
                assert await webhook.send(each, contact(one.address)) == Outcome()
                assert await webhook.send(each, contact(other.address)) == Outcome()
        assert (one.connections, other.connections) == (1, 1)
        assert (len(one.posts), len(other.posts)) == (3, 3)


async def test_a_line_that_was_refused_is_not_used_again(letter: Letter) -> None:
    async with receiving() as receiver:
        receiver.answers.append(says(503))
        webhook = Webhook(allowed=LOOPBACK, timeout_s=10)
        async with rounds([webhook]):
            assert await webhook.send(letter, contact(receiver.address)) == Outcome("接收系统答复 503")
            assert await webhook.send(letter, contact(receiver.address)) == Outcome()
        assert receiver.connections == 2


async def test_an_address_is_judged_anew_after_a_while_though_the_round_goes_on(
    letter: Letter, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT_FOR_S", 0.0)
    webhook = Webhook(allowed=LOOPBACK, timeout_s=10)
    async with rounds([webhook]):
        for each in others(letter, 2):
            assert await webhook.send(each, contact(receiver.address)) == Outcome()
    assert receiver.connections == 2


async def test_no_more_connections_are_kept_than_a_few(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_AT_ONCE", 1)
    async with receiving() as one, receiving() as other:
        webhook = Webhook(allowed=LOOPBACK, timeout_s=10)
        async with rounds([webhook]):
            for each in others(letter, 2):
                await webhook.send(each, contact(one.address))
                await webhook.send(each, contact(other.address))
        assert (one.connections, other.connections) == (1, 2)
