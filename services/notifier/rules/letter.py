"""A letter on paper: printed, handed over, or back again; each step by somebody, and none twice."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.errors import Conflict, NotFound


class PaperState(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    PRINTED = "printed"
    HANDED_OVER = "handed-over"
    CAME_BACK = "came-back"

    @property
    def label(self) -> str:
        return {
            PaperState.WAITING: "待打印",
            PaperState.PRINTED: "已打印待送",
            PaperState.HANDED_OVER: "已送交",
            PaperState.CAME_BACK: "退回",
        }[self]


class Receiver(StrEnum):
    """Who took a letter; a kind of person, for names stay on the slip."""

    SELF = "self"
    FAMILY = "family"
    COLLEAGUE = "colleague"

    @property
    def label(self) -> str:
        return {Receiver.SELF: "本人签收", Receiver.FAMILY: "同住家属代收", Receiver.COLLEAGUE: "同事或村干部代收"}[self]


MOVES: Final[Mapping[PaperState, frozenset[PaperState]]] = {
    PaperState.WAITING: frozenset({PaperState.PRINTED}),
    PaperState.PRINTED: frozenset({PaperState.HANDED_OVER, PaperState.CAME_BACK}),
    PaperState.HANDED_OVER: frozenset(),
    PaperState.CAME_BACK: frozenset(),
}
"""From which state a letter goes where; everything absent is refused."""
RUN_LIMIT: Final = 100
"""Letters of one print run: a file that a village's printer still takes."""


class LetterNotFound(NotFound):
    """没有这封信函，或不在本人辖区"""

    mend = "请从打印信函的列表中选择"


class NothingToPrint(Conflict):
    """这里没有待打印的信函"""

    mend = "请换一个村（社区）或镇街，或稍后再来"


class LetterMoved(Conflict):
    """信函现在的状态不能这样办理"""

    mend = "请刷新列表看它现在的状态；还没有打印的，先打印"


def must_move(now: PaperState, to: PaperState) -> None:
    """Raises LetterMoved."""
    if to not in MOVES[now]:
        raise LetterMoved(state=now.label, wanted=to.label)
