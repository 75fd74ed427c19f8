"""Asking that a loan fall due later (展期): shown to the village where the place's rule says so, and decided by a second person
before the day on which it falls due."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, NotFound


class ExtensionState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


EXTENSION_STATE_NAMES = {
    ExtensionState.ASKED: "待复核",
    ExtensionState.AGREED: "已展期",
    ExtensionState.REFUSED: "未通过",
}


class NoSuchExtension(NotFound):
    """没有这份展期申请"""


class ExtensionAsked(Conflict):
    """这笔贷款已有一份展期申请待复核"""

    mend = "请先复核，或不予通过后重新申请"


class ExtensionDecided(Conflict):
    """这份展期申请已经有了结论"""


class NoticeTooLate(Conflict):
    """公示期满已在贷款到期之后"""

    mend = "展期须在贷款到期前公示期满并复核；请尽早申请，到期后只能归还"


def must_be_first(states: Iterable[ExtensionState]) -> None:
    """Raises ExtensionAsked where one waits to be decided."""
    if ExtensionState.ASKED in states:
        raise ExtensionAsked


def must_be_undecided(state: ExtensionState) -> None:
    """Raises ExtensionDecided."""
    if state is not ExtensionState.ASKED:
        raise ExtensionDecided(state=EXTENSION_STATE_NAMES[state])


def must_be_in_time(until_on: date, *, due_on: date) -> None:
    """A notice whose last day is `until_on` lets an extension be decided on the day after it, and a loan is overdue the day after
    `due_on`. Raises NoticeTooLate."""
    if until_on >= due_on:
        raise NoticeTooLate(until_on=until_on.isoformat(), due_on=due_on.isoformat())
