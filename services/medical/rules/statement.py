"""A clearing statement (清算单): made by one person, approved by another, paid by funds or refused, and asked for again."""

from datetime import date
from enum import StrEnum

from services.medical.rules.month import Month
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class StatementState(StrEnum):
    """Where a statement stands."""

    DRAFTED = "drafted"
    DISCARDED = "discarded"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"


STATE_TITLES = {
    StatementState.DRAFTED: "待审批",
    StatementState.DISCARDED: "已作废",
    StatementState.APPROVED: "已审批，待支付",
    StatementState.PAID: "已支付",
    StatementState.REFUSED: "支付被退回",
}

MOVES: dict[StatementState, frozenset[StatementState]] = {
    StatementState.DRAFTED: frozenset({StatementState.APPROVED, StatementState.DISCARDED}),
    StatementState.DISCARDED: frozenset(),
    StatementState.APPROVED: frozenset({StatementState.PAID, StatementState.REFUSED}),
    StatementState.PAID: frozenset(),
    StatementState.REFUSED: frozenset({StatementState.APPROVED}),
}
"""Every move that there is; a refused payment is asked for again by the same approval."""


COUNTY_DIGITS = 6


class NotOneCounty(Forbidden):
    """清算单由一个县（区）制作，访问令牌的辖区不是县（区）"""

    mend = "请使用支付方所在县（区）的账号"


class NoSuchStatement(NotFound):
    """没有这张清算单"""


class PeriodNotOver(Unprocessable):
    """这个月还没有结束，不能制作清算单"""

    mend = "请在月份结束后制作"


class NothingToClear(Conflict):
    """该医疗机构对该支付方没有可清算的应收款"""

    mend = "请核对医疗机构、支付方和月份；冲正多于结算的，差额自动转入下一期抵减"


class StatementAlreadyApproved(Conflict):
    """该月的清算单已经审批，不能重新制作"""

    mend = "已有的清算单见 statement_id；此后到达的结算和冲正自动列入下一期"


class StatementStateForbids(Conflict):
    """清算单当前的状态不允许这样处理"""

    mend = "请查询清算单的当前状态"


class ApproverMadeIt(Forbidden):
    """清算单的审批人不能是制单人"""

    mend = "请由本县（区）的另一位经办人员审批"


class StatementNotAsSeen(Conflict):
    """清算单的金额与审批人所见不符"""

    mend = "请重新查看清算单后再审批"


def become(state: StatementState, next_state: StatementState) -> StatementState:
    """Raises StatementStateForbids for a move that is not in MOVES."""
    if next_state not in MOVES[state]:
        raise StatementStateForbids(state=STATE_TITLES[state], asked=STATE_TITLES[next_state])
    return next_state


def must_stand(state: StatementState, wanted: StatementState) -> None:
    """Raises StatementStateForbids."""
    if state is not wanted:
        raise StatementStateForbids(state=STATE_TITLES[state], wanted=STATE_TITLES[wanted])


def must_be_county(region: str) -> None:
    """A payer's account is a county's: who sees a whole city clears for none of its counties. Raises NotOneCounty."""
    if len(region) != COUNTY_DIGITS:
        raise NotOneCounty(region=region)


def must_be_over(period: Month, *, on: date) -> None:
    """Raises PeriodNotOver."""
    if on <= period.last:
        raise PeriodNotOver(pointer="/period", until=period.last.isoformat())


def must_be_another(approver: str, made_by: str) -> None:
    """Two pairs of eyes. Raises ApproverMadeIt."""
    if approver == made_by:
        raise ApproverMadeIt(made_by=made_by)


def must_be_as_seen(total_fen: int, seen_fen: int) -> None:
    """The approver says which sum they approve. Raises StatementNotAsSeen."""
    if total_fen != seen_fen:
        raise StatementNotAsSeen(pointer="/total_yuan")
