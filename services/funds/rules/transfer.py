"""What a transfer does to the accounts it touches, and which transfer may follow which.

The legs of a transfer cancel out, pending and posted each for itself. Money is set aside before it is paid (`reserve`), and is
then either paid (`post`) or set free (`void`). A mistake is never edited: a transfer of its own takes the money back (`reverse`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.funds.rules.account import Holding, Leg, Sums
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import LIMIT_FEN

Legs = tuple[Leg, ...]


class Phase(StrEnum):
    """What a transfer is in the life of the money it moves."""

    MOVED = "moved"
    RESERVED = "reserved"
    POSTED = "posted"
    VOIDED = "voided"
    EXPIRED = "expired"
    """Set free by the clock, because nobody paid it in time."""
    REVERSED = "reversed"


PHASE_NAMES = {
    Phase.MOVED: "直接划转",
    Phase.RESERVED: "预留",
    Phase.POSTED: "预留入账",
    Phase.VOIDED: "预留撤销",
    Phase.EXPIRED: "预留到期释放",
    Phase.REVERSED: "冲正",
}

MAY_FOLLOW: dict[Phase, frozenset[Phase]] = {
    Phase.MOVED: frozenset({Phase.REVERSED}),
    Phase.RESERVED: frozenset({Phase.POSTED, Phase.VOIDED, Phase.EXPIRED}),
    Phase.POSTED: frozenset({Phase.REVERSED}),
    Phase.VOIDED: frozenset(),
    Phase.EXPIRED: frozenset(),
    Phase.REVERSED: frozenset(),
}
"""Every step that there is. A transfer is followed once or never."""


class Purpose(StrEnum):
    """What money is moved for."""

    ALLOCATION = "allocation"
    BUDGET = "budget"
    CLAWBACK = "clawback"
    CARRY_OVER = "carry-over"
    RESERVE_FILL = "reserve-fill"
    EMERGENCY_GRANT = "emergency-grant"
    HOUSEHOLD_PAYMENT = "household-payment"
    PROJECT_PAYMENT = "project-payment"
    DONATION = "donation"
    ASSET_INCOME = "asset-income"
    DEPOSIT = "deposit"
    """Of an operator: in, and back."""
    COLLECTIVE_PAYMENT = "collective-payment"
    INTEREST_SUBSIDY = "interest-subsidy"
    GUARANTEE = "guarantee"
    RECOVERY = "recovery"
    PAYER_FILL = "payer-fill"
    CLEARING = "clearing"


PURPOSE_NAMES = {
    Purpose.ALLOCATION: "财政拨入资金池",
    Purpose.BUDGET: "下达预算指标",
    Purpose.CLAWBACK: "收回结余资金",
    Purpose.CARRY_OVER: "结转下年",
    Purpose.RESERVE_FILL: "拨付镇街备用金",
    Purpose.EMERGENCY_GRANT: "急难救助金发放",
    Purpose.HOUSEHOLD_PAYMENT: "发放到户",
    Purpose.PROJECT_PAYMENT: "项目资金支付",
    Purpose.DONATION: "接收捐赠",
    Purpose.ASSET_INCOME: "资产收益到账",
    Purpose.DEPOSIT: "经营保证金收退",
    Purpose.COLLECTIVE_PAYMENT: "拨付村集体",
    Purpose.INTEREST_SUBSIDY: "贷款贴息",
    Purpose.GUARANTEE: "担保基金存入与代偿",
    Purpose.RECOVERY: "追回资金",
    Purpose.PAYER_FILL: "支付方清算资金到账",
    Purpose.CLEARING: "医疗费用清算拨付",
}


class About(StrEnum):
    """What a transfer or a payment is about: the noun whose id stands beside it."""

    NOTHING = ""
    EMERGENCY_GRANT = "emergency-grant"
    GRANT_APPLICATION = "grant-application"
    """The whole grant, beyond first aid."""
    PAYMENT = "payment"
    PROGRAMME = "programme"
    HOUSING = "housing"
    HOUSE_HOLD = "house-hold"
    """What is set aside for a house before it is built."""
    CLEARING = "clearing"
    """A hospital's statement."""
    ALLOCATION = "allocation"
    PROJECT = "project"
    DISTRIBUTION = "distribution"
    """Of an asset's income."""
    ASSET_DUE = "asset-due"
    """What an operator owes for an asset."""
    ASSET_CONTRACT = "asset-contract"
    """A contract with an operator, whose deposit is moved."""
    LOAN = "loan"
    DONATION = "donation"
    TOP_UP = "top-up"
    """A payer's part of somebody's year-end top-up."""
    PAPER_CLAIM = "paper-claim"
    """A payer's part of a bill that a patient had paid themselves."""


@dataclass(frozen=True)
class Booked:
    """A transfer that is only written, by the names of its row: what is booked by the hundred needs none that a session keeps."""

    id: UUID
    phase: Phase
    purpose: Purpose
    region: str
    amount_fen: int
    memo: str
    made_at: datetime
    booked_on: date
    link_id: UUID | None = None
    expires_at: datetime | None = None
    follows_id: UUID | None = None
    about: About = About.NOTHING
    about_id: UUID | None = None


class NoSuchTransfer(NotFound):
    """没有这笔款项"""


class NothingToMove(Unprocessable):
    """金额必须大于零"""


class SameAccount(Unprocessable):
    """转出与转入不能是同一账户"""


class AlreadyFollowed(Conflict):
    """这笔款项已经入账、撤销或冲正"""

    mend = "一笔款项只能入账、撤销或冲正一次；请查看账户明细"


class CannotFollow(Conflict):
    """这笔款项当前的状态不允许这样处理"""

    mend = "预留的款项可以入账或撤销；已划转、已入账的款项只能冲正；撤销与冲正本身不能再改"


def move(source: Holding, target: Holding, amount_fen: int) -> Legs:
    """Money goes from source to target at once. Raises NothingToMove, SameAccount, Overdrawn."""
    _check(source, target, amount_fen)
    return source.leg(Sums(credits_posted_fen=amount_fen)), target.leg(Sums(debits_posted_fen=amount_fen))


def reserve(source: Holding, target: Holding, amount_fen: int) -> Legs:
    """Money is set aside in source for target. Raises NothingToMove, SameAccount, Overdrawn."""
    _check(source, target, amount_fen)
    return source.leg(Sums(credits_pending_fen=amount_fen)), target.leg(Sums(debits_pending_fen=amount_fen))


def post(reserved: Iterable[Leg]) -> Legs:
    """What was set aside is paid, whole."""
    return tuple(
        Leg(leg.account_id, leg.region, Sums(debits, credits, -debits, -credits))
        for leg in reserved
        for debits, credits in [(leg.change.debits_pending_fen, leg.change.credits_pending_fen)]
    )


def void(reserved: Iterable[Leg]) -> Legs:
    """What was set aside is free again."""
    return tuple(
        Leg(leg.account_id, leg.region, Sums(0, 0, -leg.change.debits_pending_fen, -leg.change.credits_pending_fen))
        for leg in reserved
    )


def reverse(done: Iterable[Leg], holdings: Mapping[UUID, Holding]) -> Legs:
    """The money goes back the way it came. Raises Overdrawn where the receiver no longer has it."""
    return tuple(holdings[leg.account_id].leg(Sums(leg.change.credits_posted_fen, leg.change.debits_posted_fen)) for leg in done)


def follow(phase: Phase, next_phase: Phase, *, is_followed: bool) -> None:
    """Whether one transfer may be followed by another. Raises CannotFollow, AlreadyFollowed."""
    if next_phase not in MAY_FOLLOW[phase]:
        raise CannotFollow(phase=PHASE_NAMES[phase], asked=PHASE_NAMES[next_phase])
    if is_followed:
        raise AlreadyFollowed


def difference(legs: Iterable[Leg]) -> tuple[int, int]:
    """Debits less credits, (posted, pending): (0, 0) for everything the ledger has ever written."""
    total = sum((leg.change for leg in legs), start=Sums())
    return total.balance_fen, total.debits_pending_fen - total.credits_pending_fen


def _check(source: Holding, target: Holding, amount_fen: int) -> None:
    if not 0 < amount_fen < LIMIT_FEN:
        raise NothingToMove(pointer="/amount_yuan")
    if source.account_id == target.account_id:
        raise SameAccount
