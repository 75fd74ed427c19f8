"""Targets by place and year (减贫任务): what documents print, checked sum by sum; what is carried over, and what is missing.

An indicator is `exits` (people brought out of poverty), `exits-by:<nature>` (of those, whose household had such a measure), or
`<nature or measure>-…:persons|households` for measures done.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.registry.rules.measure import NATURE_NAMES, Nature
from shared.errors import Conflict, Unprocessable
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text

EXITS = "exits"
_INDICATOR = re.compile(r"(exits|exits-by:([a-z-]+)|done:([a-z-]+):(persons|households))")


class Unit(StrEnum):
    PERSONS = "persons"
    HOUSEHOLDS = "households"


UNIT_NAMES = {Unit.PERSONS: "人", Unit.HOUSEHOLDS: "户"}


class TargetUnknown(Unprocessable):
    """没有这种任务指标"""

    mend = "exits 减贫人数；exits-by:industry 等，按措施类别的减贫人数；done:medical:households 等，完成某类措施的户数或人数"


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
class Indicator:
    """What is counted: exits or measures done, of which nature, in persons or households."""

    name: str
    nature: Nature | None
    unit: Unit

    @property
    def is_exits(self) -> bool:
        return self.name.startswith(EXITS)

    @property
    def title(self) -> str:
        if self.nature is None:
            return "减贫人数"
        if self.is_exits:
            return f"通过{NATURE_NAMES[self.nature]}脱贫的人数"
        return f"落实{NATURE_NAMES[self.nature]}的{'人数' if self.unit is Unit.PERSONS else '户数'}"


def indicator_of(name: str) -> Indicator:
    """Raises TargetUnknown."""
    parts = _INDICATOR.fullmatch(name)
    named = parts and (parts[2] or parts[3])
    if parts is None or (named and named not in set(Nature)):
        raise TargetUnknown(pointer="/indicator", indicator=name)
    return Indicator(name, Nature(named) if named else None, Unit(parts[4] or Unit.PERSONS))


def _is_indicator(name: str) -> str:
    try:
        indicator_of(name)
    except TargetUnknown as unknown:
        raise ValueError(f"{unknown.title}。{unknown.mend}") from None
    return name


IndicatorName = Annotated[str, Field(max_length=60), AfterValidator(_is_indicator)]
Code = Annotated[str, Field(pattern=r"^(\d{2}){1,3}$")]
Count = Annotated[int, Field(ge=0, le=100_000_000)]


class CountyRow(Draft):
    """One county of the table. `region` is its code when the document was written, `now` the one that holds today, if another."""

    county: Text
    region: Code
    now: Code | None = None
    registered: Count
    cut_before: Count
    left: Count
    by_year: dict[int, Count]

    @property
    def place(self) -> str:
        return self.now or self.region


class PrintedTotal(Draft):
    """The table's last row as it is printed."""

    registered: Count
    cut_before: Count
    left: Count
    by_year: dict[int, Count]


class TargetTable(Value):
    """A table of counties and years with its sums, as the document prints them."""

    title: Text
    indicator: IndicatorName
    counties: tuple[CountyRow, ...] = Field(min_length=1)
    total: PrintedTotal

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for row in self.counties:
            if row.registered - row.cut_before != row.left:
                raise ValueError(f"{row.county}：建档立卡 {row.registered} 减已减贫 {row.cut_before}，不等于未脱贫 {row.left}")
            if (whole := sum(row.by_year.values())) != row.left:
                raise ValueError(f"{row.county}：各年任务合计 {whole}，不等于未脱贫 {row.left}")
            if row.by_year.keys() != self.total.by_year.keys():
                raise ValueError(f"{row.county}：年度与合计行不一致")
        for name, printed in (("registered", "建档立卡"), ("cut_before", "已减贫"), ("left", "未脱贫")):
            whole, said = sum(getattr(row, name) for row in self.counties), getattr(self.total, name)
            if whole != said:
                raise ValueError(f"{printed}：各县合计 {whole}，合计行写 {said}")
        for year, said in self.total.by_year.items():
            if (whole := sum(row.by_year[year] for row in self.counties)) != said:
                raise ValueError(f"{year} 年任务：各县合计 {whole}，合计行写 {said}")
        return self


class WholeTarget(Value):
    """One number for the whole place over some years."""

    indicator: IndicatorName
    title: Text
    amount: Count
    since_year: Annotated[int, Field(ge=2010, le=2100)]
    year: Annotated[int, Field(ge=2010, le=2100)]


class Oddity(Value):
    """Numbers of the document that do not agree: what they add up to, what is printed beside them, and what we make of it."""

    says: Text
    parts: tuple[Count, ...] = Field(min_length=1)
    against: Count
    difference: int
    why: Text

    @model_validator(mode="after")
    def _is_so(self) -> Self:
        if (found := sum(self.parts) - self.against) != self.difference:
            raise ValueError(f"“{self.says}”相差 {found}，文件写 {self.difference}")
        return self


class TargetsPolicy(Document):
    """The targets that one place's document sets. Loading checks every sum."""

    tables: tuple[TargetTable, ...] = ()
    wholes: tuple[WholeTarget, ...] = ()
    oddities: tuple[Oddity, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(each.reference for each in (*self.tables, *self.wholes, *self.oddities))
        for table in self.tables:
            if strangers := [row.county for row in table.counties if not row.region.startswith(self.region)]:
                raise ValueError(f"不在 {self.region} 之内：{'、'.join(strangers)}")
        return self


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
