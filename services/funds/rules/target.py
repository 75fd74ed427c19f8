"""Performance targets of a project (绩效目标): what was promised, what came of it, and its score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shared.errors import Conflict, Unprocessable
from shared.money import half_up


class TargetKind(StrEnum):
    """What an indicator looks at (产出、效益、满意度: the three first-level headings of performance targets)."""

    OUTPUT = "output"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"


TARGET_KIND_NAMES = {TargetKind.OUTPUT: "产出", TargetKind.BENEFIT: "效益", TargetKind.SATISFACTION: "满意度"}


class Wanted(StrEnum):
    """Which way is better."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"


WANTED_NAMES = {Wanted.AT_LEAST: "不低于", Wanted.AT_MOST: "不超过"}


class TargetsUnknown(Unprocessable):
    """填报的指标不是该项目的绩效指标，或有遗漏"""

    mend = "请对项目的每个绩效指标各填报一次"


class TargetsNotMeasured(Conflict):
    """绩效指标还没有填报完成值"""

    mend = "请先填报绩效自评，再作后评价"


@dataclass(frozen=True, slots=True)
class Promise:
    """One indicator: what was promised, and its weight in points; all weights are 100 together."""

    wanted: Wanted
    planned: Decimal
    weight: int


def score(promise: Promise, actual: Decimal) -> int:
    """Hundredths of a point, rounded half up: the weight whole where the promise is kept, in proportion where it is not."""
    planned, reached = Fraction(promise.planned), Fraction(actual)
    if promise.wanted is Wanted.AT_LEAST:
        share = Fraction(1) if reached >= planned else reached / planned
    else:
        share = Fraction(1) if reached <= planned else planned / reached
    return half_up(max(share, Fraction(0)) * promise.weight * 100)


def must_name_all(known: Sequence[int], given: Sequence[int]) -> None:
    """Raises TargetsUnknown."""
    if sorted(known) != sorted(given):
        raise TargetsUnknown(pointer="/results", missing=sorted(set(known) - set(given)), unknown=sorted(set(given) - set(known)))


class Grade(StrEnum):
    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


GRADE_NAMES = {Grade.EXCELLENT: "优", Grade.GOOD: "良", Grade.FAIR: "中", Grade.POOR: "差"}
_FROM = ((9_000, Grade.EXCELLENT), (8_000, Grade.GOOD), (6_000, Grade.FAIR), (0, Grade.POOR))


def grade_of(points: int) -> Grade:
    """Of hundredths of a point: 90 优，80 良，60 中（《项目支出绩效评价管理办法》 财预〔2020〕10号）."""
    return next(grade for bound, grade in _FROM if points >= bound)


def must_be_measured(points: Iterable[int | None]) -> None:
    """Raises TargetsNotMeasured."""
    if any(each is None for each in points):
        raise TargetsNotMeasured
