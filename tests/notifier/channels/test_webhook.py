"""Webhooks against a real HTTP server, read back with the reference library's rules."""

import asyncio
import base64
import hmac
import json
import socket
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from services.notifier.channels import Letter
from services.notifier.channels.receivers import Receivers
from services.notifier.channels.signature import sign
from services.notifier.channels.webhook import Webhook
from services.notifier.rules.delivery import ChannelName, Outcome
from services.notifier.schemas.post import WebhookContact
from tests.builders.notifier import VILLAGE, WEBHOOK_SECRET
from tests.notifier.channels.conftest import WebServer

LOOPBACK = [ip_network("127.0.0.0/8")]


def a_port_that_is_shut() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def to(address: str) -> WebhookContact:
    return WebhookContact(channel=ChannelName.WEBHOOK, address=address, secret=WEBHOOK_SECRET)


async def test_a_receiver_gets_signed_json_with_an_id_to_tell_repeats_by(letter: Letter, web_server: WebServer) -> None:
    assert await Webhook(allowed=LOOPBACK, timeout_s=30).send(letter, to(web_server.address)) == Outcome()
    [(line, headers, body)] = web_server.requests
    assert line == "POST /hooks HTTP/1.1"
    assert headers["host"] == f"127.0.0.1:{web_server.port}"
    assert headers["webhook-id"] == str(letter.message_id)
    told = json.loads(body)
    assert told["type"] == "notifier.case-opened"
    assert told["data"]["region"] == VILLAGE
    assert told["data"]["subject"] == letter.subject
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.new(base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_")), signed, sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"


def test_the_signature_is_that_of_the_specifications_own_example() -> None:
    headers = sign(
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromisoformat("2021-02-25T15:02:10+00:00"),
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "is_final"), [(500, False), (503, False), (429, False), (408, False), (404, True), (410, True), (302, True)]
)
async def test_a_receiver_that_refuses_is_asked_again_only_if_waiting_may_help(
    letter: Letter, web_server: WebServer, status: int, is_final: bool
) -> None:
    web_server.status = status
    outcome = await Webhook(allowed=LOOPBACK, timeout_s=30).send(letter, to(web_server.address))
    assert outcome == Outcome(f"接收系统答复 {status}", is_final=is_final)


async def test_a_redirect_is_not_followed(letter: Letter, web_server: WebServer) -> None:
    web_server.status, web_server.location = 307, web_server.address
    await Webhook(allowed=LOOPBACK, timeout_s=30).send(letter, to(web_server.address))
    assert len(web_server.requests) == 1


async def test_a_receiver_that_does_not_answer_is_left_after_the_time_limit(letter: Letter, web_server: WebServer) -> None:
    web_server.hangs = True
    outcome = await Webhook(allowed=LOOPBACK, timeout_s=0.3).send(letter, to(web_server.address))
    assert outcome == Outcome("接收系统没有及时应答")


async def test_a_receiver_that_is_not_there_is_a_failure_that_may_heal(letter: Letter) -> None:
    outcome = await Webhook(allowed=LOOPBACK, timeout_s=30).send(letter, to(f"http://127.0.0.1:{a_port_that_is_shut()}/hooks"))
    assert outcome == Outcome("连不上接收系统（ConnectError）")


async def test_loopback_is_shut_unless_the_operator_opened_it(letter: Letter, web_server: WebServer) -> None:
    outcome = await Webhook(allowed=(), timeout_s=30).send(letter, to(web_server.address))
    assert outcome == Outcome("系统推送地址不可用：内网或保留地址", is_final=True)
    assert not web_server.requests


async def test_a_name_that_leads_inside_is_refused_when_it_is_resolved(letter: Letter, web_server: WebServer) -> None:
    outcome = await Webhook(allowed=(), timeout_s=30).send(letter, to(f"https://localhost:{web_server.port}/hooks"))
    assert outcome == Outcome("系统推送地址不可用：域名指向内网或保留地址", is_final=True)
    assert not web_server.requests


async def test_a_certificate_is_checked_against_the_name_though_we_connect_to_the_address(
    letter: Letter, tls_server: tuple[WebServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, certificate = tls_server
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    webhook = Webhook(allowed=[*LOOPBACK, ip_network("::1/128")], timeout_s=30)
    assert await webhook.send(letter, to(f"https://localhost:{server.port}/hooks")) == Outcome()
    by_address = await webhook.send(letter, to(f"https://127.0.0.1:{server.port}/hooks"))
    assert by_address == Outcome("连不上接收系统（ConnectError）"), "the certificate is for the name alone"
    [(_, headers, _)] = server.requests
    assert headers["host"] == f"localhost:{server.port}"


async def test_of_a_names_addresses_one_may_lead_nowhere(
    letter: Letter, web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (address, web_server.port)) for address in ("127.0.0.9", "127.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", two)
    assert (await Receivers(allowed=LOOPBACK, timeout_s=30).judged(web_server.address))[0] == ip_address("127.0.0.9")
    assert await Webhook(allowed=LOOPBACK, timeout_s=30).send(letter, to(web_server.address)) == Outcome()


async def test_a_certificate_that_nobody_vouches_for_is_refused(letter: Letter, tls_server: tuple[WebServer, Path]) -> None:
    server, _ = tls_server
    outcome = await Webhook(allowed=[*LOOPBACK, ip_network("::1/128")], timeout_s=30).send(
        letter, to(f"https://localhost:{server.port}/hooks")
    )
    assert outcome.error == "连不上接收系统（ConnectError）"
    assert not server.requests


@pytest.mark.parametrize("secret", ["hush", "whsec_", "whsec_AAAA", "whsec_***", WEBHOOK_SECRET.removeprefix("whsec_")])
def test_a_secret_that_is_no_standard_webhooks_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        WebhookContact(channel=ChannelName.WEBHOOK, address="https://oa.example.gov.cn/", secret=secret)
