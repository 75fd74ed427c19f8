"""A year-end top-up (年终补足): reckoned, confirmed by another person, booked, paid to the person or refused, taken back."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable

COUNTY_DIGITS = 6


class RunState(StrEnum):
    """Where a county's top-up of a year stands."""

    RECKONING = "reckoning"
    DRAFTED = "drafted"
    UNCHANGED = "unchanged"
    BOOKING = "booking"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


RUN_STATE_TITLES = {
    RunState.RECKONING: "计算中",
    RunState.DRAFTED: "待确认",
    RunState.UNCHANGED: "没有变化",
    RunState.BOOKING: "已确认，入账中",
    RunState.CONFIRMED: "已确认",
    RunState.DISCARDED: "已作废",
}
RUN_MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.RECKONING: frozenset({RunState.DRAFTED, RunState.UNCHANGED, RunState.DISCARDED}),
    RunState.DRAFTED: frozenset({RunState.BOOKING, RunState.DISCARDED}),
    RunState.UNCHANGED: frozenset(),
    RunState.BOOKING: frozenset({RunState.CONFIRMED}),
    RunState.CONFIRMED: frozenset(),
    RunState.DISCARDED: frozenset(),
}
"""Every move that there is."""
UNDER_WAY = (RunState.RECKONING, RunState.DRAFTED, RunState.BOOKING)
"""Of a county and year, at most one run is in one of these."""


class TopUpState(StrEnum):
    """Where one person's top-up stands."""

    DRAFTED = "drafted"
    BOOKED = "booked"
    MOVED_ON = "moved-on"
    """The year had changed between reckoning and booking: nothing was booked, the next run reckons it anew."""


TOP_UP_STATE_TITLES = {TopUpState.DRAFTED: "待确认", TopUpState.BOOKED: "已入账", TopUpState.MOVED_ON: "有变动，未入账"}


class PayoutState(StrEnum):
    """What has become of the money."""

    DRAFTED = "drafted"
    NOTHING = "nothing"
    AWAITING = "awaiting"
    PAID = "paid"
    REFUSED = "refused"
    REPLACED = "replaced"
    """Refused, and contained since in what a later run asks."""


PAYOUT_STATE_TITLES = {
    PayoutState.DRAFTED: "待确认",
    PayoutState.NOTHING: "无须支付",
    PayoutState.AWAITING: "待支付",
    PayoutState.PAID: "已支付",
    PayoutState.REFUSED: "支付被退回",
    PayoutState.REPLACED: "由后一批次重新支付",
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


@dataclass(frozen=True, slots=True)
class FundsSaid:
    """What funds says of a payment to a person. `round`: which asking it answers, where it says so."""

    state: PayoutState
    round: int | None = None
    paid_on: date | None = None
    voucher: str | None = None
    reason: str | None = None


class NoSuchTopUpRun(NotFound):
    """没有这批年终补足"""


class NoSuchTopUp(NotFound):
    """没有这笔年终补足"""


class NoSuchPayout(NotFound):
    """没有这笔年终补足的支付"""


class TopUpNeedsCounty(Unprocessable):
    """年终补足以县（区）为单位计算"""

    mend = "请填写六位的县（区）代码"


class YearNotOver(Unprocessable):
    """这个年度还没有结束，不能计算年终补足"""

    mend = "请在年度结束之后办理"


class NoYearEndRule(Unprocessable):
    """该地在这一年年末有效的政策没有年终一次性计算的规定"""

    mend = "请核对地区和年度；政策确有规定的，请在政策文件的 year_end 中写明"


class TopUpBeingBooked(Conflict):
    """该地该年度的上一批年终补足正在入账"""

    mend = "请等它入账完成后再计算；进度见该批次"


class TopUpStateForbids(Conflict):
    """这批年终补足当前的状态不允许这样处理"""

    mend = "请查询该批次的当前状态"


class TopUpConfirmedByItsMaker(Forbidden):
    """年终补足不能由编制人自己确认"""

    mend = "请由本县（区）另一名工作人员核对后确认"


class TopUpMadeAnew(Conflict):
    """所核对的内容与这批年终补足不符"""

    mend = "请重新核对，并以最新的 content_hash 确认"


class TopUpPolicyChanged(Conflict):
    """计算之后，该地的政策文件有了修改"""

    mend = "请按新的政策文件重新计算"


class PayoutStateForbids(Conflict):
    """这笔支付当前的状态不允许这样处理"""

    mend = "请查询这笔支付的当前状态"


class PaidByFunds(Conflict):
    """这笔支付已请求资金服务发放到户，不能手工登记"""

    mend = "发放结果由资金服务自动登记；要改由窗口支付的，先在资金服务撤回这笔发放"


class PayoutNoLongerOwed(Conflict):
    """年度内的结算有了变动，这笔钱已不应再支付"""

    mend = "请重新计算该年度的年终补足"


class PaidInFuture(Unprocessable):
    """日期晚于今天"""

    mend = "请填写实际办理的日期"


class ReturnTooLarge(Unprocessable):
    """退回的金额大于应退回的金额"""

    mend = "请核对金额；应退回的金额见 due_yuan"


def must_be_county(region: str) -> None:
    """Raises TopUpNeedsCounty."""
    if len(region) != COUNTY_DIGITS:
        raise TopUpNeedsCounty(pointer="/region", region=region)


def must_be_over(year: int, *, on: date) -> None:
    """Raises YearNotOver."""
    if on.year <= year:
        raise YearNotOver(pointer="/year", year=year)


def become(state: RunState, next_state: RunState) -> RunState:
    """Raises TopUpStateForbids for a move that is not in RUN_MOVES."""
    if next_state not in RUN_MOVES[state]:
        raise TopUpStateForbids(state=RUN_STATE_TITLES[state], asked=RUN_STATE_TITLES[next_state])
    return next_state


def must_be_another(confirmer: str, made_by: str) -> None:
    """Two pairs of eyes. Raises TopUpConfirmedByItsMaker."""
    if confirmer == made_by:
        raise TopUpConfirmedByItsMaker(made_by=made_by)


def pay_out(state: PayoutState, next_state: PayoutState) -> PayoutState:
    """Raises PayoutStateForbids for a move that is not in PAYOUT_MOVES."""
    if next_state not in PAYOUT_MOVES[state]:
        raise PayoutStateForbids(state=PAYOUT_STATE_TITLES[state], asked=PAYOUT_STATE_TITLES[next_state])
    return next_state


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
