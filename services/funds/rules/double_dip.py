"""Paid twice for the same thing: two payments of one programme and period to one household, or to two that share a member."""

from enum import StrEnum

from services.funds.rules.payment_policy import DoubleDipRule, Verdict
from shared.errors import Conflict, Forbidden, NotFound


class DoubleDipKind(StrEnum):
    """Who received, or will receive, the other payment."""

    HOUSEHOLD = "household"
    KIN = "kin"


DOUBLE_DIP_NAMES = {DoubleDipKind.HOUSEHOLD: "同一户", DoubleDipKind.KIN: "有共同成员（含曾经的）的另一户"}


class DoubleDipState(StrEnum):
    """What a person has decided."""

    OPEN = "open"
    PAY = "pay"
    """Both are rightful."""
    STOP = "stop"
    """The later one must not be paid."""


DOUBLE_DIP_STATE_NAMES = {DoubleDipState.OPEN: "待决定", DoubleDipState.PAY: "可以发放", DoubleDipState.STOP: "不予发放"}


class NoSuchDoubleDip(NotFound):
    """没有这条疑似重复发放"""


class DoubleDipDecided(Conflict):
    """这条疑似重复发放已有决定"""

    mend = "决定不可更改；不予发放的，请撤回这笔发放"


class DecidedByTheAsker(Forbidden):
    """提出发放的人不能决定自己提出的发放是否重复"""

    mend = "请由另一名工作人员决定"


def verdict_of(rule: DoubleDipRule, kind: DoubleDipKind) -> Verdict:
    """What this place's rule makes of it."""
    return rule.household if kind is DoubleDipKind.HOUSEHOLD else rule.kin


def holds_up(verdict: Verdict, state: DoubleDipState) -> bool:
    """Whether the payment may not be approved because of it."""
    return state is DoubleDipState.STOP or (verdict is Verdict.REFUSE and state is DoubleDipState.OPEN)


def must_be_open(state: DoubleDipState, *, asked_by: str, by: str) -> None:
    """Raises DoubleDipDecided, DecidedByTheAsker."""
    if state is not DoubleDipState.OPEN:
        raise DoubleDipDecided(state=DOUBLE_DIP_STATE_NAMES[state])
    if asked_by == by:
        raise DecidedByTheAsker
