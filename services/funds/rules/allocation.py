"""Setting money down: by factor (因素法) or in blocks (切块), drafted by one person and approved by another.

By factor a sum is split over places by several figures, each with its weight: a place's part of a factor is its figure over the
sum of all figures (or, of an inverse factor such as income, the reciprocals'). Parts are exact fractions; the sum is split to the
fen by largest remainder, the earlier place on a tie. The worksheet shows each step, so that anybody can recompute it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm

from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import split


class Method(StrEnum):
    """How a sum is set down."""

    FACTOR = "factor"
    BLOCK = "block"


METHOD_NAMES = {Method.FACTOR: "因素法", Method.BLOCK: "切块"}


class AllocationState(StrEnum):
    DRAFTED = "drafted"
    APPROVED = "approved"
    DISCARDED = "discarded"


ALLOCATION_STATE_NAMES = {
    AllocationState.DRAFTED: "待审批",
    AllocationState.APPROVED: "已下达",
    AllocationState.DISCARDED: "已作废",
}

MAY_BECOME: dict[AllocationState, frozenset[AllocationState]] = {
    AllocationState.DRAFTED: frozenset({AllocationState.APPROVED, AllocationState.DISCARDED}),
    AllocationState.APPROVED: frozenset(),
    AllocationState.DISCARDED: frozenset(),
}


class NoSuchAllocation(NotFound):
    """没有这个分配方案"""


class AllocationStateForbids(Conflict):
    """这个分配方案当前的状态不允许这样处理"""

    mend = "只有待审批的方案可以审批或作废；已下达的用调剂更正"


class WeightsNotWhole(Unprocessable):
    """各因素的权重合计应为 100%"""

    mend = "请核对权重"


class FigureMissing(Unprocessable):
    """有的地方缺少因素数值"""

    mend = "请为每个地方填写每个因素的数值"


class FigureNotPositive(Unprocessable):
    """因素数值合计应大于零，反向因素的每个数值都应大于零"""

    mend = "请核对因素数值"


class AmountsDoNotAddUp(Unprocessable):
    """各项金额合计与方案总额不符"""

    mend = "请核对各项金额"


class AmountWhereReckoned(Unprocessable):
    """因素法的金额由系统计算，不能填写"""

    mend = "请去掉金额，或改用切块"


def become(state: AllocationState, next_state: AllocationState) -> AllocationState:
    """The next state. Raises AllocationStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise AllocationStateForbids(state=ALLOCATION_STATE_NAMES[state], asked=ALLOCATION_STATE_NAMES[next_state])
    return next_state


@dataclass(frozen=True, slots=True)
class Factor:
    """A figure by which money is split: its name, its weight in per cent, and whether less of it brings more (人均收入)."""

    title: str
    weight: int
    is_inverse: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One factor's share of one place, as the worksheet shows it."""

    factor: str
    figure: str
    of_all: str
    """The figure over the sum of all, as a fraction in lowest terms."""
    weighted: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A place's parts and what they come to."""

    place: str
    parts: tuple[Part, ...]
    share: str
    """The sum of the weighted parts, as a fraction in lowest terms."""
    exact_fen: str
    """The share of the whole before the split to the fen."""
    amount_fen: int

    def as_row(self) -> dict[str, object]:
        return asdict(self)


def reckon_by_factor(
    total_fen: int, places: Sequence[str], factors: Sequence[Factor], figures: Sequence[Mapping[str, Decimal]]
) -> list[Reckoned]:
    """What each place gets, in the order of the places, with the whole computation.

    Raises WeightsNotWhole, FigureMissing, FigureNotPositive.
    """
    if sum(factor.weight for factor in factors) != 100:
        raise WeightsNotWhole(pointer="/factors", sum=sum(factor.weight for factor in factors))
    columns = [_shares_of(factor, figures) for factor in factors]
    weighted = [[Fraction(factor.weight, 100) * part for part in column] for factor, column in zip(factors, columns, strict=True)]
    shares = [sum((column[at] for column in weighted), Fraction(0)) for at in range(len(places))]
    whole = lcm(*(share.denominator for share in shares))
    amounts = split(total_fen, [int(share * whole) for share in shares])
    return [
        Reckoned(
            place,
            tuple(
                Part(factor.title, str(figures[at][factor.title]), _told(columns[of][at]), _told(weighted[of][at]))
                for of, factor in enumerate(factors)
            ),
            _told(shares[at]),
            _told(total_fen * shares[at]),
            amounts[at],
        )
        for at, place in enumerate(places)
    ]


def _shares_of(factor: Factor, figures: Sequence[Mapping[str, Decimal]]) -> list[Fraction]:
    told = []
    for at, row in enumerate(figures):
        if factor.title not in row:
            raise FigureMissing(pointer=f"/shares/{at}/figures", factor=factor.title)
        figure = Fraction(row[factor.title])
        if figure < 0 or (factor.is_inverse and figure == 0):
            raise FigureNotPositive(pointer=f"/shares/{at}/figures", factor=factor.title)
        told.append(1 / figure if factor.is_inverse else figure)
    whole = sum(told, Fraction(0))
    if whole == 0:
        raise FigureNotPositive(pointer="/shares", factor=factor.title)
    return [one / whole for one in told]


def must_add_up(total_fen: int, amounts: Sequence[int | None]) -> list[int]:
    """The given amounts of a block allocation. Raises AmountsDoNotAddUp."""
    given = [amount or 0 for amount in amounts]
    if sum(given) != total_fen or not all(given):
        raise AmountsDoNotAddUp(pointer="/shares", total_fen=total_fen, sum_fen=sum(given))
    return given


def _told(number: Fraction) -> str:
    return str(number)
