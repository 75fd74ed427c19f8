"""What becomes of a message: tried, tried again later and later, and at last handed to the next way of reaching the person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class ChannelName(StrEnum):
    """A way of reaching somebody."""

    LOG = "log"
    EMAIL = "email"
    WEBHOOK = "webhook"

    @property
    def label(self) -> str:
        return {ChannelName.LOG: "值班日志", ChannelName.EMAIL: "电子邮件", ChannelName.WEBHOOK: "系统推送"}[self]


class DeliveryState(StrEnum):
    """How far the delivery of a message over one channel has come."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        return {
            DeliveryState.QUEUED: "待发送",
            DeliveryState.SENT: "已发送",
            DeliveryState.FAILED: "失败待重试",
            DeliveryState.GIVEN_UP: "已放弃",
        }[self]


RETRY_AFTER: Final = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""How long to wait after the first, second, … failure. The fifth failure ends this channel's turn: a household waits for the
officer, so after a quarter of an hour another channel is better than another try."""


@dataclass(frozen=True)
class Outcome:
    """What one attempt came to: sent when `error` is None; a `is_final` error will not heal by waiting."""

    error: str | None = None
    is_final: bool = False


@dataclass(frozen=True)
class Verdict:
    """The delivery's new state, and when it is to be tried again (only if it failed)."""

    state: DeliveryState
    retry_at: datetime | None = None


def judge(outcome: Outcome, *, attempts: int, at: datetime) -> Verdict:
    """What becomes of a delivery after its `attempts`-th attempt, counted from one."""
    if outcome.error is None:
        return Verdict(DeliveryState.SENT)
    if outcome.is_final or attempts > len(RETRY_AFTER):
        return Verdict(DeliveryState.GIVEN_UP)
    return Verdict(DeliveryState.FAILED, at + RETRY_AFTER[attempts - 1])


CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""What was written, or tried, later than this after now was so by a clock that ran ahead and was set right since."""


def ahead_of(at: datetime) -> tuple[datetime, datetime]:
    """After the first of these instants nothing can have been written, after the second no retry can be due, unless a clock was
    wrong."""
    return at + CLOCKS_DIFFER, at + RETRY_AFTER[-1] + CLOCKS_DIFFER
