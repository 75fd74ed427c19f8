"""What payers owe people: medical asks funds, or the desk, for it, and keeps what became of the money. Amounts in fen.

One mechanism for every matter of ours that ends in money to a person: year-end top-ups, bills on paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import yuan


class Matter(StrEnum):
    """What money to a person is for, as funds calls it in its answers (`about`)."""

    TOP_UP = "top-up"
    PAPER_CLAIM = "paper-claim"


class PayoutState(StrEnum):
    """What has become of the money."""

    DRAFTED = "drafted"
    NOTHING = "nothing"
    AWAITING = "awaiting"
    PAID = "paid"
    REFUSED = "refused"
    REPLACED = "replaced"
    """Refused, and contained since in what was asked later."""


PAYOUT_STATE_TITLES = {
    PayoutState.DRAFTED: "待确认",
    PayoutState.NOTHING: "无须支付",
    PayoutState.AWAITING: "待支付",
    PayoutState.PAID: "已支付",
    PayoutState.REFUSED: "支付被退回",
    PayoutState.REPLACED: "由后一次请求重新支付",
}
PAYOUT_MOVES: dict[PayoutState, frozenset[PayoutState]] = {
    PayoutState.DRAFTED: frozenset({PayoutState.AWAITING, PayoutState.NOTHING}),
    PayoutState.NOTHING: frozenset(),
    PayoutState.AWAITING: frozenset({PayoutState.PAID, PayoutState.REFUSED}),
    PayoutState.PAID: frozenset(),
    PayoutState.REFUSED: frozenset({PayoutState.AWAITING, PayoutState.REPLACED, PayoutState.PAID}),
    PayoutState.REPLACED: frozenset(),
}
"""Every move that a person makes or causes."""

FUNDS_MOVES = frozenset(
    {
        (PayoutState.AWAITING, PayoutState.PAID),
        (PayoutState.AWAITING, PayoutState.REFUSED),
        (PayoutState.PAID, PayoutState.REFUSED),
    }
)
"""What funds' answers do; the last where money that was paid came back."""
ON_ITS_WAY = (PayoutState.AWAITING, PayoutState.PAID)
"""What counts as asked for."""


@dataclass(frozen=True, slots=True)
class FundsSaid:
    """What funds says of a payment to a person. `round`: which asking it answers, where it says so."""

    state: PayoutState
    round: int | None = None
    paid_on: date | None = None
    voucher: str | None = None
    reason: str | None = None


class NoSuchPayout(NotFound):
    """没有这笔支付"""


class PayoutStateForbids(Conflict):
    """这笔支付当前的状态不允许这样处理"""

    mend = "请查询这笔支付的当前状态"


class PaidByFunds(Conflict):
    """这笔支付已请求资金服务发放到户，不能手工登记"""

    mend = "发放结果由资金服务自动登记；要改由窗口支付的，先在资金服务撤回这笔发放"


class PayoutNoLongerOwed(Conflict):
    """所依据的结算有了变动，这笔钱已不应再支付"""

    mend = "年终补足的，请重新计算该年度；手工报销的，请重新结算"


class PaidInFuture(Unprocessable):
    """日期晚于今天"""

    mend = "请填写实际办理的日期"


RECORD_LAWS = (NoSuchPayout, PaidByFunds, PayoutStateForbids, PaidInFuture)
REQUEST_LAWS = (NoSuchPayout, PayoutStateForbids, PayoutNoLongerOwed)
"""For the doors: `responses=refuses(*RECORD_LAWS)`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One payer: what it owes by what stands now, and what it was asked for the same matter before."""

    payer: str
    owed_fen: int
    before_fen: int

    @property
    def pay_fen(self) -> int:
        return max(0, self.owed_fen - self.before_fen)

    @property
    def over_fen(self) -> int:
        """What the patient has got, or is on the way to them, and is no longer owed: it is claimed back by the desk."""
        return max(0, self.before_fen - self.owed_fen)


def asks_of(owed: Mapping[str, int], before: Mapping[str, int]) -> list[Ask]:
    """Of every payer that owes something, or was asked for something; nothing of one for whom nothing changes.

    So what is settled or reckoned again pays the difference, however often.
    """
    asks = [Ask(payer, max(0, owed.get(payer, 0)), before.get(payer, 0)) for payer in sorted({*owed, *before})]
    return [ask for ask in asks if ask.owed_fen != ask.before_fen]


def pay_out(state: PayoutState, next_state: PayoutState) -> PayoutState:
    """Raises PayoutStateForbids for a move that is not in PAYOUT_MOVES."""
    if next_state not in PAYOUT_MOVES[state]:
        raise PayoutStateForbids(state=PAYOUT_STATE_TITLES[state], asked=PAYOUT_STATE_TITLES[next_state])
    return next_state


def must_still_be_owed(pay_fen: int, open_fen: int) -> None:
    """`open_fen`: what is owed by now and neither paid nor on its way. Raises PayoutNoLongerOwed."""
    if pay_fen > open_fen:
        raise PayoutNoLongerOwed(asked_yuan=yuan(pay_fen), owed_yuan=yuan(max(0, open_fen)))


def must_be_the_desks(state: PayoutState, *, household_id: UUID | None) -> None:
    """Whoever is in the register is paid by funds; the desk pays who is not, and what funds has given up. Raises PaidByFunds."""
    if household_id is not None and state is PayoutState.AWAITING:
        raise PaidByFunds


def answers(state: PayoutState, asks: int, said: FundsSaid) -> bool:
    """Whether this answer is of this asking and changes anything; one that comes late or again does not."""
    return (state, said.state) in FUNDS_MOVES and said.round in (None, asks)


def must_not_be_in_future(day: date, *, on: date, pointer: str) -> None:
    """Raises PaidInFuture."""
    if day > on:
        raise PaidInFuture(pointer=pointer, today=on)
