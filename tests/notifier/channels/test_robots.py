"""Robots against a real HTTP server on loopback, good and bad."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifier.channels import Letter
from services.notifier.channels.robots import GroupRobot
from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.schemas.post import RobotContact
from tests.builders.notifier import WECOM_KEY, by_wecom
from tests.builders.receiver import Receiver, hangs, returns_a_gigabyte, says

WECOM = RobotContact.model_validate(by_wecom())
DINGTALK = RobotContact(
    channel=ChannelName.DINGTALK, address="https://oapi.dingtalk.com/robot/send?access_token=abcdef123456", secret="SECabc"
)


def over(receiver: Receiver, channel: ChannelName = ChannelName.WECOM, *, timeout_s: float = 5) -> GroupRobot:
    return GroupRobot(channel, timeout_s=timeout_s, host=f"http://127.0.0.1:{receiver.port}")


async def test_a_group_gets_the_message_as_it_is_worded(letter: Letter, receiver: Receiver) -> None:
    receiver.always = says(200, body='{"errcode": 0, "errmsg": "ok"}')
    assert await over(receiver).send(letter, WECOM) == Outcome()
    [(_, body)] = receiver.posts
    assert receiver.lines == [f"POST /cgi-bin/webhook/send?key={WECOM_KEY} HTTP/1.1"]
    assert json.loads(body) == {"msgtype": "text", "text": {"content": f"{letter.subject}\n{letter.body}"}}


async def test_a_robot_that_asks_for_a_signature_gets_one(letter: Letter, receiver: Receiver) -> None:
    receiver.always = says(200, body='{"errcode": 0}')
    assert await over(receiver, ChannelName.DINGTALK).send(letter, DINGTALK) == Outcome()
    assert receiver.lines[0].startswith("POST /robot/send?access_token=abcdef123456&timestamp=")
    assert "&sign=" in receiver.lines[0]


async def test_a_robot_that_is_busy_says_so_with_status_200_and_is_believed(letter: Letter, receiver: Receiver) -> None:
    """What makes a message vanish where only the status is looked at."""
    receiver.always = says(200, body='{"errcode": 45009, "errmsg": "api freq out of limit"}')
    outcome = await over(receiver).send(letter, WECOM)
    assert (outcome.cause, outcome.wait) == (Cause.PACE, timedelta(minutes=1))
    receiver.always = says(429, "Retry-After: 25")
    assert (await over(receiver).send(letter, WECOM)).wait == timedelta(seconds=25)


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (hangs, "企业微信群机器人没有及时应答"),
        (returns_a_gigabyte, "企业微信群机器人的答复不是 JSON"),
        (says(307, "Location: http://127.0.0.1/admin"), "企业微信群机器人答复 307"),
        (500, "企业微信群机器人答复 500"),
    ],
)
async def test_what_else_a_robot_may_do(letter: Letter, receiver: Receiver, behave, error: str) -> None:
    receiver.always = behave
    outcome = await over(receiver, timeout_s=1).send(letter, WECOM)
    assert (outcome.error, outcome.cause) == (error, Cause.LINE)
    assert len(receiver.posts) == 1


@pytest.mark.parametrize("said", ["联系电话 13900000001", "台账尾号 1A2B3C4D", "371311199003070016"])
async def test_what_leads_to_a_person_does_not_go_to_a_group(letter: Letter, receiver: Receiver, said: str) -> None:
    outcome = await over(receiver).send(replace(letter, body=said), WECOM)
    assert outcome.is_final
    assert outcome.error is not None
    assert "不发到群里" in outcome.error
    assert not receiver.posts


async def test_nobody_says_the_robot_s_key(letter: Letter, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    receiver.answers.extend([500, says(200, body="x"), hangs])
    told = [(await over(receiver, timeout_s=0.3).send(letter, WECOM)).error for _ in range(3)]
    assert WECOM_KEY not in caplog.text + str(told)


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdef123456",
        "https://127.0.0.1/cgi-bin/webhook/send?key=abcdef123456",
        "https://oapi.dingtalk.com/robot/send?access_token=abcdef123456",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
    ],
)
def test_an_address_that_is_not_the_maker_s_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="企业微信群机器人"):
        RobotContact(channel=ChannelName.WECOM, address=address)


def test_a_robot_s_address_is_never_shown_whole() -> None:
    assert WECOM.shown == "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=****abcd"
    assert "abcdef123456" not in DINGTALK.shown
