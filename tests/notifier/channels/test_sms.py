"""Short messages against a real HTTP server on loopback, good and bad."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifier.channels import Letter
from services.notifier.channels.sms import ShortMessages
from services.notifier.rules.delivery import Cause, ChannelName, DeliveryState, Outcome
from services.notifier.rules.gateway import Gateway
from services.notifier.schemas.post import SmsContact
from tests.builders.receiver import (
    Receiver,
    closes_in_the_middle,
    drips,
    hangs,
    returns_a_gigabyte,
    says,
    sends_headers_without_end,
    takes_and_drips,
)

PHONE = "13900000001"
OFFICER = SmsContact(channel=ChannelName.SMS, address=PHONE)
OK = says(200, "Content-Type: application/json", body='{"code": 0, "id": "8001"}')


def over(receiver: Receiver, *, method: str = "POST", timeout_s: float = 5, **changes: Any) -> ShortMessages:
    said = {
        "title": "测试短信平台",
        "signature": "【及时雨】",
        "send": {
            "address": f"http://127.0.0.1:{receiver.port}/send",
            "method": method,
            "as": "query" if method == "GET" else "json",
            "body": {"to": "{phone}", "text": "{text}", "out": "{message_id}", "key": "{secret.key}"},
        },
        "success": {"at": "/code", "is": ["0"]},
        "message_id": "/id",
        "poll": {
            "ask": {"address": f"http://127.0.0.1:{receiver.port}/report?id={{gateway_id}}", "method": "GET", "as": "query"},
            "id": "/id",
            "state": "/state",
            "delivered": ["ok"],
        },
    }
    return ShortMessages(Gateway.model_validate(said | changes), secrets={"key": "hush"}, timeout_s=timeout_s)


@pytest.fixture(autouse=True)
def nobody_says_the_number(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens, at the level that services run at."""
    caplog.set_level(logging.INFO)
    yield
    assert PHONE not in caplog.text


async def test_a_message_is_taken_once_and_known_by_the_gateway_s_number(letter: Letter, receiver: Receiver) -> None:
    receiver.always = OK
    assert await over(receiver).send(letter, OFFICER) == Outcome(gateway_id="8001")
    [(_, body)] = receiver.posts
    told = json.loads(body)
    assert told == {"to": PHONE, "text": letter.subject + "\n" + letter.body, "out": letter.message_id.hex, "key": "hush"}
    assert UUID(told["out"]) == letter.message_id


async def test_a_gateway_that_is_asked_by_address_gets_the_same(letter: Letter, receiver: Receiver) -> None:
    receiver.always = OK
    assert (await over(receiver, method="GET").send(letter, OFFICER)).error is None
    [line] = receiver.lines
    assert line.startswith(f"GET /send?to={PHONE}&text=%E3%80%90")


@pytest.mark.parametrize(
    ("behave", "error", "cause"),
    [
        (500, "短信平台答复 500", Cause.LINE),
        (says(429, "Retry-After: 30"), "短信平台要求放慢（429）", Cause.PACE),
        (says(200, body="<html>欢迎</html>"), "短信平台的答复不是 JSON", Cause.LINE),
        (says(200, body='{"code": 7}'), "短信平台不收这条短信（200）", Cause.MESSAGE),
        (closes_in_the_middle, "短信平台连不上（RemoteProtocolError）", Cause.LINE),
        (sends_headers_without_end, "短信平台连不上（RemoteProtocolError）", Cause.LINE),
        (returns_a_gigabyte, "短信平台的答复不是 JSON", Cause.LINE),
    ],
)
async def test_what_a_gateway_may_answer(letter: Letter, receiver: Receiver, behave: object, error: str, cause: Cause) -> None:
    receiver.always = behave
    outcome = await over(receiver).send(letter, OFFICER)
    assert (outcome.error, outcome.cause, outcome.is_final) == (error, cause, False)
    assert outcome.wait == (timedelta(seconds=30) if cause is Cause.PACE else None)
    assert receiver.sent_bytes < 20 * 2**20, "of a gigabyte the beginning was read"


@pytest.mark.parametrize("behave", [hangs, drips, takes_and_drips])
async def test_a_gateway_that_lets_us_wait_is_left_after_the_time_limit(
    letter: Letter, receiver: Receiver, behave: object
) -> None:
    receiver.always = behave
    outcome = await over(receiver, timeout_s=0.3).send(letter, OFFICER)
    assert outcome == Outcome("短信平台没有及时应答", cause=Cause.LINE)


async def test_a_redirect_inside_is_not_followed(letter: Letter, receiver: Receiver) -> None:
    receiver.always = says(307, f"Location: http://127.0.0.1:{receiver.port}/admin")
    outcome = await over(receiver).send(letter, OFFICER)
    assert outcome.error == "短信平台要求转到别处（307），平台不跟随"
    assert len(receiver.posts) == 1


async def test_without_a_gateway_short_messages_give_up_at_once(letter: Letter) -> None:
    silent = ShortMessages(None, secrets={}, timeout_s=1)
    assert await silent.send(letter, OFFICER) == Outcome("平台没有配置短信平台", is_final=True)
    assert await silent.ask("8001") == []


async def test_a_text_that_is_too_long_takes_another_way(letter: Letter, receiver: Receiver) -> None:
    outcome = await over(receiver, longest=70).send(replace(letter, body="请" * 70), OFFICER)
    assert outcome == Outcome("短信超过 70 字", is_final=True)
    assert not receiver.posts


async def test_a_gateway_that_is_asked_says_what_became_of_a_message(receiver: Receiver) -> None:
    receiver.answers.extend([says(200, body='{"id": "8001", "state": "ok"}'), says(200, body="{}"), 500, hangs])
    gateway = over(receiver, timeout_s=0.5)
    [receipt] = await gateway.ask("8001")
    assert (receipt.gateway_id, receipt.state) == ("8001", DeliveryState.DELIVERED)
    assert receiver.lines[0] == "GET /report?id=8001 HTTP/1.1"
    assert [await gateway.ask("8001") for _ in range(3)] == [[], [], []], "it will be asked again"


@pytest.mark.parametrize("number", ["1390000000", "139000000012", "23900000001", "+8613900000001", "1390000000x"])
def test_a_number_that_is_no_mobile_telephone_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="address"):
        SmsContact(channel=ChannelName.SMS, address=number)


def test_a_number_is_never_shown_whole() -> None:
    assert OFFICER.shown == "139****0001"
