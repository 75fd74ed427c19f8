"""A work order's states and the only moves between them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from services.notifier.rules.department import Department
from shared import periods
from shared.errors import Conflict, Forbidden, Unprocessable


class OrderState(StrEnum):
    """Where a work order stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            OrderState.OPEN: "待接单",
            OrderState.ACCEPTED: "办理中",
            OrderState.DONE: "已办结",
            OrderState.CANCELLED: "台账撤销，不需办理",
        }[self]


class Move(StrEnum):
    """What can be done with a work order."""

    ACCEPT = "accept"
    COMPLETE = "complete"
    REOPEN = "reopen"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        return {Move.ACCEPT: "接单", Move.COMPLETE: "办结", Move.REOPEN: "退回重办", Move.CANCEL: "撤销"}[self]


OWED: Final = frozenset({OrderState.OPEN, OrderState.ACCEPTED})
"""The states in which somebody still has to act."""

MOVES: Final[Mapping[tuple[OrderState, Move], OrderState]] = {
    (OrderState.OPEN, Move.ACCEPT): OrderState.ACCEPTED,
    (OrderState.ACCEPTED, Move.COMPLETE): OrderState.DONE,
    (OrderState.DONE, Move.REOPEN): OrderState.OPEN,
    (OrderState.OPEN, Move.CANCEL): OrderState.CANCELLED,
    (OrderState.ACCEPTED, Move.CANCEL): OrderState.CANCELLED,
}
"""Everything absent is refused. An order is accepted before it is completed, so that somebody has put their name to it."""


class OrderCannotMove(Conflict):
    """工单当前的状态不能这样办理"""

    mend = "工单须先接单，再办结；已办结的工单可由县级退回重办。请先查询工单的当前状态"


class DueOnIsPast(Unprocessable):
    """新的办理期限早于今天"""

    mend = "请填写今天或以后的日期"


def move(state: OrderState, how: Move) -> OrderState:
    """The state after this move. Raises OrderCannotMove for any move that the table does not know."""
    try:
        return MOVES[state, how]
    except KeyError:
        raise OrderCannotMove(state=state, state_label=state.label, move=how, move_label=how.label) from None


class NotYourOrder(Forbidden):
    """这件工单由其他部门办理"""

    mend = "请由责任部门办理；镇街只办理派给镇街的工单，县级可以代为登记"


def must_be_theirs(department: Department, *, role: str, org: str) -> None:
    """A department acts on its own orders, a town on the town's; the county may write down for any of them what it was told
    on the telephone. Raises NotYourOrder."""
    acts_for = {"department": department == org, "town": department is Department.TOWN, "county": True}
    if not acts_for.get(role, False):
        raise NotYourOrder(department=department.label)


def is_late(due_at: datetime, at: datetime) -> bool:
    """Whether this instant is past the deadline; the deadline itself is still in time."""
    return at > due_at


def due_anew(due_on: date, *, on: date) -> datetime:
    """The deadline of an order that is done again: the end of that day. Raises DueOnIsPast."""
    if due_on < on:
        raise DueOnIsPast(pointer="/due_on", due_on=due_on.isoformat(), today=on.isoformat())
    return periods.end_of_day(due_on)
