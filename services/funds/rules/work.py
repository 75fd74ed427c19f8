"""The work of a project: progress, inspections and their findings, hand-over, maintenance, and what its people had of it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from services.funds.rules.project import Act
from shared.errors import Conflict, NotFound, Unprocessable


class InspectionKind(StrEnum):
    MID_CHECK = "mid-check"
    ACCEPTANCE = "acceptance"
    EX_POST = "ex-post"


INSPECTION_NAMES = {
    InspectionKind.MID_CHECK: "中期检查",
    InspectionKind.ACCEPTANCE: "竣工验收",
    InspectionKind.EX_POST: "后评价",
}


class Conclusion(StrEnum):
    PASSED = "passed"
    WITH_DEFECTS = "with-defects"
    """In order but for the findings, each with its day to be mended by."""
    FAILED = "failed"


CONCLUSION_NAMES = {Conclusion.PASSED: "合格", Conclusion.WITH_DEFECTS: "基本合格，限期整改", Conclusion.FAILED: "不合格"}

_ACTS = {
    InspectionKind.MID_CHECK: dict.fromkeys(Conclusion, Act.CHECKED),
    InspectionKind.ACCEPTANCE: {
        Conclusion.PASSED: Act.ACCEPTED,
        Conclusion.WITH_DEFECTS: Act.NOT_ACCEPTED,
        Conclusion.FAILED: Act.NOT_ACCEPTED,
    },
    InspectionKind.EX_POST: dict.fromkeys(Conclusion, Act.REVIEWED),
}


class NoSuchFinding(NotFound):
    """没有这个问题"""


class NoSuchMaintenance(NotFound):
    """没有这项管护责任"""


class ProgressGoesBack(Conflict):
    """进度低于上一次报送的进度"""

    mend = "请核对进度；确需更正的，在说明中写明并由中期检查认定"


class ReportedBefore(Conflict):
    """已有日期更晚的进度报告"""


class FindingsMissing(Unprocessable):
    """检查结论为限期整改或不合格的，须列出问题和整改期限"""


class FindingsUnmended(Conflict):
    """还有问题没有整改"""

    mend = "请先登记整改结果，再办理验收或移交"


class AlreadyMended(Conflict):
    """这个问题已登记整改"""


class MoneyOutstanding(Conflict):
    """还有待复核的付款"""

    mend = "请先复核或退回待复核的付款"


def must_go_forward(percent: int, reported_on: date, *, last_percent: int, last_on: date | None) -> None:
    """Raises ProgressGoesBack, ReportedBefore."""
    if last_on and reported_on < last_on:
        raise ReportedBefore(pointer="/reported_on", last=last_on.isoformat())
    if percent < last_percent:
        raise ProgressGoesBack(pointer="/percent", last=last_percent)


def act_of(kind: InspectionKind, conclusion: Conclusion) -> Act:
    """What an inspection does to the project."""
    return _ACTS[kind][conclusion]


def must_say_findings(conclusion: Conclusion, findings: int) -> None:
    """Raises FindingsMissing."""
    if conclusion is not Conclusion.PASSED and not findings:
        raise FindingsMissing(pointer="/findings")


def must_be_mended(findings: Iterable[str]) -> None:
    """Raises FindingsUnmended."""
    if waiting := list(findings):
        raise FindingsUnmended(findings=waiting)


def must_owe_nothing(are_waiting: Iterable[bool]) -> None:
    """Raises MoneyOutstanding while a payment waits for its second look."""
    if any(are_waiting):
        raise MoneyOutstanding
