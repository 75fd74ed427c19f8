"""What the robots of WeCom, DingTalk and Feishu are sent, and what their answers mean, as their makers describe them.

All three take one JSON message at a fixed address that bears the robot's own key, and answer 200 whatever becomes of it: what
counts is the code in the answer.
"""

import base64
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.rules.gateway import find

TEN_MINUTES: Final = timedelta(minutes=10)
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Robot:
    """One maker's robots. The address is `host` + `path` with the key put in; of a text so many bytes are taken."""

    host: str
    path: str
    key: str
    """What a key looks like."""
    longest_bytes: int
    code: str
    pace: Mapping[str, timedelta]
    """Codes that say that we were too fast, and how long this robot is shut out then."""
    final: frozenset[str]
    """Codes that say that this robot will not take our messages: it is gone, or its rules refuse us."""
    source: str


ROBOTS: Final[Mapping[ChannelName, Robot]] = {
    ChannelName.WECOM: Robot(
        host="https://qyapi.weixin.qq.com",
        path="/cgi-bin/webhook/send?key={key}",
        key=r"[A-Za-z0-9_-]{8,100}",
        longest_bytes=2048,
        code="/errcode",
        pace={"45009": MINUTE, "45033": MINUTE},
        final=frozenset({"93000", "93008", "40008", "40058"}),
        source="企业微信开发者中心《群机器人配置说明》《全局错误码》",
    ),
    ChannelName.DINGTALK: Robot(
        host="https://oapi.dingtalk.com",
        path="/robot/send?access_token={key}",
        key=r"[A-Za-z0-9]{8,100}",
        longest_bytes=19_000,
        code="/errcode",
        pace={"130101": TEN_MINUTES, "90030": TEN_MINUTES, "410100": TEN_MINUTES},
        final=frozenset({"300001", "300005", "310000", "40035", "400101", "400102", "400105"}),
        source="钉钉开放平台《自定义机器人接入》",
    ),
    ChannelName.FEISHU: Robot(
        host="https://open.feishu.cn",
        path="/open-apis/bot/v2/hook/{key}",
        key=r"[A-Za-z0-9_-]{8,100}",
        longest_bytes=19_000,
        code="/code",
        pace={"11232": MINUTE, "9499": MINUTE, "99991400": MINUTE},
        final=frozenset({"19001", "19021", "19022", "19024"}),
        source="飞书开放平台《自定义机器人使用指南》",
    ),
}
"""Codes and limits are written down from memory of the sources named: inferred. One that is not listed may heal by waiting."""


def key_of(channel: ChannelName, address: str) -> str | None:
    """The key in a robot's address as its app shows it; None for any other address."""
    robot = ROBOTS[channel]
    before, after = (re.escape(part) for part in (robot.host + robot.path).split("{key}"))
    found = re.fullmatch(f"{before}({robot.key}){after}/?", address)
    return found[1] if found else None


def post_to(
    channel: ChannelName, key: str, text: str, *, secret: str, at: datetime, host: str | None = None
) -> tuple[str, bytes]:
    """Address and body of one message. `host` stands for the maker's own in tests."""
    robot, shown = ROBOTS[channel], clipped(text, ROBOTS[channel].longest_bytes)
    address = (host or robot.host) + robot.path.format(key=key)
    if channel is ChannelName.FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": shown}}
        if secret:
            stamp = str(int(at.timestamp()))
            body |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{secret}", "")}
        return address, _written(body)
    if channel is ChannelName.DINGTALK and secret:
        stamp = str(int(at.timestamp() * 1000))
        address += "&" + urlencode({"timestamp": stamp, "sign": _signed(secret, f"{stamp}\n{secret}")})
    return address, _written({"msgtype": "text", "text": {"content": shown}})


def _signed(key: str, of: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), of.encode(), "sha256")).decode()


def _written(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def clipped(text: str, limit_bytes: int) -> str:
    """No longer than so many bytes, never cut within a sign."""
    whole = text.encode()
    return text if len(whole) <= limit_bytes else whole[: limit_bytes - 3].decode("utf-8", "ignore") + "…"


def judge_reply(channel: ChannelName, status: int, body: bytes, wait: timedelta | None) -> Outcome:
    """What a robot's answer means."""
    robot, name = ROBOTS[channel], channel.label
    if status == 429:
        return Outcome(f"{name}要求放慢（429）", cause=Cause.PACE, wait=wait)
    if status != 200:
        return Outcome(f"{name}答复 {status}", cause=Cause.LINE, wait=wait)
    try:
        code = find(json.loads(body), robot.code)
    except ValueError:
        return Outcome(f"{name}的答复不是 JSON", cause=Cause.LINE)
    if code == 0:
        return Outcome()
    told = str(code) if isinstance(code, int) else "没有代码"
    if told in robot.pace:
        return Outcome(f"{name}要求放慢（{told}）", cause=Cause.PACE, wait=wait or robot.pace[told])
    return Outcome(f"{name}不收这条消息（{told}）", is_final=told in robot.final)
