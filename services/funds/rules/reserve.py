"""A town's reserve (镇街备用金): its ceiling, its refills by request and by itself, and its monthly account.

Law: 民发〔2018〕23号 (towns keep a reserve for temporary aid), 鲁民〔2018〕85号 (the same in Shandong). The amounts are each
place's policy file's.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.funds.rules.received import next_month
from services.funds.rules.reserve_policy import Ceiling, ReservePolicy
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import yuan


class RefillOrigin(StrEnum):
    """Who asked."""

    REQUEST = "request"
    FLOOR = "floor"
    """The platform, because the reserve fell below its floor."""


ORIGIN_NAMES = {RefillOrigin.REQUEST: "镇街申请", RefillOrigin.FLOOR: "低于补充线，自动提出"}


class RefillState(StrEnum):
    """Where a refill stands."""

    ASKED = "asked"
    """Waits for the county."""
    READY = "ready"
    """Waits for a budget line with room."""
    FILLED = "filled"
    REFUSED = "refused"


REFILL_STATE_NAMES = {
    RefillState.ASKED: "待县区确认",
    RefillState.READY: "待拨付",
    RefillState.FILLED: "已拨付",
    RefillState.REFUSED: "未同意",
}
OPEN_REFILLS = (RefillState.ASKED, RefillState.READY)

MAY_BECOME: dict[RefillState, frozenset[RefillState]] = {
    RefillState.ASKED: frozenset({RefillState.READY, RefillState.REFUSED}),
    RefillState.READY: frozenset({RefillState.FILLED, RefillState.REFUSED}),
    RefillState.FILLED: frozenset(),
    RefillState.REFUSED: frozenset(),
}


class NoReserveRule(Unprocessable):
    """该地该日没有可适用的备用金规定"""

    mend = "请由平台运维为该地补充带有文号与适用日期的政策文件"


class NoSuchReserve(NotFound):
    """该镇街还没有设立备用金"""

    mend = "请县区先拨付备用金"


class NoSuchRefill(NotFound):
    """没有这笔备用金补充"""


class ReserveAboveCeiling(Conflict):
    """拨付后将超过该镇街备用金的限额"""

    mend = "请核减到 room 以内；确因灾情等超限额拨付的，由县区写明理由直接拨付"


class RefillOpen(Conflict):
    """该镇街已有一笔备用金补充在办"""

    mend = "请等在办的一笔拨付或退回后再申请"


class RefillStateForbids(Conflict):
    """这笔备用金补充当前的状态不允许这样处理"""


class ReserveMonthNotOver(Unprocessable):
    """这个月还没有结束，不能报账"""

    mend = "请在次月报送"


class AccountHandedIn(Conflict):
    """这个月的备用金已经报账"""

    mend = "一个月报账一次；县区退回后可以重新报送"


class AccountNotHandedIn(Conflict):
    """这个月的备用金没有待审核的报账"""

    mend = "请镇街先报送"


class AccountChanged(Conflict):
    """报账后账上有变动，与报送的数字不一致"""

    mend = "请退回，由镇街按现在的账重新报送"


@dataclass(frozen=True, slots=True)
class Held:
    """What lies in a reserve, and what is on its way into it."""

    available_fen: int
    balance_fen: int
    in_transit_fen: int


def room_fen(ceiling: Ceiling, held: Held) -> int:
    """How much more may be put into the reserve. What is set aside for households still lies in it."""
    return max(0, ceiling.most_fen - held.balance_fen - held.in_transit_fen)


def must_fit(ceiling: Ceiling, held: Held, amount_fen: int, *, pointer: str = "/amount_yuan") -> None:
    """Raises ReserveAboveCeiling."""
    room = room_fen(ceiling, held)
    if amount_fen > room:
        raise ReserveAboveCeiling(pointer=pointer, room_fen=room, most_fen=ceiling.most_fen)


def refill_of(ceiling: Ceiling, held: Held) -> int:
    """What the platform asks for by itself: nothing unless less than the floor can be paid out, else up to the mark."""
    if held.available_fen + held.in_transit_fen >= ceiling.floor_fen:
        return 0
    return min(ceiling.refill_to_fen - held.available_fen - held.in_transit_fen, room_fen(ceiling, held))


def first_state(policy: ReservePolicy, amount_fen: int) -> RefillState:
    """Above a sum the county confirms first."""
    return RefillState.ASKED if amount_fen > policy.confirm.amount_fen else RefillState.READY


def reasons_of(policy: ReservePolicy, ceiling: Ceiling, held: Held, amount_fen: int, *, origin: RefillOrigin) -> list[str]:
    """Why this much and by whose word."""
    said = [f"可用余额 {yuan(held.available_fen)} 元，限额 {yuan(ceiling.most_fen)} 元。依据：{policy.source(ceiling).spoken}"]
    if origin is RefillOrigin.FLOOR:
        said.append(f"低于 {yuan(ceiling.floor_fen)} 元，补到 {yuan(ceiling.refill_to_fen)} 元，补充 {yuan(amount_fen)} 元")
    limit = yuan(policy.confirm.amount_fen)
    who = f"超过 {limit} 元，由县区确认" if amount_fen > policy.confirm.amount_fen else f"不超过 {limit} 元，直接拨付"
    return [*said, f"{who}。依据：{policy.source(policy.confirm).spoken}"]


def become(state: RefillState, next_state: RefillState) -> RefillState:
    """The next state. Raises RefillStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise RefillStateForbids(state=REFILL_STATE_NAMES[state], asked=REFILL_STATE_NAMES[next_state])
    return next_state


class AccountState(StrEnum):
    """Where a month's account stands."""

    HANDED_IN = "handed-in"
    ACCEPTED = "accepted"
    SENT_BACK = "sent-back"


ACCOUNT_STATE_NAMES = {
    AccountState.HANDED_IN: "已报送，待县区审核",
    AccountState.ACCEPTED: "县区已审核",
    AccountState.SENT_BACK: "已退回",
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a reserve, in fen: what it began with, what came and went, what is left."""

    opening_fen: int
    filled_fen: int
    granted_fen: int
    """First aid and grants that were paid."""
    returned_fen: int
    """What households gave back."""
    other_fen: int
    """Whatever else moved, such as a fill that was reversed; may be negative."""
    closing_fen: int


def must_be_over(first: date, *, on: date) -> None:
    """Raises ReserveMonthNotOver."""
    if on < next_month(first):
        raise ReserveMonthNotOver(pointer="/month", month=f"{first:%Y-%m}")


def due_on(policy: ReservePolicy, first: date) -> date:
    """By when a month's account is handed in."""
    return next_month(first).replace(day=policy.account.day)
