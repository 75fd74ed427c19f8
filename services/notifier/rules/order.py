"""A work order's states and the only moves between them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from shared import periods
from shared.errors import Conflict, Unprocessable


class OrderState(StrEnum):
    """Where a work order stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    ASKED = "asked"
    """Whoever was sent asked back; the clock goes on, and whoever gave the order answers."""
    DONE = "done"
    CLOSED = "closed"
    """Somebody else looked, and struck it off (销号)."""
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            OrderState.OPEN: "待接单",
            OrderState.ACCEPTED: "办理中",
            OrderState.ASKED: "待派单人答复",
            OrderState.DONE: "已办结",
            OrderState.CLOSED: "已检查销号",
            OrderState.CANCELLED: "已撤销，不需办理",
        }[self]


class Move(StrEnum):
    """What can be done with a work order."""

    ACCEPT = "accept"
    HAND_ON = "hand-on"
    ASK = "ask"
    ANSWER = "answer"
    EXTEND = "extend"
    COMPLETE = "complete"
    CHECK = "check"
    REOPEN = "reopen"
    CANCEL = "cancel"
    SETTLE = "settle"
    """Another service's record says that it is done and looked at."""
    RECUR = "recur"
    """What it is about happened once more."""

    @property
    def label(self) -> str:
        return {
            Move.ACCEPT: "接单",
            Move.HAND_ON: "转办",
            Move.ASK: "询问派单人",
            Move.ANSWER: "答复询问",
            Move.EXTEND: "延期",
            Move.COMPLETE: "办结",
            Move.CHECK: "检查销号",
            Move.REOPEN: "退回重办",
            Move.CANCEL: "撤销",
            Move.SETTLE: "按记录销号",
            Move.RECUR: "再次发生",
        }[self]


OWED: Final = frozenset({OrderState.OPEN, OrderState.ACCEPTED, OrderState.ASKED})
"""The states in which somebody still has to act."""
OVER: Final = frozenset({OrderState.DONE, OrderState.CLOSED})
"""Those in which it was done, whether or not anybody has looked."""

_S = OrderState
MOVES: Final[Mapping[tuple[OrderState, Move], OrderState]] = {
    (_S.OPEN, Move.ACCEPT): _S.ACCEPTED,
    (_S.OPEN, Move.HAND_ON): _S.OPEN,
    (_S.ACCEPTED, Move.HAND_ON): _S.OPEN,
    (_S.ASKED, Move.HAND_ON): _S.ASKED,
    (_S.OPEN, Move.ASK): _S.ASKED,
    (_S.ACCEPTED, Move.ASK): _S.ASKED,
    (_S.ASKED, Move.ANSWER): _S.OPEN,
    (_S.ACCEPTED, Move.COMPLETE): _S.DONE,
    (_S.DONE, Move.CHECK): _S.CLOSED,
    (_S.DONE, Move.REOPEN): _S.OPEN,
    (_S.CLOSED, Move.REOPEN): _S.OPEN,
    **{(state, Move.EXTEND): state for state in sorted(OWED)},
    **{(state, Move.CANCEL): _S.CANCELLED for state in sorted(OWED)},
    **{(state, Move.SETTLE): _S.CLOSED for state in sorted(OWED | {_S.DONE})},
    **{(state, Move.RECUR): state for state in sorted(OWED)},
    **{(state, Move.RECUR): _S.OPEN for state in sorted(OVER | {_S.CANCELLED})},
}
"""Everything absent is refused. An order is accepted before it is completed, so that somebody has put their name to it;
one that was handed on or answered is accepted anew."""


class OrderCannotMove(Conflict):
    """工单当前的状态不能这样办理"""

    mend = "工单须先接单，再办结；询问派单人的，答复以后再接单；已办结的可退回重办。请先查询工单的当前状态"


class EndsByItsRecord(Conflict):
    """这件工单按另一处的登记自行销号，不在工单中办结、检查或退回"""

    mend = "请到工单所指的页面办理；办理并经他人认定后，工单自行销号。不需办理的，由县级撤销工单"


def must_end_by_words(is_by_record: bool) -> None:
    """Two records of one thing would disagree. Raises EndsByItsRecord."""
    if is_by_record:
        raise EndsByItsRecord


class DueOnIsPast(Unprocessable):
    """新的办理期限早于今天"""

    mend = "请填写今天或以后的日期"


def move(state: OrderState, how: Move) -> OrderState:
    """The state after this move. Raises OrderCannotMove for any move that the table does not know."""
    try:
        return MOVES[state, how]
    except KeyError:
        raise OrderCannotMove(state=state, state_label=state.label, move=how, move_label=how.label) from None


def is_late(due_at: datetime, at: datetime) -> bool:
    """Whether this instant is past the deadline; the deadline itself is still in time."""
    return at > due_at


def due_anew(due_on: date, *, on: date) -> datetime:
    """The deadline of an order that is done again: the end of that day. Raises DueOnIsPast."""
    if due_on < on:
        raise DueOnIsPast(pointer="/due_on", due_on=due_on.isoformat(), today=on.isoformat())
    return periods.end_of_day(due_on)
