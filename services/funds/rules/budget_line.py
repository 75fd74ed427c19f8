"""A budget line's life: set down, changed, spent, and what becomes of the rest when its year is over."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.account import AccountKey, AccountKind, Source, Sums
from shared.errors import Conflict, NotFound, Unprocessable

EMERGENCY_AID = "emergency-aid"
"""The programme that fills the towns' reserves."""


class MoveKind(StrEnum):
    """What changed the size of a line."""

    SET_DOWN = "set-down"
    ADJUSTED = "adjusted"
    CARRIED_IN = "carried-in"
    CARRIED_OUT = "carried-out"
    CLAWED_BACK = "clawed-back"


MOVE_NAMES = {
    MoveKind.SET_DOWN: "下达",
    MoveKind.ADJUSTED: "调剂",
    MoveKind.CARRIED_IN: "上年结转",
    MoveKind.CARRIED_OUT: "结转下年",
    MoveKind.CLAWED_BACK: "收回结余",
}

YEAR_END_MOVES = frozenset({MoveKind.CARRIED_OUT, MoveKind.CLAWED_BACK})


class AdjustmentState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


ADJUSTMENT_STATE_NAMES = {
    AdjustmentState.ASKED: "待审批",
    AdjustmentState.APPROVED: "已调剂",
    AdjustmentState.REFUSED: "未同意",
}


class NoSuchLine(NotFound):
    """没有这条预算指标"""

    mend = "请核对指标编号，或先下达预算指标"


class NoSuchAdjustment(NotFound):
    """没有这笔调剂"""


class AdjustmentDecided(Conflict):
    """这笔调剂已经办结"""


class LinesNotAkin(Unprocessable):
    """只能在来源、专项、年度和专款属性都相同的指标之间调剂"""

    mend = "专项不同的，请先收回再重新分配"


class LineNotForReserve(Unprocessable):
    """镇街备用金只能从本镇街或本区县临时救助专项的指标拨付"""

    mend = "请选择临时救助专项的指标"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a line's money is bound to."""

    county: str
    source: Source
    programme: str
    year: int
    pool_programme: str
    """The programme of the pool that it came from: empty where that money was bound to none."""


def line_key(region: str, number: str, bound: Bound) -> AccountKey:
    """The account that a line is."""
    return AccountKey(AccountKind.BUDGET_LINE, region, number, bound.source, bound.programme, bound.year)


def must_be_akin(source: Bound, target: Bound) -> None:
    """Raises LinesNotAkin."""
    if source != target:
        raise LinesNotAkin(pointer="/to_line")


def must_be_asked(state: AdjustmentState) -> None:
    """Raises AdjustmentDecided."""
    if state is not AdjustmentState.ASKED:
        raise AdjustmentDecided(state=ADJUSTMENT_STATE_NAMES[state])


def must_be_for_reserve(programme: str, *, line_region: str, town: str) -> None:
    """Whether a line may fill this town's reserve: it is of the programme, and the town's own or its county's.

    Raises LineNotForReserve.
    """
    if programme != EMERGENCY_AID or not town.startswith(line_region):
        raise LineNotForReserve(pointer="/line")


@dataclass(frozen=True, slots=True)
class Execution:
    """How far a line has got. Amounts in fen."""

    budget_fen: int
    """Set down, adjusted, and carried in from the year before."""
    taken_out_fen: int
    """Carried out or clawed back at the end of the year."""
    set_aside_fen: int
    paid_fen: int
    left_fen: int
    due: Fraction

    @property
    def share(self) -> Fraction:
        """Of the budget, what is paid."""
        return Fraction(self.paid_fen, self.budget_fen) if self.budget_fen else Fraction(0)

    @property
    def permille(self) -> int:
        """The same in tenths of a per cent, what is below dropped: a line is at 100 % when all of it is paid, not before."""
        return int(self.share * 1000)

    @property
    def is_behind(self) -> bool:
        return self.budget_fen > 0 and self.share < self.due


def execute(budget_fen: int, taken_out_fen: int, sums: Sums, due: Fraction) -> Execution:
    """A line's execution from what changed its size and from its account: what is gone and was not taken out is paid."""
    paid = budget_fen - taken_out_fen - sums.balance_fen
    return Execution(budget_fen, taken_out_fen, sums.credits_pending_fen, paid, sums.available_fen, due)
