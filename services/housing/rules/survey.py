"""The safety survey of a household's house: by when, what grade, and what has to follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Condition, Grade, Part
from services.housing.rules.survey_policy import PartRule, SurveyPolicy
from shared.errors import Conflict, NotFound, Unprocessable
from shared.periods import add_working_days


class SurveyState(StrEnum):
    """Where a survey stands."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


STATE_NAMES = {SurveyState.OPEN: "待排查", SurveyState.COMPLETED: "已完成", SurveyState.CANCELLED: "不再排查"}


class SurveyOrigin(StrEnum):
    """What had a house looked at."""

    CASE = "case"
    CAMPAIGN = "campaign"
    DISASTER = "disaster"
    CITIZEN = "citizen"
    OFFICER = "officer"


ORIGIN_NAMES = {
    SurveyOrigin.CASE: "即时帮扶",
    SurveyOrigin.CAMPAIGN: "排查行动",
    SurveyOrigin.DISASTER: "灾害",
    SurveyOrigin.CITIZEN: "群众反映",
    SurveyOrigin.OFFICER: "干部发现",
}

ON_THE_SPOT = (SurveyOrigin.DISASTER, SurveyOrigin.CITIZEN, SurveyOrigin.OFFICER)
"""What an officer opens a survey for by hand."""


class NoSuchSurvey(NotFound):
    """没有这项住房安全排查"""


class NoSurveyRule(Unprocessable):
    """该地该日没有可适用的住房排查规定"""

    mend = "请由平台运维为该地补充政策文件"


class SurveyAlreadyCompleted(Conflict):
    """这项住房安全排查已经完成"""

    mend = "排查结果不能重报；情况有变的，请安排一次临时排查，或由镇街、县区提出鉴定"


class SurveyCancelled(Conflict):
    """这项住房安全排查已经撤销"""

    mend = "该户确有困难的，请重新登记，系统将重新安排排查"


class SpotSurveyOpenAlready(Conflict):
    """这处住房已有一项待完成的临时排查"""

    mend = "请在待完成的排查里填报"


class SurveyEndsWithItsCase(Conflict):
    """即时帮扶的排查随台账撤销，不能单独撤销"""

    mend = "台账有误的，请在登记服务中撤销台账"


class NobodyLivesThere(Conflict):
    """这处住房现在没有住户"""

    mend = "无人居住的住房不安排排查；请先登记住户（POST /houses/{house_id}/households）"


def must_be_spared(state: SurveyState, origin: SurveyOrigin, *, has_case: bool) -> None:
    """A survey of a campaign, a disaster or on the spot is called off by hand. Raises SurveyEndsWithItsCase and as `complete`."""
    complete(state)
    if has_case or origin is SurveyOrigin.CASE:
        raise SurveyEndsWithItsCase


@dataclass(frozen=True, slots=True)
class Finding:
    """What the observed parts come to."""

    grade: Grade
    reasons: tuple[str, ...]

    @property
    def needs_shelter(self) -> bool:
        """The whole house is dangerous: the household has to live elsewhere at once."""
        return self.grade is Grade.D

    @property
    def needs_follow_up(self) -> bool:
        """The house has to be made safe: into the renovation ledger (认定一户、改造一户)."""
        return self.grade in (Grade.C, Grade.D)


_DANGEROUS = frozenset({Condition.FAILING, Condition.FAILED})


def due_on(policy: SurveyPolicy, detected_on: date) -> date:
    """The last working day for the survey; the day of detection is not counted."""
    return add_working_days(detected_on, policy.survey_due.working_days)


def is_overdue(state: SurveyState, due: date, *, on: date) -> bool:
    """Still open after its due day, which itself still counts."""
    return state is SurveyState.OPEN and on > due


def is_past(state: SurveyState, due: date, due_at: datetime | None, *, on: date, at: datetime | None) -> bool:
    """The same of one that may be due to the hour, because a disaster has the house looked at."""
    if due_at is None or at is None:
        return is_overdue(state, due, on=on)
    return state is SurveyState.OPEN and at > due_at


def complete(state: SurveyState) -> SurveyState:
    """Raises SurveyAlreadyCompleted or SurveyCancelled."""
    if state is SurveyState.CANCELLED:
        raise SurveyCancelled
    if state is not SurveyState.OPEN:
        raise SurveyAlreadyCompleted
    return SurveyState.COMPLETED


def grade(policy: SurveyPolicy, observed: Mapping[Part, Condition]) -> Finding:
    """The worst grade that any part makes, or D where several load-bearing parts fail together; with every reason for it.

    `observed` names every part.
    """
    made = [(rule, rule.grades[observed[rule.part]]) for rule in policy.parts]
    worst = max(part_grade for _, part_grade in made)
    reasons = [
        f"{_seen(rule, observed)}，评为{worst}级。依据：{policy.source(rule).spoken}"
        for rule, part_grade in made
        if part_grade is worst and worst is not Grade.A
    ]
    failing = [rule for rule in policy.parts if rule.is_load_bearing and observed[rule.part] in _DANGEROUS]
    if worst < Grade.D and len(failing) >= policy.whole_house.load_bearing_parts:
        worst = Grade.D
        seen = "、".join(_seen(rule, observed) for rule in failing)
        reasons = [f"{seen}，承重结构多处危险，评为D级。依据：{policy.source(policy.whole_house).spoken}"]
    meaning = policy.meaning_of(worst)
    return Finding(worst, (*reasons, f"{worst}级：{meaning.meaning}。依据：{policy.source(meaning).spoken}"))


def _seen(rule: PartRule, observed: Mapping[Part, Condition]) -> str:
    return f"{PART_NAMES[rule.part]}{CONDITION_NAMES[observed[rule.part]]}"
