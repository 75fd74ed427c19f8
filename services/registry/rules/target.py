"""Targets by place and year (减贫任务): which hold, what is carried over, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.registry.rules.target_table import CountyRow, TargetsPolicy
from shared.errors import Conflict, Unprocessable


class TargetChangedMeanwhile(Conflict):
    """任务数已有更新的版本"""

    mend = "请重新打开，在最新版本上更正"


class TargetWithoutReason(Unprocessable):
    """更正任务数没有写明理由"""

    mend = "该地该年度已有任务数，更正须写明理由；原数保留"


class TargetOfNoTime(Unprocessable):
    """任务的年度不成立"""

    mend = "since_year 不晚于 year，前后不超过十年"


@dataclass(frozen=True)
class Held:
    """A target in force; `version` 0 is what the document prints. `others` are the versions before it."""

    region: str
    indicator: str
    since_year: int
    year: int
    amount: int
    version: int
    source: str
    reason: str = ""
    others: tuple[tuple[int, int, str], ...] = ()

    @property
    def key(self) -> tuple[str, str, int, int]:
        return (self.region, self.indicator, self.since_year, self.year)


def printed_targets(policies: Iterable[TargetsPolicy]) -> list[Held]:
    """Every printed target under today's codes; counties that became one are added up, and the source says of what."""
    found = []
    for policy in policies:
        for table in policy.tables:
            source = policy.source(table).spoken
            by_place = defaultdict[str, list[CountyRow]](list)
            for row in table.counties:
                by_place[row.place].append(row)
            for year, whole in table.total.by_year.items():
                for place, rows in by_place.items():
                    parts = "＋".join(f"{row.county} {row.by_year[year]}" for row in rows)
                    told = f"{source}（{parts}）" if len(rows) > 1 else source
                    found.append(Held(place, table.indicator, year, year, sum(row.by_year[year] for row in rows), 0, told))
                found.append(Held(policy.region, table.indicator, year, year, whole, 0, f"{source}（合计行）"))
        found += [
            Held(policy.region, each.indicator, each.since_year, each.year, each.amount, 0, policy.source(each).spoken)
            for each in policy.wholes
        ]
    return found


def in_force(printed: Iterable[Held], corrections: Iterable[Held]) -> list[Held]:
    """The highest version of each, with those before it."""
    by_key = defaultdict[tuple[str, str, int, int], list[Held]](list)
    for held in (*printed, *corrections):
        by_key[held.key].append(held)
    chosen = []
    for versions in by_key.values():
        *before, last = sorted(versions, key=lambda held: held.version)
        others = tuple((held.version, held.amount, held.source) for held in before)
        chosen.append(Held(*last.key, last.amount, last.version, last.source, last.reason, others))
    return sorted(chosen, key=lambda held: held.key)


@dataclass(frozen=True)
class YearLine:
    """A year of a place. `carried` is what earlier years left undone (below zero: what they did in advance), `owed` target and
    carried together, `gap` what is still missing of it."""

    year: int
    target: int | None
    carried: int
    owed: int
    actual: int

    @property
    def gap(self) -> int:
        return max(0, self.owed - self.actual)

    @property
    def per_mille(self) -> int | None:
        return self.actual * 1000 // self.owed if self.owed > 0 else None


def follow(targets: Mapping[int, int], actuals: Mapping[int, int], *, until: int) -> list[YearLine]:
    """Year after year from the first that has a target to `until`: what one year leaves, the next owes.

    The number of the poor is fixed by the register, so what is done in advance is owed less later, as the printed targets of a
    place add up to its poor.
    """
    if not targets:
        return []
    lines, carried = list[YearLine](), 0
    for year in range(min(targets), max(until, max(targets)) + 1):
        target, actual = targets.get(year), actuals.get(year, 0)
        owed = (target or 0) + carried
        lines.append(YearLine(year, target, carried, owed, actual))
        carried = owed - actual
    return lines


def check_target(since_year: int, year: int) -> None:
    """Raises TargetOfNoTime."""
    if not 0 <= year - since_year <= 10:
        raise TargetOfNoTime(pointer="/since_year", since_year=since_year, year=year)


def check_version(held: Held | None, *, replaces: int | None, reason: str) -> None:
    """Raises TargetChangedMeanwhile or TargetWithoutReason."""
    if replaces != (held.version if held else None):
        raise TargetChangedMeanwhile(pointer="/replaces_version", version=held.version if held else None)
    if held and len(reason) < 2:
        raise TargetWithoutReason(pointer="/reason")


def difference(own: Held | None, below: Sequence[Held]) -> int | None:
    """What the places below add up to above (or below zero: under) the place's own target; None where one side is missing."""
    return sum(held.amount for held in below) - own.amount if own and below else None
