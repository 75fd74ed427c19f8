"""How far a place is: treated against the yearly shares of its task (442), and those served against those in need."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from services.medical.rules.health.programme import Progress
from shared.errors import Unprocessable


class NoProgressRule(Unprocessable):
    """该地区没有公布救治进度任务"""

    mend = "请核对地区；进度任务（如 442）公布后请补录项目文件"


@dataclass(frozen=True)
class TownProgress:
    """One town's year: cumulative numbers of people, month by month."""

    town: str
    task: int
    treated: tuple[int, ...]
    cured: int
    target: int

    @property
    def gap(self) -> int:
        """How many people are still to be treated by the end of the year."""
        return max(0, self.target - self.treated[-1])


def share_by(progress: Progress, year: int) -> Fraction:
    """The share of the whole task that is to be done by the end of a year."""
    return sum((each.share for each in progress.years if each.year <= year), Fraction())


def target_by(progress: Progress, *, task: int, year: int) -> int:
    """People to be treated by the end of a year; a part of a person is a person."""
    return ceil(share_by(progress, year) * task)


def reckon(
    progress: Progress, *, town: str, year: int, task: int, treated_in: Sequence[int], before: int, cured: int
) -> TownProgress:
    """`treated_in` are the people treated in each of the months so far, `before` those treated before the year."""
    cumulated = [before]
    for people in treated_in:
        cumulated.append(cumulated[-1] + people)
    return TownProgress(town, task, tuple(cumulated[1:]), cured, target_by(progress, task=task, year=year))


def total_of(progress: Progress, towns: Sequence[TownProgress], *, year: int, months: int) -> TownProgress:
    """The whole place; its target is reckoned from its own task, so that no person is rounded up twice."""
    task = sum(town.task for town in towns)
    treated = tuple(sum(town.treated[month] for town in towns) for month in range(months))
    return TownProgress("", task, treated, sum(town.cured for town in towns), target_by(progress, task=task, year=year))


def as_percent(part: int, whole: int) -> str:
    """`87.5%`, rounded down to a tenth, so that a target is never shown as reached before it is; `—` where nobody is in need."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def is_reached(part: int, whole: int, target: Fraction) -> bool:
    """Whether those served are at least this share of those in need; nobody in need is reached."""
    return part >= target * whole
