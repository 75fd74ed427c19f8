"""How far renovations of dangerous houses are, as the public is told: by number, never by name, without what was paid.

Who is behind a number knows the village, which told each household its own (RenovationAgreed). A sum that was paid stands in the
disclosure with its town alone; here stands the standard, which the notice said, and whether the household has its subsidy.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import NotFound


class HouseState(StrEnum):
    """Where a renovation stands after the county's notice, in housing's words."""

    AGREED_TO = "county-agreed"
    SIGNED = "agreed"
    UNDER_WAY = "under-way"
    STOPPED = "stopped"
    FINISHED = "finished"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


HOUSE_STATE_NAMES = {
    HouseState.AGREED_TO: "已批准",
    HouseState.SIGNED: "已签协议",
    HouseState.UNDER_WAY: "施工中",
    HouseState.STOPPED: "停工",
    HouseState.FINISHED: "已完工，待验收",
    HouseState.ACCEPTED: "已验收",
    HouseState.CLOSED: "已归档",
    HouseState.WITHDRAWN: "不再改造",
}
MODE_NAMES = {
    "repair": "修缮加固",
    "rebuild": "拆除重建",
    "collective-care": "集中供养",
    "rent": "租赁",
    "sheltered": "置换或保障安置",
}
BEGUN = (HouseState.UNDER_WAY, HouseState.STOPPED, HouseState.FINISHED, HouseState.ACCEPTED, HouseState.CLOSED)
BUILT = (HouseState.FINISHED, HouseState.ACCEPTED, HouseState.CLOSED)
SAFE = (HouseState.ACCEPTED, HouseState.CLOSED)


@dataclass(frozen=True, slots=True)
class SubsidyPaid:
    """How much of a house's subsidy is with its household; never both."""

    is_paid: bool = False
    is_partly_paid: bool = False


def paid_of(paid_fen: int, *, wanted_fen: int | None, is_accepted: bool) -> SubsidyPaid:
    """Before the acceptance nobody knows what all of it is. `wanted_fen`: with all stages; None where it is paid at once."""
    is_whole = paid_fen > 0 and is_accepted and paid_fen >= (wanted_fen or 0)
    return SubsidyPaid(is_paid=is_whole, is_partly_paid=paid_fen > 0 and not is_whole)


class NoSuchHouseInPublic(NotFound):
    """没有公开过这个编号的危房改造"""

    mend = "请核对编号；县级公示期满以后的才公开进度"


def mode_name(mode: str) -> str:
    """A mode that is newer than we are is called by its code."""
    return MODE_NAMES.get(mode, mode)
