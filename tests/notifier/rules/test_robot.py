"""What robots are sent, and what their answers mean."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.rules.robot import ROBOTS, clipped, judge_reply, key_of, post_to

AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
WECOM, DINGTALK, FEISHU = ChannelName.WECOM, ChannelName.DINGTALK, ChannelName.FEISHU


def busy(maker: str, code: int, minutes: int) -> Outcome:
    return Outcome(f"{maker}群机器人要求放慢（{code}）", cause=Cause.PACE, wait=timedelta(minutes=minutes))


@pytest.mark.parametrize("channel", sorted(ROBOTS))
def test_a_robot_s_address_is_its_maker_s_and_no_other(channel: ChannelName) -> None:
    robot = ROBOTS[channel]
    good = robot.host + robot.path.format(key="abcdef0123456789")
    assert key_of(channel, good) == "abcdef0123456789"
    others = [
        good.replace("https://", "http://"),
        good.replace("https://", "https://127.0.0.1:8080@"),
        good.replace(robot.host, robot.host + ".evil.example"),
        good.replace(robot.host, "https://127.0.0.1"),
        good + "&key=other",
        good + "/../../admin",
        robot.host + "/other",
    ]
    assert [key_of(channel, other) for other in others] == [None] * len(others)


def test_dingtalk_is_signed_as_its_maker_says() -> None:
    """By openssl: printf '1590973200000\\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64."""
    address, body = post_to(DINGTALK, "key12345", "你好", secret="SECabc", at=AT)
    query = parse_qs(urlsplit(address).query)
    assert query["access_token"] == ["key12345"]
    assert query["timestamp"] == ["1590973200000"]
    assert query["sign"] == ["eE53yY/h/jMuHbm1LqBtPDkoGD9ZtcilZEOAskTpviA="]
    assert json.loads(body) == {"msgtype": "text", "text": {"content": "你好"}}


def test_feishu_is_signed_as_its_maker_says() -> None:
    """printf '' | openssl dgst -sha256 -hmac $'1590973200\\nabc' -binary."""
    address, body = post_to(FEISHU, "key12345", "你好", secret="abc", at=AT)
    assert address == "https://open.feishu.cn/open-apis/bot/v2/hook/key12345"
    told = json.loads(body)
    assert (told["msg_type"], told["content"]) == ("text", {"text": "你好"})
    assert (told["timestamp"], told["sign"]) == ("1590973200", "ZUvsUVuFpQVQPjxjh5Y0tl+otD3nHLBw4zVAULYkfu0=")


def test_a_text_that_is_too_long_is_cut_between_signs() -> None:
    _, body = post_to(WECOM, "key12345", "帮扶" * 1000, secret="", at=AT)
    text = json.loads(body)["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.endswith("帮…") or text.endswith("扶…")
    assert clipped("短", 2048) == "短"


@pytest.mark.parametrize(
    ("channel", "status", "body", "outcome"),
    [
        (WECOM, 200, b'{"errcode":0,"errmsg":"ok"}', Outcome()),
        (
            WECOM,
            200,
            b'{"errcode":45009}',
            busy("企业微信", 45009, 1),
        ),
        (
            DINGTALK,
            200,
            b'{"errcode":130101}',
            busy("钉钉", 130101, 10),
        ),
        (DINGTALK, 200, b'{"errcode":300001}', Outcome("钉钉群机器人不收这条消息（300001）", is_final=True)),
        (DINGTALK, 200, b'{"errcode":-1}', Outcome("钉钉群机器人不收这条消息（-1）")),
        (FEISHU, 200, b'{"code":11232}', busy("飞书", 11232, 1)),
        (FEISHU, 200, b'{"code":19021}', Outcome("飞书群机器人不收这条消息（19021）", is_final=True)),
        (FEISHU, 200, b"{}", Outcome("飞书群机器人不收这条消息（没有代码）")),
        (WECOM, 200, b"<html>login</html>", Outcome("企业微信群机器人的答复不是 JSON", cause=Cause.LINE)),
        (WECOM, 502, b"", Outcome("企业微信群机器人答复 502", cause=Cause.LINE)),
        (WECOM, 302, b"", Outcome("企业微信群机器人答复 302", cause=Cause.LINE)),
    ],
)
def test_what_counts_is_the_code_in_the_answer(channel: ChannelName, status: int, body: bytes, outcome: Outcome) -> None:
    assert judge_reply(channel, status, body, None) == outcome


def test_a_limit_says_itself_how_long_it_lasts() -> None:
    outcome = judge_reply(WECOM, 429, b"", timedelta(seconds=40))
    assert (outcome.cause, outcome.wait) == (Cause.PACE, timedelta(seconds=40))
