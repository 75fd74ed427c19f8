"""What waits for somebody (待办环节): which step of which matter, whose turn it is, since when and until when.

A step is told to whoever has to act when it begins, or, where there is nothing to do before (a defect's day, the month of a
payment, a return visit), on the day on which it falls due; each once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.renovation import RenovationState


class Matter(StrEnum):
    """What the step is of: the noun whose id stands beside it."""

    RENOVATION = "renovation"
    DEFECT = "defect"
    VISIT = "visit"
    """Of the renovation that is to be looked at again."""
    SUBSIDY = "subsidy"
    """Of the acceptance whose money is awaited."""
    APPRAISAL = "appraisal"
    DISPUTE = "dispute"
    CAMPAIGN = "campaign"
    """A village's houses of a campaign."""


class Step(StrEnum):
    """What somebody has to do."""

    SURVEY = "survey"
    APPRAISE = "appraise"
    DECIDE_DISPUTE = "decide-dispute"
    VILLAGE_REVIEW = "village-review"
    TOWN_REVIEW = "town-review"
    COUNTY_REVIEW = "county-review"
    SIGN = "sign"
    START = "start"
    MOVE_IN = "move-in"
    FINISH = "finish"
    RESUME = "resume"
    ACCEPT = "accept"
    PAY = "pay"
    CLOSE = "close"
    SETTLE = "settle"
    CURE = "cure"
    VISIT = "visit"


STEP_NAMES = {
    Step.SURVEY: "排查本村住房",
    Step.APPRAISE: "鉴定住房",
    Step.DECIDE_DISPUTE: "决定等级异议",
    Step.VILLAGE_REVIEW: "村级评议",
    Step.TOWN_REVIEW: "镇街审核",
    Step.COUNTY_REVIEW: "县区审批",
    Step.SIGN: "签订改造协议",
    Step.START: "开工",
    Step.MOVE_IN: "登记入住",
    Step.FINISH: "完工",
    Step.RESUME: "复工",
    Step.ACCEPT: "竣工验收",
    Step.PAY: "发放补助",
    Step.CLOSE: "归档",
    Step.SETTLE: "明确由谁继续改造",
    Step.CURE: "整改问题",
    Step.VISIT: "回访",
}

_REVIEWS = {
    RenovationState.VILLAGE_AGREED: Step.TOWN_REVIEW,
    RenovationState.TOWN_AGREED: Step.COUNTY_REVIEW,
    RenovationState.COUNTY_AGREED: Step.SIGN,
}
_STEPS = {
    RenovationState.APPLIED: Step.VILLAGE_REVIEW,
    RenovationState.UNDER_WAY: Step.FINISH,
    RenovationState.STOPPED: Step.RESUME,
    RenovationState.FINISHED: Step.ACCEPT,
}


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a renovation stands, as far as the next step asks. `is_paid`: it owes nobody money any more."""

    state: RenovationState
    mode: Mode
    has_stood: bool
    asks: HouseholdQuestion | None
    is_paid: bool


def next_step(renovation: Stands) -> Step | None:
    """Whose turn it is; None while a notice stands or money is on its way, and when nobody has to do anything any more."""
    state = renovation.state
    if state in (RenovationState.CLOSED, RenovationState.REFUSED, RenovationState.WITHDRAWN):
        return None
    if renovation.asks is not None:
        return Step.SETTLE
    if state in _REVIEWS:
        return _REVIEWS[state] if renovation.has_stood else None
    if state is RenovationState.AGREED:
        return Step.START if renovation.mode in BUILDS else Step.MOVE_IN
    if state is RenovationState.ACCEPTED:
        return Step.CLOSE if renovation.is_paid else None
    return _STEPS[state]


def due_by(term_due_on: date, agreed_on: date | None, *, since: date) -> date:
    """The day that was agreed on counts before the policy's; never one before the step began."""
    return max(agreed_on or term_due_on, since)


def day_after(due_on: date) -> date:
    """What was to be done by a day is late from the next."""
    return due_on + timedelta(days=1)
