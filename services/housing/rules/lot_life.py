"""The states of a lot（抽签分房）, from its announcement to the day on which it counts, and what stands in its way."""

from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable


class LotState(StrEnum):
    """Where a lot stands."""

    ANNOUNCED = "announced"
    DRAWN = "drawn"
    FINAL = "final"
    STOPPED = "stopped"
    """An objection to its result was found right: it counts no more, and stays to be read."""
    CANCELLED = "cancelled"
    """Called off before it was drawn."""


LOT_STATE_NAMES = {
    LotState.ANNOUNCED: "已公布承诺，待抽签",
    LotState.DRAWN: "已抽签，结果公示中",
    LotState.FINAL: "结果生效",
    LotState.STOPPED: "异议成立，结果作废",
    LotState.CANCELLED: "抽签前取消",
}


OPEN = frozenset({LotState.ANNOUNCED, LotState.DRAWN})
"""One of these at a site at a time (held by the database)."""


FAILED = frozenset({LotState.STOPPED, LotState.CANCELLED})
"""The next lot of the site names it, and says why there is another."""


class NoSuchLot(NotFound):
    """没有这次抽签"""


class LotUnderWay(Conflict):
    """这个安置点有一次抽签正在办理"""

    mend = "名单和房源已随抽签承诺公布，不能再改；确须变更的，由县区先取消这次抽签，写明原因后重新公布"


class LotMustNameOld(Unprocessable):
    """上一次抽签已作废或取消，重新抽签须写明是哪一次、为什么"""

    mend = "请填写上一次抽签的编号和重新抽签的原因"


class NoLotToReplace(Unprocessable):
    """没有可以替代的抽签"""

    mend = "只有安置点最近一次作废或取消的抽签才能被替代；首次抽签不填"


class LotStateForbids(Conflict):
    """这次抽签现在不能这样办理"""

    mend = "请查看这次抽签所处的状态"


class LotNoticeNotStood(Conflict):
    """抽签承诺的公示还没有期满"""

    mend = "名单、房源和承诺公示期满无异议后再抽签"


class DrawnTooEarly(Unprocessable):
    """抽签日期早于公布的日期，或在今天以后"""

    mend = "请核对抽签日期"


def must_name_old(*, last: str | None, last_state: LotState | None, named: str, why: str) -> None:
    """A lot after one that failed names it and says why; no other lot names one. Raises LotMustNameOld, NoLotToReplace."""
    must_name = last_state in FAILED
    if must_name and (named != last or not why.strip()):
        raise LotMustNameOld(pointer="/replaces", last=last)
    if not must_name and named:
        raise NoLotToReplace(pointer="/replaces")


def must_have_stood(has_stood: bool) -> None:
    """Raises LotNoticeNotStood."""
    if not has_stood:
        raise LotNoticeNotStood


def must_be_in_state(state: LotState, *wanted: LotState) -> None:
    """Raises LotStateForbids."""
    if state not in wanted:
        raise LotStateForbids(state=LOT_STATE_NAMES[state])
