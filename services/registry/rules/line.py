"""Published lines (收入标准): which number holds in a place and a year, when documents disagree.

Every published number is kept with its source. Where two documents print different numbers for one place and year, the policy
file marks the one that we go by, and says why.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.errors import NotFound
from shared.policy.document import Document, Value
from shared.policy.written import Amount, Text


class LineKind(StrEnum):
    """What a line is for. All are yuan per head per year."""

    POVERTY = "poverty"
    MONITORING = "monitoring"
    DIBAO = "dibao"
    LOW_INCOME = "low-income"
    RURAL_URBAN = "rural-urban"
    EXPECTED = "expected"
    DISPOSABLE_INCOME = "disposable-income"


LINE_NAMES = {
    LineKind.POVERTY: "扶贫标准",
    LineKind.MONITORING: "防返贫监测线",
    LineKind.DIBAO: "农村低保标准",
    LineKind.LOW_INCOME: "低收入标准",
    LineKind.RURAL_URBAN: "城乡统筹标准",
    LineKind.EXPECTED: "年度预期收入",
    LineKind.DISPOSABLE_INCOME: "农村居民人均可支配收入",
}


class NoLine(NotFound):
    """该地区该年度没有已公布的标准"""

    mend = "请核对地区和年度；确有公布的，请联系平台管理员在标准文件中补录并注明出处"


class PublishedLine(Value):
    """One number as one document prints it. `per_mille` makes it out of another line instead (监测线为扶贫标准的 1.5 倍)."""

    line: LineKind
    year: Annotated[int, Field(ge=2010, le=2100)]
    amount_fen: Amount | None = Field(default=None, alias="amount", gt=0)
    per_mille: Annotated[int, Field(gt=0, le=10_000)] | None = None
    of: LineKind | None = None
    is_chosen: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _is_a_number_or_a_share(self) -> Self:
        if (self.amount_fen is None) == (self.per_mille is None) or (self.per_mille is None) != (self.of is None):
            raise ValueError("写 amount，或者写 per_mille 与 of（另一标准的千分之几），二者取一")
        if self.of is self.line:
            raise ValueError("of 不能是这一标准自己")
        if self.is_chosen and not self.why:
            raise ValueError("几个数值中选用了这一个（is_chosen），须写明为什么（why）")
        return self


class LineExample(Value):
    """What holds in a year, by this file alone."""

    reference: str = ""
    name: Text
    line: LineKind
    year: int
    expected_fen: Amount = Field(alias="expected")


class LinesPolicy(Document):
    """One place's published lines, all years."""

    lines: tuple[PublishedLine, ...] = Field(min_length=1)
    examples: tuple[LineExample, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_decided(self) -> Self:
        self.must_know(line.reference for line in self.lines)
        published = Counter((line.line, line.year) for line in self.lines)
        chosen = Counter((line.line, line.year) for line in self.lines if line.is_chosen)
        for key, count in published.items():
            if count > 1 and chosen[key] != 1:
                raise ValueError(f"{LINE_NAMES[key[0]]} {key[1]} 年有 {count} 个数值，须恰好选用（is_chosen）其中一个")
        return self


@dataclass(frozen=True)
class Line:
    """A number in force: how much, by which document, and what other documents say of the same place and year."""

    kind: LineKind
    region: str
    year: int
    amount_fen: int
    source: str
    why: str
    policy: str
    others: tuple[tuple[int, str], ...] = ()


def find_line(policies: Iterable[LinesPolicy], kind: LineKind, *, region: str, year: int, latest: bool = False) -> Line | None:
    """What the narrowest place around `region` that publishes this line says of `year`; with `latest` of the last year up to it.

    A county without a number of its own goes by its city's, its province's, the nation's.
    """
    around = sorted((each for each in policies if region.startswith(each.region)), key=lambda each: -len(each.region))
    for policy in around:
        years = {each.year for each in policy.lines if each.line is kind and each.year <= year}
        held = max(years, default=None) if latest else (year if year in years else None)
        if held is not None:
            return _line(policy, kind, held, around)
    return None


def get_line(policies: Iterable[LinesPolicy], kind: LineKind, *, region: str, year: int) -> Line:
    """As `find_line`. Raises NoLine."""
    line = find_line(policies, kind, region=region, year=year)
    if line is None:
        raise NoLine(line=LINE_NAMES[kind], region=region, year=year)
    return line


def list_lines(policies: Sequence[LinesPolicy], *, region: str, year: int | None) -> list[Line]:
    """Every line that holds there, by kind and year."""
    years = defaultdict[LineKind, set[int]](set)
    for policy in policies:
        if region.startswith(policy.region):
            for each in policy.lines:
                years[each.line].add(each.year)
    wanted = [(kind, held) for kind in LineKind for held in sorted(years[kind]) if year in (None, held)]
    return [line for kind, held in wanted if (line := find_line(policies, kind, region=region, year=held))]


def _line(policy: LinesPolicy, kind: LineKind, year: int, around: Sequence[LinesPolicy]) -> Line | None:
    published = [each for each in policy.lines if each.line is kind and each.year == year]
    chosen = next((each for each in published if each.is_chosen), published[0])
    amount_fen = _amount(chosen, around)
    if amount_fen is None:
        return None
    told = [(each, _amount(each, around)) for each in published if each is not chosen]
    others = tuple((other, policy.source(each).spoken) for each, other in told if other is not None)
    return Line(kind, policy.region, year, amount_fen, policy.source(chosen).spoken, chosen.why, policy.policy, others)


def _amount(published: PublishedLine, around: Sequence[LinesPolicy]) -> int | None:
    """Of a share, the share of what holds in the same place and year, in whole fen."""
    if published.amount_fen is not None or published.of is None or published.per_mille is None:
        return published.amount_fen
    of = find_line(around, published.of, region=max((each.region for each in around), key=len), year=published.year)
    return of.amount_fen * published.per_mille // 1000 if of else None
