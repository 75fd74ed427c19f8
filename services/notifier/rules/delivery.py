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
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    LETTER = "letter"
    PAGE = "page"

    @property
    def label(self) -> str:
        return {
            ChannelName.LOG: "值班日志",
            ChannelName.EMAIL: "电子邮件",
            ChannelName.WEBHOOK: "系统推送",
            ChannelName.SMS: "短信",
            ChannelName.WECOM: "企业微信群机器人",
            ChannelName.DINGTALK: "钉钉群机器人",
            ChannelName.FEISHU: "飞书群机器人",
            ChannelName.LETTER: "打印信函",
            ChannelName.PAGE: "收件箱",
        }[self]


class DeliveryState(StrEnum):
    """How far the delivery of a message over one channel has come. What is known after `sent` is the channel's to say: by the
    gateway's receipt, or by whoever handed a letter over; of most channels nothing more is ever heard."""

    QUEUED = "queued"
    FAILED = "failed"
    TO_PRINT = "to_print"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    GIVEN_UP = "given_up"
    GATHERED = "gathered"
    """It went out in a digest, whose own delivery says how far it has come."""

    @property
    def label(self) -> str:
        return {
            DeliveryState.QUEUED: "待发送",
            DeliveryState.FAILED: "失败待重试",
            DeliveryState.TO_PRINT: "待打印",
            DeliveryState.SENT: "已发送",
            DeliveryState.DELIVERED: "已送达",
            DeliveryState.READ: "已读",
            DeliveryState.UNDELIVERED: "未送达",
            DeliveryState.GIVEN_UP: "已放弃",
            DeliveryState.GATHERED: "已并入汇总",
        }[self]


RETRY_AFTER: Final = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""How long to wait after the first, second, … failure. The fifth failure ends this channel's turn: a household waits for the
officer, so after a quarter of an hour another channel is better than another try."""
USUAL_CHANCE: Final = 20
"""Percent; see `judge`."""
COME_AGAIN: Final = timedelta(minutes=1)
"""After an answer that we send too fast, where it does not say how long to wait."""
WAIT_LIMIT: Final = timedelta(minutes=15)
"""A receiver may ask us to come later (`Retry-After`), not so late that another way would be better."""


class Cause(StrEnum):
    """What a failure is of, which decides whom it is counted against."""

    MESSAGE = "message"
    """This message, or the address that it goes to."""
    LINE = "line"
    """The way itself: a server that is away, that does not let us in, that answers nonsense. Every message would fail."""
    PACE = "pace"
    """We were too fast. Nothing is wrong, and no attempt is counted."""


@dataclass(frozen=True)
class Outcome:
    """What one attempt came to: taken when `error` is None; a `is_final` error will not heal by waiting."""

    error: str | None = None
    is_final: bool = False
    cause: Cause = Cause.MESSAGE
    wait: timedelta | None = None
    """How long the other side asked us to wait."""
    gateway_id: str | None = None
    """What the other side calls this message in its receipts."""
    is_on_paper: bool = False
    """It is to be printed; until then nobody has it."""


@dataclass(frozen=True)
class Verdict:
    """The delivery's new state, when it is to be tried again (if it is), and whether the attempt counts."""

    state: DeliveryState
    retry_at: datetime | None = None
    is_counted: bool = True


def judge(
    outcome: Outcome, *, attempts: int, at: datetime, closed_until: datetime | None = None, chance: int = USUAL_CHANCE
) -> Verdict:
    """What becomes of a delivery after its `attempts`-th attempt, counted from one.

    `closed_until`: the line is closed since; what failed because of it waits for it, and the attempt is not counted. `chance` is
    0 to 40: so many percent are added to four fifths of the usual time, or all that failed together would knock again together.
    """
    if outcome.error is None:
        return Verdict(DeliveryState.TO_PRINT if outcome.is_on_paper else DeliveryState.SENT)
    if outcome.cause is Cause.PACE:
        return Verdict(DeliveryState.QUEUED, at + min(outcome.wait or COME_AGAIN, WAIT_LIMIT), is_counted=False)
    if outcome.cause is Cause.LINE and closed_until is not None:
        return Verdict(DeliveryState.FAILED, closed_until, is_counted=False)
    if outcome.is_final or attempts > len(RETRY_AFTER):
        return Verdict(DeliveryState.GIVEN_UP)
    usual = RETRY_AFTER[attempts - 1] * (80 + chance) / 100
    return Verdict(DeliveryState.FAILED, at + max(usual, min(outcome.wait or timedelta(), WAIT_LIMIT)))
