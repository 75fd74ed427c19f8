"""Targets as documents print them: tables of counties and years, single numbers, and where the document disagrees with itself.

Every sum is checked as a file is read.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.registry.rules.target_indicator import TargetUnknown, indicator_of
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text


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
