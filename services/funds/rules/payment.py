"""A payment to a household: asked for, approved, sent to the bank, there; and what may become of it on the way.

Whoever grants money to a household asks for a payment once per matter and round. The money is set aside from then on, so that a
payment that was approved can always be made; it is posted when the household has it, and set free when it will not be paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.funds.rules import transfer
from services.funds.rules.account import AccountKind, Holding
from services.funds.rules.transfer import About, Legs
from shared.errors import Conflict, NotFound, Unprocessable
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
    # Back to the waiting ones when its batch is cancelled before the bank had it; paid by a late success of the last batch.
    PaymentState.APPROVED: frozenset({PaymentState.SENT, PaymentState.WITHDRAWN, PaymentState.PAID}),
    PaymentState.SENT: frozenset({PaymentState.PAID, PaymentState.FAILED, PaymentState.APPROVED}),
    PaymentState.FAILED: frozenset({PaymentState.APPROVED, PaymentState.WITHDRAWN, PaymentState.PAID}),
    PaymentState.PAID: frozenset({PaymentState.RETURNED}),
    PaymentState.WITHDRAWN: frozenset(),
    PaymentState.RETURNED: frozenset(),
}

RECEIVED = frozenset({PaymentState.PAID})
TO_COME = frozenset({PaymentState.ASKED, PaymentState.APPROVED, PaymentState.SENT, PaymentState.FAILED})
"""The money is set aside for the household and not yet with it."""

MATTER_NAMES = {
    About.EMERGENCY_GRANT: "急难救助",
    About.GRANT_APPLICATION: "临时救助",
    About.PROGRAMME: "专项补助",
    About.HOUSING: "农村危房改造补助",
    About.PROJECT: "项目补助",
    About.DISTRIBUTION: "资产收益分配",
    About.LOAN: "贷款贴息",
    About.DONATION: "捐赠资助",
    About.TOP_UP: "医疗费用年终补足",
    About.PAPER_CLAIM: "医疗费用手工报销",
}
"""What the public reads as the reason: never the memo, which officers write freely."""

NOT_PUBLIC = frozenset({About.TOP_UP, About.PAPER_CLAIM})
"""What an insurance owes somebody for a bill is no relief: its amount tells of an illness, so nobody else reads it."""

PAYING_KINDS = frozenset(
    {
        AccountKind.BUDGET_LINE,
        AccountKind.TOWN_RESERVE,
        AccountKind.DONATION_FUND,
        AccountKind.ASSET_INCOME,
        AccountKind.GUARANTEE_FUND,
        AccountKind.PAYER_FUND,
    }
)
"""Nothing goes to a household straight out of the pool, or out of what others were paid."""


class NoSuchPayment(NotFound):
    """没有这笔发放"""


class PaymentStateForbids(Conflict):
    """这笔发放当前的状态不允许这样处理"""


class NotAPayingAccount(Unprocessable):
    """不能从这类账户发放到户"""

    mend = "请选择预算指标、镇街备用金、捐赠资金、待分配资产收益或支付方清算资金账户"


class ChecksNotDone(Conflict):
    """系统核对尚未完成"""

    mend = "重复发放的核对在提出后几秒内自动完成，请稍候再审核"


class DoubleDipUndecided(Conflict):
    """与其他发放疑似重复，尚未作出处理决定"""

    mend = "请先在疑似重复发放清单中由县区作出决定并写明理由"


class PayeeMissing(Conflict):
    """该户没有登记收款账户"""

    mend = "请先登记该户的一卡通账户"


class PayeeNotSettled(Conflict):
    """该户的收款账户尚待核实"""

    mend = "请先核实收款账户：持卡人须为该户成员，姓名与证件相符"


class AccountNotMended(Conflict):
    """银行因账户原因退回，收款账户还没有更正"""

    mend = "请按银行给出的原因更正该户的收款账户，再重新提请发放"


class MendedByTheSame(Conflict):
    """更正收款账户的人不能自己提请重新发放"""

    mend = "请由另一名工作人员复核后提请"


def become(state: PaymentState, next_state: PaymentState) -> PaymentState:
    """The next state. Raises PaymentStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise PaymentStateForbids(state=PAYMENT_STATE_NAMES[state], asked=PAYMENT_STATE_NAMES[next_state])
    return next_state


def must_be_asked(state: PaymentState) -> None:
    """Only what waits for it is signed for; what failed goes again by its renewal alone. Raises PaymentStateForbids."""
    if state is not PaymentState.ASKED:
        raise PaymentStateForbids(state=PAYMENT_STATE_NAMES[state], asked="审核")


def must_need_renewal(state: PaymentState, *, is_account_gone: bool) -> None:
    """What failed goes again, and what waits for the bank while its account is no longer in use. Raises PaymentStateForbids."""
    if state is not PaymentState.FAILED and not (state is PaymentState.APPROVED and is_account_gone):
        raise PaymentStateForbids(state=PAYMENT_STATE_NAMES[state], asked="重新提请发放")


def must_pay_out(kind: AccountKind) -> None:
    """Raises NotAPayingAccount."""
    if kind not in PAYING_KINDS:
        raise NotAPayingAccount(pointer="/account_id")


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
    programme: str = ""
    """By whose code the check for double payments compares; empty: the programme of the account that pays."""
    period: str = ""
    """`2020`, `2020-06`: what time it is for; empty: the account's budget year, or the year of the asking."""
    part: int = 1
    """Of a sum that several budget lines pay together, each a payment of its own."""
    hold_id: UUID | None = None
    """What it was set aside by, where it was before it was asked for."""


def set_aside(source: Holding, paid_out: Mapping[str, Holding], asks: Sequence[Ask]) -> list[Legs]:
    """The legs that set each asked amount aside in `source` for its town. Raises NothingToMove, Overdrawn."""
    legs = []
    for ask in asks:
        legs.append(transfer.reserve(source, paid_out[town_of(ask.region)], ask.amount_fen))
        source = source.after(legs[-1])
    return legs


def must_be_mended(*, blames_account: bool, is_same_payee: bool, mended_by: str, by: str) -> None:
    """Whether a payment that failed may go again. Raises AccountNotMended, MendedByTheSame.

    The bank's reason says whether the account is at fault; then it must be another, recorded by another than who sends it again.
    """
    if blames_account and is_same_payee:
        raise AccountNotMended
    if not is_same_payee and mended_by == by:
        raise MendedByTheSame
