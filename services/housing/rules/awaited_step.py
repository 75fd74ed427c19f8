"""What waits for somebody (待办环节): which step of which matter, whose turn it is, since when and until when.

A step is told to whoever has to act when it begins, or, where there is nothing to do before (a defect's day, the month of a
payment, the end of a notice, a return visit), on the day on which it falls due; each once.
"""

from datetime import date, timedelta
from enum import StrEnum


class Matter(StrEnum):
    """What the step is of: the noun whose id stands beside it."""

    RENOVATION = "renovation"
    DEFECT = "defect"
    VISIT = "visit"
    """Of the renovation that is to be looked at again."""
    SUBSIDY = "subsidy"
    """By the id under which funds was asked for the money: the acceptance, or a stage's own."""
    APPRAISAL = "appraisal"
    DISPUTE = "dispute"
    CAMPAIGN = "campaign"
    """A village's houses of a campaign."""
    RELOCATION = "relocation"


OF_RENOVATIONS = frozenset({Matter.RENOVATION, Matter.DEFECT, Matter.VISIT, Matter.SUBSIDY})
"""What the boards of renovations show."""


class Step(StrEnum):
    """What somebody has to do."""

    SURVEY = "survey"
    APPRAISE = "appraise"
    DECIDE_DISPUTE = "decide-dispute"
    APPLY = "apply"
    """Of a house in the ledger that nobody applied for: no row, it is late by the day on which it was listed."""
    VILLAGE_REVIEW = "village-review"
    TOWN_REVIEW = "town-review"
    COUNTY_REVIEW = "county-review"
    NOTICE = "notice"
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
    Step.APPLY: "列入台账后申请改造",
    Step.VILLAGE_REVIEW: "村级评议",
    Step.TOWN_REVIEW: "镇街审核",
    Step.COUNTY_REVIEW: "县区审批",
    Step.NOTICE: "公示期满办结",
    Step.SIGN: "签订改造协议",
    Step.START: "开工",
    Step.MOVE_IN: "登记入住",
    Step.FINISH: "完工",
    Step.RESUME: "复工",
    Step.ACCEPT: "竣工验收",
    Step.PAY: "补助发放到户",
    Step.CLOSE: "归档",
    Step.SETTLE: "明确由谁继续",
    Step.CURE: "整改检查发现的问题",
    Step.VISIT: "回访",
}


class Owner(StrEnum):
    """Who has to take a step."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    BUILDER = "builder"
    FUNDS = "funds"


OWNER_NAMES = {
    Owner.VILLAGE: "村（社区）",
    Owner.TOWN: "镇街",
    Owner.COUNTY: "县区住建",
    Owner.BUILDER: "施工方",
    Owner.FUNDS: "资金部门",
}
OWNERS = {
    Step.SURVEY: Owner.VILLAGE,
    Step.APPRAISE: Owner.COUNTY,
    Step.DECIDE_DISPUTE: Owner.COUNTY,
    Step.APPLY: Owner.VILLAGE,
    Step.VILLAGE_REVIEW: Owner.VILLAGE,
    Step.TOWN_REVIEW: Owner.TOWN,
    Step.COUNTY_REVIEW: Owner.COUNTY,
    Step.NOTICE: Owner.FUNDS,
    Step.SIGN: Owner.TOWN,
    Step.START: Owner.BUILDER,
    Step.MOVE_IN: Owner.TOWN,
    Step.FINISH: Owner.BUILDER,
    Step.RESUME: Owner.BUILDER,
    Step.ACCEPT: Owner.COUNTY,
    Step.PAY: Owner.FUNDS,
    Step.CLOSE: Owner.TOWN,
    Step.SETTLE: Owner.TOWN,
    Step.CURE: Owner.BUILDER,
    Step.VISIT: Owner.VILLAGE,
}
"""Notices are kept by the disclosure of funds, whose officers end them. Whom a message reaches is the policy's `level`."""
STEPS_OF_RENOVATIONS = tuple(step for step in Step if step not in (Step.SURVEY, Step.APPRAISE, Step.DECIDE_DISPUTE))
"""What a renovation may wait for, in the order of its way."""


def due_by(term_due_on: date, agreed_on: date | None, *, put_off: int = 0) -> date:
    """The day that was agreed on counts before the policy's, so many days later as the works stood still for winter or flood."""
    return agreed_on + timedelta(days=put_off) if agreed_on else term_due_on


def day_after(due_on: date) -> date:
    """What was to be done by a day is late from the next."""
    return due_on + timedelta(days=1)


def days_late(due_on: date, *, on: date) -> int:
    """Whole days after the last day; zero while it is in time."""
    return max(0, (on - due_on).days)
