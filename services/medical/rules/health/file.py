"""A health file: one person in one programme. What may be written into it, by whom, and when."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from services.medical.rules.health.programme import (
    DECIDER_TITLES,
    ClassRule,
    Decider,
    DesignatedHospital,
    Kind,
    TreatmentClass,
)
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class Outcome(StrEnum):
    """How a file ended."""

    CURED = "cured"
    COMPLETED = "completed"
    DECLINED = "declined"
    MOVED_AWAY = "moved-away"
    DIED = "died"
    MISTAKEN = "mistaken"


OUTCOME_TITLES = {
    Outcome.CURED: "治愈",
    Outcome.COMPLETED: "完成救治",
    Outcome.DECLINED: "放弃救治",
    Outcome.MOVED_AWAY: "迁出",
    Outcome.DIED: "死亡",
    Outcome.MISTAKEN: "登记有误",
}
OUT_OF_TASK = (Outcome.MOVED_AWAY, Outcome.MISTAKEN)
"""Whoever left, or never was a patient, is not counted in the place's task."""
TREATED_BY_ENDING = frozenset({Outcome.CURED, Outcome.COMPLETED})


class Care(StrEnum):
    """What is done for a patient besides visits."""

    SCREENING = "screening"
    OPERATION = "operation"
    SERVICE = "service"
    AID = "aid"


CARE_TITLES = {Care.SCREENING: "筛查", Care.OPERATION: "手术（治疗）", Care.SERVICE: "康复服务", Care.AID: "辅助器具适配"}
CARE_OF = {
    Kind.FREE: frozenset({Care.SCREENING, Care.OPERATION}),
    Kind.REHABILITATION: frozenset({Care.SERVICE, Care.AID}),
}
PLAN_STEPS = 100
COUNTS_AS_TREATED = frozenset({Care.OPERATION, Care.SERVICE, Care.AID})


class Screening(StrEnum):
    FIT = "fit"
    UNFIT = "unfit"


class Judgement(StrEnum):
    """The three judgements on a diagnosis: made, reviewed, and the assessment of where it stands."""

    DIAGNOSIS = "diagnosis"
    REVIEW = "review"
    ASSESSMENT = "assessment"


JUDGEMENT_TITLES = {Judgement.DIAGNOSIS: "诊断", Judgement.REVIEW: "复核诊断", Judgement.ASSESSMENT: "评估"}


class EntryKind(StrEnum):
    """What a line of a file tells of."""

    OPENED = "opened"
    CLASS = "class"
    TRANSFER = "transfer"
    STEP = "step"
    DIAGNOSIS = "diagnosis"
    REVIEW = "review"
    ASSESSMENT = "assessment"
    VISIT = "visit"
    SCREENING = "screening"
    OPERATION = "operation"
    SERVICE = "service"
    AID = "aid"
    CLOSED = "closed"


ENTRY_TITLES = (
    {
        EntryKind.OPENED: "建档",
        EntryKind.CLASS: "改定救治分类",
        EntryKind.TRANSFER: "变更定点医院",
        EntryKind.STEP: "完成方案步骤",
        EntryKind.VISIT: "随访",
    }
    | {EntryKind(judgement): title for judgement, title in JUDGEMENT_TITLES.items()}
    | {EntryKind(care): title for care, title in CARE_TITLES.items()}
    | {EntryKind.CLOSED: "结案"}
)


class NoSuchHealthFile(NotFound):
    """没有找到这份健康档案"""


class FileAlreadyOpen(Conflict):
    """此人在该项目中已有未结案的健康档案"""

    mend = "请在已有的档案上继续登记；已有的档案不在本单位的，请联系当地卫生健康部门"


class FileClosed(Conflict):
    """这份健康档案已经结案"""

    mend = "如又患病或需再次救治，请重新建档"


class DayNotPossible(Unprocessable):
    """日期不在可能的范围内"""

    mend = "请填写 detail 所写范围内的日期"


class HospitalNotDesignated(Unprocessable):
    """该医院不是这个项目的定点医院"""

    mend = "请填写 designated 所列的定点医院编号；名单有变化的，请更新项目文件"


class ClassNotForProgramme(Unprocessable):
    """救治分类只用于大病集中救治，且须是当地文件所列的分类"""

    mend = "大病集中救治请填写一次治愈、住院维持或长期康复；其他项目不填"


class ClassNotYoursToChange(Forbidden):
    """当前角色不能把患者改为这一救治分类"""

    mend = "请由 changed_by 所列的单位改定"


class OnlyHealthTransfers(Forbidden):
    """定点医院只能由卫生健康部门变更"""

    mend = "请联系当地卫生健康部门变更定点医院，其后由新的医院登记"


class NotForThisProgramme(Unprocessable):
    """该项目不登记这一事项"""

    mend = "集中救治登记方案步骤；慢性病和精神障碍登记随访；免费救治登记筛查和手术；康复登记服务和辅具"


class ScreeningMisplaced(Unprocessable):
    """筛查结果只在登记筛查时填写，且必填"""

    mend = "登记筛查请填写 fit 或 unfit；登记其他事项请删去 screening"


class NotScreenedFit(Conflict):
    """没有筛查合格的记录，不能登记手术"""

    mend = "请先登记筛查结果；筛查不宜手术的，请结案或重新筛查"


class PlanTooLong(Unprocessable):
    """一份档案的救治方案至多 100 步"""

    mend = "请合并步骤；长期的治疗按月列步即可"


class NoSuchStep(NotFound):
    """救治方案中没有这一步"""


class StepAlreadyDone(Conflict):
    """这一步已经登记完成"""

    mend = "请查询这份档案的救治方案；如需补充，请增加新的步骤"


class NoSuchItem(Unprocessable):
    """清单中没有这一项"""

    mend = "请填写 items 所列的代码；当地没有公布清单的，不登记"


class ItemAlreadyTicked(Conflict):
    """这一项已经登记完成"""

    mend = "请查询这份档案的清单；如需补充说明，请在随访或方案中登记"


def must_fall_between(pointer: str, earliest: date, day: date, latest: date) -> None:
    """Both ends are good days. Raises DayNotPossible, which says them."""
    if not earliest <= day <= latest:
        raise DayNotPossible(pointer=pointer, detail=f"应在 {earliest} 与 {latest} 之间，填写的是 {day}")


def must_be_designated(hospital: str | None, designated: Sequence[DesignatedHospital]) -> None:
    """Where a list was published only its hospitals will do; without one any may be named. Raises HospitalNotDesignated."""
    if hospital and designated and hospital not in {each.code for each in designated}:
        told = [f"{each.code} {each.title}" for each in designated]
        raise HospitalNotDesignated(pointer="/hospital", designated=told)


def must_fit_class(kind: Kind, treatment_class: TreatmentClass | None, rules: Sequence[ClassRule]) -> None:
    """Raises ClassNotForProgramme."""
    if treatment_class is not None and (kind is not Kind.TREATMENT or treatment_class not in {rule.code for rule in rules}):
        raise ClassNotForProgramme(pointer="/treatment_class")


def must_decide_class(new: TreatmentClass, decider: Decider, rules: Sequence[ClassRule]) -> None:
    """Raises ClassNotForProgramme, ClassNotYoursToChange."""
    rule = next((rule for rule in rules if rule.code is new), None)
    if rule is None:
        raise ClassNotForProgramme(pointer="/treatment_class")
    if decider not in rule.changed_by:
        told = [DECIDER_TITLES[each] for each in rule.changed_by]
        raise ClassNotYoursToChange(pointer="/treatment_class", changed_by=told)


def must_stay_readable(steps: int) -> None:
    """Raises PlanTooLong."""
    if steps > PLAN_STEPS:
        raise PlanTooLong(pointer="/steps", steps=steps)


def must_be_open(closed_on: date | None) -> None:
    """Raises FileClosed."""
    if closed_on is not None:
        raise FileClosed(closed_on=closed_on)


def must_be_of_kind(kind: str, *allowed: Kind) -> None:
    """Raises NotForThisProgramme."""
    if kind not in allowed:
        raise NotForThisProgramme


def must_suit(care: Care, kind: Kind, *, result: Screening | None, screened: str | None) -> None:
    """`result` is what a screening found now, `screened` what the last one found.

    Raises NotForThisProgramme, ScreeningMisplaced, NotScreenedFit.
    """
    if care not in CARE_OF.get(kind, frozenset()):
        raise NotForThisProgramme(pointer="/care")
    if (care is Care.SCREENING) != (result is not None):
        raise ScreeningMisplaced(pointer="/screening")
    if care is Care.OPERATION and screened != Screening.FIT:
        raise NotScreenedFit(screening=screened)


def must_be_on(checklist: Iterable[str], item: str) -> None:
    """Raises NoSuchItem."""
    known = list(checklist)
    if item not in known:
        raise NoSuchItem(pointer="/item", items=known)
