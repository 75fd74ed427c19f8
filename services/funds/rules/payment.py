"""A payment to a household: asked for, approved, sent to the bank, there; and what may become of it on the way.

Whoever grants money to a household asks for a payment once per matter and round. The money is set aside from then on, so that a
payment that was approved can always be made; it is posted when the household has it, and set free when it will not be paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.funds.rules import transfer
from services.funds.rules.account import Holding
from services.funds.rules.transfer import About, Legs
from shared.errors import Conflict, NotFound
from shared.regions import town_of


class PaymentMethod(StrEnum):
    """How a household gets its money."""

    RESERVE_ON_SITE = "reserve-on-site"
    CARD = "card"


METHOD_NAMES = {PaymentMethod.RESERVE_ON_SITE: "镇街备用金现场发放", PaymentMethod.CARD: "一卡通"}


class PaymentState(StrEnum):
    """Whether the money is with the household."""

    ASKED = "asked"
    APPROVED = "approved"
    SENT = "sent"
    FAILED = "failed"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


PAYMENT_STATE_NAMES = {
    PaymentState.ASKED: "待审核",
    PaymentState.APPROVED: "已审核待发放",
    PaymentState.SENT: "已送银行",
    PaymentState.FAILED: "发放失败",
    PaymentState.PAID: "已发放",
    PaymentState.WITHDRAWN: "已撤回",
    PaymentState.RETURNED: "已退回",
}

MAY_BECOME: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.ASKED: frozenset({PaymentState.APPROVED, PaymentState.WITHDRAWN}),
    PaymentState.APPROVED: frozenset({PaymentState.SENT, PaymentState.WITHDRAWN}),
    PaymentState.SENT: frozenset({PaymentState.PAID, PaymentState.FAILED}),
    PaymentState.FAILED: frozenset({PaymentState.APPROVED, PaymentState.WITHDRAWN}),
    PaymentState.PAID: frozenset({PaymentState.RETURNED}),
    PaymentState.WITHDRAWN: frozenset(),
    PaymentState.RETURNED: frozenset(),
}


class NoSuchPayment(NotFound):
    """没有这笔发放"""


class PaymentStateForbids(Conflict):
    """这笔发放当前的状态不允许这样处理"""


def become(state: PaymentState, next_state: PaymentState) -> PaymentState:
    """The next state. Raises PaymentStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise PaymentStateForbids(state=PAYMENT_STATE_NAMES[state], asked=PAYMENT_STATE_NAMES[next_state])
    return next_state


@dataclass(frozen=True, slots=True)
class Ask:
    """A household that is to be paid, by which matter. One matter pays a household once a round: the database sees to that."""

    about: About
    about_id: UUID
    household_id: UUID
    region: str
    """Its village, 12 digits."""
    amount_fen: int
    clause: str
    memo: str
    round: int = 1
    person_id: UUID | None = None
    """Whose money it is within the household, where the rule names one (a pupil, a borrower)."""


def set_aside(source: Holding, paid_out: Mapping[str, Holding], asks: Sequence[Ask]) -> list[Legs]:
    """The legs that set each asked amount aside in `source` for its town. Raises NothingToMove, Overdrawn."""
    legs = []
    for ask in asks:
        legs.append(transfer.reserve(source, paid_out[town_of(ask.region)], ask.amount_fen))
        source = source.after(legs[-1])
    return legs
