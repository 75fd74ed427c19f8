"""The lines that messages go out on: closed when they are down for all, and used no faster than the other side allows.

A line is the mail server, the short-message gateway, or one robot. When it fails for everybody, trying each message five times
in a quarter of an hour would give up thousands of messages for one fault that somebody is mending. So after a few failures in a
row the line is closed for a while; ordinary messages wait as they are, with no attempt counted, and one message at a time tries
whether it works again. Urgent ones do not wait: they take the next way at once. Nothing waits longer than an hour
where there is another way; of a household, which has one, the officer is told when its place's policy says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from services.notifier.rules.delivery import COME_AGAIN, WAIT_LIMIT, Cause, ChannelName, Outcome

CLOSED_AFTER: Final = 3
"""Failures of the line in a row. One or two are the network's hiccups, which the usual retries are for."""
CLOSED_FOR: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300))
"""How long it is closed, the first, second, … time in a row; then the last one again and again."""
ORDINARY_WAITS: Final = timedelta(hours=1)
"""So long an ordinary message waits for its line; then another way is better."""
URGENT_WAITS: Final = timedelta(minutes=2)
"""So long an urgent message waits for its turn at a robot that is merely busy; it goes before ordinary ones."""
PARKED: Final = CLOSED_FOR[-1]
"""A message that waited long enough and has no other way is looked at again after so long."""

ROBOTS: Final = frozenset({ChannelName.WECOM, ChannelName.DINGTALK, ChannelName.FEISHU})
SERVERS: Final = frozenset({ChannelName.EMAIL, ChannelName.SMS})
"""Channels with one server for all. A webhook has a server of its own at every address, and the duty log and the print queue are
our own disk and database: there the attempts of each message are the right measure, and their lines are never closed."""
FAR: Final = (ChannelName.EMAIL, ChannelName.SMS, ChannelName.WEBHOOK, *sorted(ROBOTS))
"""Channels that lead over a network, where somebody else decides how long an attempt takes: each has hands of its own."""
NEAR: Final = tuple(channel for channel in ChannelName if channel not in FAR)


@dataclass(frozen=True)
class Pace:
    """How many messages a robot takes within any minute."""

    a_minute: int
    source: str
    is_inferred: bool

    @property
    def every(self) -> timedelta:
        """The time between two messages. Of n that are spaced evenly over a minute, n + 1 may fall into one: hence one less."""
        return timedelta(minutes=1) / (self.a_minute - 1)


PACES: Final[Mapping[ChannelName, Pace]] = {
    ChannelName.WECOM: Pace(
        20, "企业微信开发者中心《群机器人配置说明》：每个机器人发送的消息不能超过 20 条/分钟", is_inferred=True
    ),
    ChannelName.DINGTALK: Pace(
        20, "钉钉开放平台《自定义机器人接入》：每个机器人每分钟最多发送 20 条，超过的限流 10 分钟", is_inferred=True
    ),
    ChannelName.FEISHU: Pace(100, "飞书开放平台《自定义机器人使用指南》：频率限制 100 次/分钟、5 次/秒", is_inferred=True),
}
"""Written down from memory of the makers' own pages, which a closed network cannot open; hence inferred."""


@dataclass(frozen=True)
class LineState:
    """How a line is. `next_at`: when the next message may go, of a line that is paced."""

    failures: int = 0
    closings: int = 0
    closed_until: datetime | None = None
    next_at: datetime | None = None
    last_sent_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_error: str | None = None


def is_closed(line: LineState, at: datetime) -> bool:
    """An end that lies farther ahead than any closing is long was written by a clock that went wrong, and is not believed."""
    return line.closed_until is not None and at < line.closed_until <= at + WAIT_LIMIT


def is_on_trial(line: LineState, at: datetime) -> bool:
    """It was closed, and nobody knows yet whether it works again: one message at a time may find out."""
    return line.closed_until is not None and not is_closed(line, at)


def heard(line: LineState, outcomes: Sequence[Outcome], *, at: datetime, chance: int) -> LineState:
    """The line after attempts made at the same time: one that got through says that it is well. `chance` is as in `judge`."""
    told = line
    faults = [outcome for outcome in outcomes if outcome.error is not None and outcome.cause is Cause.LINE]
    limits = [outcome for outcome in outcomes if outcome.error is not None and outcome.cause is Cause.PACE]
    if wrong := [outcome.error for outcome in outcomes if outcome.error is not None]:
        told = replace(told, last_failed_at=at, last_error=wrong[-1])
    if any(outcome.error is None for outcome in outcomes):
        told = replace(told, last_sent_at=at)
    if len(faults) < len(outcomes):
        # Whatever else was answered, somebody answered.
        told = replace(told, failures=0, closings=0, closed_until=None)
    elif faults:
        told = _failed(told, len(faults), at=at, chance=chance)
    if limits:
        wait = min(max(outcome.wait or COME_AGAIN for outcome in limits), WAIT_LIMIT)
        told = replace(told, closed_until=at + wait)
    return told


def _failed(line: LineState, faults: int, *, at: datetime, chance: int) -> LineState:
    failures = line.failures + faults
    if failures < CLOSED_AFTER and line.closed_until is None:
        return replace(line, failures=failures)
    usual = CLOSED_FOR[min(line.closings, len(CLOSED_FOR) - 1)] * (80 + chance) / 100
    return replace(line, failures=failures, closings=line.closings + 1, closed_until=at + usual)


def is_paced(line: LineState, pace: Pace, at: datetime) -> bool:
    """Whether the next message has to wait a moment. A moment longer than any pace was written by a clock that went wrong."""
    return line.next_at is not None and at < line.next_at <= at + pace.every


def waited_since(*, urgent: bool, is_closed: bool, at: datetime) -> datetime:
    """Messages that have waited for their line since before this take the next way."""
    if urgent:
        return at if is_closed else at - URGENT_WAITS
    return at - ORDINARY_WAITS
