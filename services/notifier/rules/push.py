"""What becomes of an event that is pushed to another system: in order while all goes well, tried for days, never lost unseen.

Events go out in the order of the feed, one after another. When one has failed several times, the one behind it is tried in the
same turn: if that is taken, the receiver lives and only dislikes the first, which is set aside and tried by itself from then on.
If it is not, the receiver is away: nothing is given up, the subscription waits, and after three days it is paused.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

GONE: Final = 410
STEPS: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600))
"""How long to wait after the first, second, … failure; the last one again and again."""
TRIED_FOR: Final = timedelta(days=3)
WARNED_AFTER: Final = timedelta(days=1)
"""Whoever granted it is told after so long, while there are two days left to mend it."""
PROBED_AFTER: Final = 4
"""Failures of one event before the next one is tried: some quarter of an hour."""
WAIT_LIMIT: Final = STEPS[-1]
"""A receiver may ask us to come later (`Retry-After`), not never."""
ANSWER_SIGNS: Final = 200


class PushState(StrEnum):
    """How far an event has come on its way to one address."""

    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        return {PushState.DELIVERED: "已送达", PushState.FAILED: "失败待重试", PushState.GIVEN_UP: "已放弃"}[self]


@dataclass(frozen=True)
class Reply:
    """What a receiver did with one attempt: its status and the beginning of its answer, or why there was none."""

    took_ms: int
    status: int | None = None
    error: str = ""
    answer: str = ""
    wait: timedelta | None = None
    """How long it asked us to wait."""
    is_refused: bool = False
    """The address is one that we must not knock at."""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def said(self) -> str:
        """In a few words, for people."""
        return self.error or f"接收系统答复 {self.status}"


def wait_after(failures: int, reply: Reply, *, chance: int) -> timedelta:
    """How long to wait after the n-th failure in a row. `chance` is 0 to 40: so many percent are added to four fifths, or all
    receivers that failed in one moment would be asked again in one moment."""
    usual = STEPS[min(failures, len(STEPS)) - 1] * (80 + chance) / 100
    return max(usual, min(reply.wait or timedelta(), WAIT_LIMIT))


def is_worth_probing(failures: int) -> bool:
    """Whether, after so many failures of one event, the next is to be tried."""
    return failures >= PROBED_AFTER


def why_paused(reply: Reply, *, failing_since: datetime, at: datetime) -> str:
    """Why the subscription is to be paused after this failure; empty if it goes on."""
    if reply.status == GONE:
        return "接收系统答复 410：该地址不再接收"
    if at - failing_since >= TRIED_FOR:
        return f"连续 3 天没有送达，最近一次：{reply.said}"
    return ""


def is_to_be_told(*, failing_since: datetime, at: datetime) -> bool:
    """Whether a subscription has been failing for so long that somebody is to hear of it."""
    return at - failing_since >= WARNED_AFTER


def pauses_at(failing_since: datetime) -> datetime:
    """The first attempt that fails from then on pauses the subscription."""
    return failing_since + TRIED_FOR


def is_given_up(*, first_at: datetime, at: datetime) -> bool:
    """Whether an event that was set aside has been tried long enough."""
    return at - first_at >= TRIED_FOR


def masked(answer: str) -> str:
    """The beginning of an answer, fit to be kept and shown: no long number (an ID card, a telephone) and no token in it."""
    seen = "".join(sign if sign.isprintable() else " " for sign in answer)
    without_tokens = re.sub(r"[A-Za-z0-9+/_=.-]{24,}", "…", seen)
    return re.sub(r"\d{5,}[\dXx]?", "****", without_tokens)[:ANSWER_SIGNS]
