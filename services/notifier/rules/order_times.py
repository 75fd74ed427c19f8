"""How long an order took, reckoned from its record alone: turn by turn, and whom it waited for meanwhile.

Time runs on the wall clock, nights and holidays included, because whoever needs help waits through them; only the deadline
knows working days. A turn begins when the order is given or sent back. It is accepted by whoever accepts first: handing it on
before that stops no clock, or passing it round would make an office look quick. A question stops no clock either (whoever
answers may give another day), but what it cost is told apart, for it is whoever gave the order who kept it waiting. The boards
reckon the same in SQL (`store/order_board.py`); a test holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifier.rules.order_act import Act


class WaitsFor(StrEnum):
    """Whom an order waits for."""

    ACCEPTANCE = "acceptance"
    """Somebody to put their name to it: anew after it was handed on or answered."""
    WORK = "work"
    ANSWER = "answer"
    CHECK = "check"

    @property
    def label(self) -> str:
        return {
            WaitsFor.ACCEPTANCE: "等接单",
            WaitsFor.WORK: "办理中",
            WaitsFor.ANSWER: "等派单人答复",
            WaitsFor.CHECK: "等检查销号",
        }[self]


@dataclass(frozen=True)
class Line:
    """One line of a record. `due_at` is the deadline from then on, if the line set one."""

    act: Act
    turn: int
    at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True)
class Stretch:
    """That an order waited for somebody from one instant to another; it still does without an end."""

    waits_for: WaitsFor
    since: datetime
    until: datetime | None


@dataclass
class Turn:
    """One round of an order, as of an instant."""

    turn: int
    opened_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None = None
    completed_at: datetime | None = None
    checked_at: datetime | None = None
    cancelled_at: datetime | None = None
    handed_on: int = 0
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.cancelled_at is None

    @property
    def to_accept(self) -> timedelta | None:
        """From its beginning to the first acceptance."""
        return self.accepted_at - self.opened_at if self.accepted_at else None

    @property
    def to_finish(self) -> timedelta | None:
        return self.completed_at - self.opened_at if self.completed_at else None

    @property
    def to_check(self) -> timedelta | None:
        """From its end to whoever looked."""
        return self.checked_at - self.completed_at if self.checked_at and self.completed_at else None

    def waited(self, whom: WaitsFor, at: datetime) -> timedelta:
        """For somebody, in all its stretches, up to this instant."""
        its = [(one.until or at) - one.since for one in self.stretches if one.waits_for is whom]
        return sum(its, timedelta(0))

    def is_late(self, at: datetime) -> bool:
        """Past its deadline: when it was completed, or as of this instant if nobody has."""
        end = self.completed_at or at
        return self.cancelled_at is None and self.due_at is not None and end > self.due_at


_THEN = {
    Act.GIVEN: WaitsFor.ACCEPTANCE,
    Act.REOPENED: WaitsFor.ACCEPTANCE,
    Act.ACCEPTED: WaitsFor.WORK,
    Act.HANDED_ON: WaitsFor.ACCEPTANCE,
    Act.ASKED: WaitsFor.ANSWER,
    Act.ANSWERED: WaitsFor.ACCEPTANCE,
    Act.COMPLETED: WaitsFor.CHECK,
}
"""Whom an order waits for after an act; after one that is not here it waits for whom it did."""
_ENDS = frozenset({Act.CHECKED, Act.SETTLED, Act.CANCELLED})


def reckon(lines: Sequence[Line], *, is_checked: bool, as_of: datetime) -> list[Turn]:
    """The turns of an order as they stood at this instant, in their order; later lines are as if nobody had written them.

    `lines` in the order of time, the first being that it was given. A question stays open when the order is handed on meanwhile.
    """
    turns: list[Turn] = []
    for line in lines:
        if line.at > as_of:
            break
        if line.act in {Act.GIVEN, Act.REOPENED} or (line.act is Act.RECURRED and line.turn > turns[-1].turn):
            if turns:
                _end_stretch(turns[-1], line.at)
            turns.append(Turn(line.turn, line.at, line.due_at))
        turn = turns[-1]
        turn.due_at = line.due_at or turn.due_at
        _note(turn, line)
        _wait(turn, line, is_checked)
    return turns


def _note(turn: Turn, line: Line) -> None:
    match line.act:
        case Act.ACCEPTED:
            turn.accepted_at = turn.accepted_at or line.at
        case Act.HANDED_ON:
            turn.handed_on += 1
        case Act.COMPLETED:
            turn.completed_at = line.at
        case Act.CHECKED:
            turn.checked_at = line.at
        case Act.SETTLED:
            turn.completed_at = turn.completed_at or line.at
            turn.checked_at = line.at
        case Act.CANCELLED:
            turn.cancelled_at = line.at


def _wait(turn: Turn, line: Line, is_checked: bool) -> None:
    # What happened once more while it was owed changes nobody's turn; afterwards it begins one.
    whom = WaitsFor.ACCEPTANCE if line.act is Act.RECURRED and not turn.stretches else _THEN.get(line.act)
    now = turn.stretches[-1].waits_for if turn.stretches else None
    if line.act is Act.HANDED_ON and now is WaitsFor.ANSWER:
        return
    if whom is None and line.act not in _ENDS:
        return
    if whom is not None and whom is now:
        return
    _end_stretch(turn, line.at)
    if whom is not None and (whom is not WaitsFor.CHECK or is_checked):
        turn.stretches.append(Stretch(whom, line.at, None))


def _end_stretch(turn: Turn, at: datetime) -> None:
    if turn.stretches and turn.stretches[-1].until is None:
        last = turn.stretches[-1]
        turn.stretches[-1] = Stretch(last.waits_for, last.since, at)
