"""A year's plan of a source: prepared by one person, agreed by another; the last one that was agreed is the one in force."""

from enum import StrEnum

from shared.errors import Conflict, NotFound


class PlanState(StrEnum):
    PREPARED = "prepared"
    AGREED = "agreed"
    REFUSED = "refused"
    REPLACED = "replaced"
    """Prepared anew before anybody had agreed."""


PLAN_STATE_NAMES = {
    PlanState.PREPARED: "待审定",
    PlanState.AGREED: "已审定",
    PlanState.REFUSED: "未通过",
    PlanState.REPLACED: "已被重新填报替代",
}


class NoSuchBudgetPlan(NotFound):
    """没有这份年度安排"""


class PlanDecided(Conflict):
    """这份年度安排已经办结"""

    mend = "请查看该来源该年度最近一次填报"


def must_be_prepared(state: PlanState) -> None:
    """Raises PlanDecided."""
    if state is not PlanState.PREPARED:
        raise PlanDecided(state=PLAN_STATE_NAMES[state])
