"""A household's plan of a year (一户一策): what its measures go through, when it is valid, and what may be done to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.registry.rules.composition import age_on
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class MeasureState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    DROPPED = "dropped"


MEASURE_STATE_NAMES = {
    MeasureState.PLANNED: "未开始",
    MeasureState.UNDER_WAY: "实施中",
    MeasureState.DONE: "已完成",
    MeasureState.DROPPED: "已取消",
}
OPEN = frozenset({MeasureState.PLANNED, MeasureState.UNDER_WAY})


class StepKind(StrEnum):
    """What can happen to a plan or to one of its measures."""

    PROPOSED = "proposed"
    ADDED = "added"
    CHANGED = "changed"
    PROGRESS = "progress"
    DONE = "done"
    DROPPED = "dropped"
    AGREED = "agreed"


STEP_NAMES = {
    StepKind.PROPOSED: "按规则提出",
    StepKind.ADDED: "干部增加",
    StepKind.CHANGED: "调整",
    StepKind.PROGRESS: "登记成效",
    StepKind.DONE: "完成",
    StepKind.DROPPED: "取消",
    StepKind.AGREED: "户签字同意",
}


class MeasureOrigin(StrEnum):
    RULE = "rule"
    OFFICER = "officer"
    CARRIED = "carried"


ORIGIN_NAMES = {MeasureOrigin.RULE: "按规则提出", MeasureOrigin.OFFICER: "干部提出", MeasureOrigin.CARRIED: "上年未完成转入"}


class PlanStanding(StrEnum):
    """Whether a plan is valid: agreed by the household as it stands now."""

    DRAFT = "draft"
    VALID = "valid"
    OUTDATED = "outdated"


STANDING_NAMES = {
    PlanStanding.DRAFT: "未经户同意",
    PlanStanding.VALID: "有效",
    PlanStanding.OUTDATED: "调整后未经户同意",
}

DEPARTMENT = "department"
"""The role of whoever acts for a department (`shared.security.Role`)."""
AGE_OF_CONSENT = 18
"""《民法典》第十七、十八条：成年人可以独立实施民事法律行为。"""
MEASURES_OF_A_PLAN = 60


class PlanExists(Conflict):
    """该户该年度已有帮扶计划"""

    mend = "请打开已有的计划，在其中增加或调整措施"


class NoSuchPlan(NotFound):
    """没有找到该户该年度的帮扶计划"""

    mend = "请核对年度；还没有制订的，请先制订"


class NoSuchMeasure(NotFound):
    """计划中没有这项措施"""


class PlanYearClosed(Unprocessable):
    """只能制订本年度或下一年度的帮扶计划"""

    mend = "以前年度的计划保留可查，不再新订"


class HouseholdIsGone(Conflict):
    """该户已销户，不能制订或调整帮扶计划"""

    mend = "请核对户的状态；误销的，先恢复"


class UnknownMeasure(Unprocessable):
    """当地的帮扶措施中没有这一项"""

    mend = "请从 allowed 中选择；确需自拟的，measure 填 other，并写明 title、nature 与 department"


class OwnMeasureIncomplete(Unprocessable):
    """自拟的措施没有写全"""

    mend = "自拟的措施须写 title、nature、department"


class MeasureIsOver(Conflict):
    """这项措施已完成或已取消，不能再变动"""

    mend = "请另增一项措施"


class TooManyMeasures(Conflict):
    """一份计划至多 60 项措施"""

    mend = "请先合并或取消不再实施的措施"


class TermOutOfPlan(Unprocessable):
    """措施的起止日期不成立"""

    mend = "期限不早于开始日期，开始日期在计划年度之内，期限不晚于次年年底"


class ConcernsNobodyHere(Unprocessable):
    """措施所针对的人不是这一户的成员"""

    mend = "请选择本户成员，或不填，作为全家的措施"


class NothingToChange(Unprocessable):
    """没有填写要调整的内容"""

    mend = "请填写要调整的一项或几项"


class ResultOutOfTime(Unprocessable):
    """成效的日期不成立"""

    mend = "不早于措施开始日期，不晚于今天"


class NothingAchieved(Unprocessable):
    """没有写明成效"""

    mend = "请填写金额、天数或具体做了什么，至少一项"


class DoneWithoutProof(Unprocessable):
    """没有登记证明材料，不能办结"""

    mend = "请在 papers 中登记证明材料，应有的材料见 proof"


class NotOfThisDepartment(Forbidden):
    """这项措施由其他部门负责"""

    mend = "请由责任部门或镇村干部登记"


class SignerNotOfHousehold(Unprocessable):
    """签字的人不是这一户的成年成员"""

    mend = "请由户主或本户其他成年成员签字；全家没有成年人的，由监护人签字并填写 guardian"


class SignedOutOfTime(Unprocessable):
    """签字日期不成立"""

    mend = "不早于计划最近一次调整的日期，不晚于今天"


class NothingToAgree(Conflict):
    """计划中没有措施，不能签字"""

    mend = "请先增加措施"


class AgreedAlready(Conflict):
    """这份计划已经签字同意，之后没有调整"""

    mend = "不必重复签字"


@dataclass(frozen=True)
class Term:
    starts_on: date
    due_on: date


def check_year(year: int, *, on: date) -> None:
    """Raises PlanYearClosed."""
    if year not in (on.year, on.year + 1):
        raise PlanYearClosed(pointer="/year", year=year)


def term_of(year: int, term_days: int, *, on: date) -> Term:
    """From today, or the year's first day if it has not begun, for so many days, and to the year's end at the latest."""
    starts = max(on, date(year, 1, 1))
    return Term(starts, min(starts + timedelta(days=term_days), date(year, 12, 31)))


def check_term(year: int, term: Term) -> None:
    """Raises TermOutOfPlan."""
    if term.starts_on.year != year:
        raise TermOutOfPlan(pointer="/starts_on", starts_on=term.starts_on.isoformat(), year=year)
    if not term.starts_on <= term.due_on <= date(year + 1, 12, 31):
        raise TermOutOfPlan(pointer="/due_on", due_on=term.due_on.isoformat())


def check_open(state: MeasureState) -> None:
    """Raises MeasureIsOver."""
    if state not in OPEN:
        raise MeasureIsOver(state=MEASURE_STATE_NAMES[state])


def check_concerned(concerned: Collection[UUID], members: Collection[UUID]) -> None:
    """Raises ConcernsNobodyHere."""
    if strangers := set(concerned) - set(members):
        raise ConcernsNobodyHere(pointer="/person_ids", person_ids=sorted(map(str, strangers)))


def check_theirs(department: str, *, role: str, org: str) -> None:
    """A department records what it did itself; officers of the place record for all. Raises NotOfThisDepartment."""
    if role == DEPARTMENT and org != department:
        raise NotOfThisDepartment(department=department)


def check_result(happened_on: date, starts_on: date, *, on: date, pointer: str = "/happened_on") -> None:
    """Raises ResultOutOfTime."""
    if not starts_on <= happened_on <= on:
        raise ResultOutOfTime(pointer=pointer, happened_on=happened_on.isoformat(), starts_on=starts_on.isoformat())


def check_signing(signed_on: date, *, changed_on: date, standing: PlanStanding, measures: int, on: date) -> None:
    """Raises NothingToAgree, AgreedAlready or SignedOutOfTime."""
    if not measures:
        raise NothingToAgree
    if standing is PlanStanding.VALID:
        raise AgreedAlready
    if not changed_on <= signed_on <= on:
        raise SignedOutOfTime(pointer="/signed_on", signed_on=signed_on.isoformat(), changed_on=changed_on.isoformat())


def check_signer(signer: UUID | None, born: dict[UUID, date | None], *, is_guarded: bool, on: date) -> None:
    """A member who is of age signs; a guardian only where nobody in the household is. Raises SignerNotOfHousehold."""
    of_age = {person for person, born_on in born.items() if (age := age_on(born_on, on)) is None or age >= AGE_OF_CONSENT}
    if is_guarded and signer is None and not of_age:
        return
    if signer not in of_age or is_guarded:
        raise SignerNotOfHousehold(pointer="/guardian" if is_guarded else "/person_id")


def standing_of(changed_at: datetime, agreed_at: datetime | None) -> PlanStanding:
    """An agreement holds for what stood in the plan at that instant."""
    if agreed_at is None:
        return PlanStanding.DRAFT
    return PlanStanding.VALID if agreed_at >= changed_at else PlanStanding.OUTDATED
