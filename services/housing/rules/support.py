"""What follows a move（后续扶持）: work for somebody of the household, school, registration, each due on a day, and the
looks after months."""

from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class SupportState(StrEnum):
    """Whether it was seen to."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    """The household did not want it, or it was not needed."""


SUPPORT_STATE_NAMES = {SupportState.OPEN: "待办", SupportState.DONE: "已办到", SupportState.DECLINED: "户不需要"}


class NoSuchSupport(NotFound):
    """没有这件后续扶持"""


class SupportAnsweredAlready(Conflict):
    """这件后续扶持已经办结"""


class NotYourSupport(Forbidden):
    """这件后续扶持由其他部门办理"""

    mend = "请由责任部门或安置点所在地办理"


class SupportOutOfTime(Unprocessable):
    """日期须在入住之后、今天以前（含当天）"""

    mend = "请核对日期"


class NoCheckDue(Conflict):
    """现在没有到期的回访"""

    mend = "请在列出的回访日期当天或以后登记"


def days_after(moved_on: date, days: int) -> date:
    """The last day of so many after the move, whose own day does not count."""
    return moved_on + timedelta(days=days)


def must_be_open(state: SupportState) -> None:
    """Raises SupportAnsweredAlready."""
    if state is not SupportState.OPEN:
        raise SupportAnsweredAlready(state=SUPPORT_STATE_NAMES[state])


def must_be_theirs(department: str, *, org: str | None) -> None:
    """`org`: the department that answers, or None for an officer of the place. Raises NotYourSupport."""
    if org is not None and org != department:
        raise NotYourSupport(department=department)


def must_be_since(on: date, *, since: date, today: date, pointer: str) -> None:
    """Raises SupportOutOfTime."""
    if not since <= on <= today:
        raise SupportOutOfTime(pointer=pointer, since=since.isoformat(), today=today.isoformat())


def is_late(*, due_on: date, answered_on: date | None, today: date) -> bool:
    """Whether it was answered after its day, or is open past it; the day itself is still in time."""
    return (answered_on or today) > due_on


def must_be_due(due_on: date, on: date) -> None:
    """Raises NoCheckDue."""
    if on < due_on:
        raise NoCheckDue(due_on=due_on.isoformat())
