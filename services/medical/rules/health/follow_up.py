"""Follow-ups: what a visit found decides when the next one is due."""

from calendar import monthrange
from datetime import date, timedelta

from services.medical.rules.health.programme import Finding, Kind, Programme, Wait
from shared.errors import Unprocessable


class NoSuchFinding(Unprocessable):
    """该项目没有这一种随访结果"""

    mend = "请填写 findings 所列的代码"


class LevelNotForProgramme(Unprocessable):
    """危险性等级只用于严重精神障碍，且每次评估、访到本人时必填"""

    mend = "严重精神障碍请填写 0 到 5 级；其他项目和未访到的不填"


class FindingMisplaced(Unprocessable):
    """病情分类和危险性等级只在登记评估时填写"""

    mend = "登记诊断或复核诊断请删去 finding 和 level；登记评估请填写"


class LevelDoesNotFit(Unprocessable):
    """危险性等级与病情分类不符"""

    mend = "稳定为 0 级，基本稳定为 0 至 2 级，3 级及以上一律为不稳定；请按规范核对"


def due_after(on: date, wait: Wait) -> date:
    """The day on which the wait is over; a month that is too short gives its last day."""
    if wait.days is not None:
        return on + timedelta(days=wait.days)
    year, month = divmod(on.year * 12 + on.month - 1 + (wait.months or 0), 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def finding_of(programme: Programme, code: str) -> Finding:
    """Raises NoSuchFinding."""
    found = next((finding for finding in programme.findings if finding.code == code), None)
    if found is None:
        told = [f"{finding.code} {finding.title}" for finding in programme.findings]
        raise NoSuchFinding(pointer="/finding", findings=told)
    return found


def must_fit_level(kind: Kind, finding: Finding, level: int | None) -> None:
    """A danger level goes with severe mental disorder alone, and with what was found.

    Raises LevelNotForProgramme, LevelDoesNotFit.
    """
    if (level is not None) != (kind is Kind.MENTAL and finding.is_met):
        raise LevelNotForProgramme(pointer="/level")
    if level is not None and level not in finding.levels:
        raise LevelDoesNotFit(pointer="/level", finding=finding.title, levels=list(finding.levels))
