"""How a household comes to live in a safe house: 能固则固、能建则建、能养则养、能租则租、能保则保（改造方式）."""

from enum import StrEnum

from shared.errors import Unprocessable


class Mode(StrEnum):
    """One of the ways; a place's policy says which fit whom, and in which order they are offered."""

    REPAIR = "repair"
    REBUILD = "rebuild"
    COLLECTIVE_CARE = "collective-care"
    RENT = "rent"
    SHELTERED = "sheltered"
    """A dwelling that the public side provides: exchanged, bought back, or a settlement for relocation."""


MODE_NAMES = {
    Mode.REPAIR: "修缮加固",
    Mode.REBUILD: "拆除重建",
    Mode.COLLECTIVE_CARE: "集中供养",
    Mode.RENT: "租赁",
    Mode.SHELTERED: "置换或保障安置",
}

BUILDS = frozenset({Mode.REPAIR, Mode.REBUILD})
"""What ends with works on a house of the household's own, and so with an acceptance."""


class ModeNotOffered(Unprocessable):
    """这户不适用这种改造方式"""

    mend = "请从所列的方式中选择；情况有变的，先更正这户的情况"


class ModeNeedsReason(Unprocessable):
    """没有选排在最前的改造方式，须写明原因"""

    mend = "请填写户主意愿、工程条件等具体原因"
