"""The fund that stands behind small loans (担保基金, 风险补偿金): how much may rest on it, what it stands in for, what comes
back.

Law: the county's agreement with a bank, within the frame of the lending policy. A new loan rests on the fund while all that rests
on it is at most the agreed multiple of what is in it; the database refuses the loan too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.loan_policy import Guarantee
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import half_up

WHOLE = 10_000
"""Shares are kept in ten-thousandths."""
INTEREST_USE = "interest"
"""What a budget line is for that pays subsidies or fills a fund, by the code of the budget policies."""


class CompensationState(StrEnum):
    ASKED = "asked"
    PAID = "paid"
    REFUSED = "refused"


COMPENSATION_STATE_NAMES = {
    CompensationState.ASKED: "待复核",
    CompensationState.PAID: "已代偿",
    CompensationState.REFUSED: "未通过",
}


class FundMoveState(StrEnum):
    """Money into a fund or back out of it, from the first person's asking to the second person's word."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


FUND_MOVE_STATE_NAMES = {
    FundMoveState.ASKED: "待复核",
    FundMoveState.DONE: "已办理",
    FundMoveState.REFUSED: "未通过",
}


class RecoveryOf(StrEnum):
    """What money comes back of."""

    SUBSIDY = "subsidy"
    COMPENSATION = "compensation"


RECOVERY_OF_NAMES = {RecoveryOf.SUBSIDY: "追回贴息", RecoveryOf.COMPENSATION: "代偿后追回"}


class NoSuchGuaranteeFund(NotFound):
    """没有这个担保基金"""

    mend = "请核对县区与合作银行；先登记担保基金再审定由其担保的贷款"


class FundExists(Conflict):
    """该县区与这家银行已有担保基金"""


class OutsideTheFrame(Unprocessable):
    """合作协议的约定超出办法的范围"""

    mend = "请核对放大倍数与分担比例"


class GuaranteeExhausted(Conflict):
    """担保基金的余额不足以担保这笔贷款"""

    mend = "请补充担保基金，或等在贷贷款归还"


class LendingStopped(Conflict):
    """逾期率超过停贷线，暂停新增担保贷款"""

    mend = "请先清收逾期贷款，逾期率降到停贷线以下后恢复"


class NotGuaranteed(Conflict):
    """这笔贷款没有担保基金担保"""


class NotOverdueLongEnough(Conflict):
    """逾期时间没有达到代偿条件"""

    mend = "请继续催收；逾期满 days 天仍未归还的再申请代偿"


class NoSuchCompensation(NotFound):
    """没有这笔代偿"""


class NoSuchFundMove(NotFound):
    """没有这笔担保基金存退"""


class FundMoveDecided(Conflict):
    """这笔担保基金存退已经有了结论"""


class CompensationDecided(Conflict):
    """这笔代偿已经有了结论"""


class MoreThanToRecover(Unprocessable):
    """追回的金额超过应追回的金额"""

    mend = "请核对金额"


class LineNotForLoans(Unprocessable):
    """这条预算指标不能用于贷款贴息与风险补偿"""

    mend = "请选择本县区支出用途为“贷款贴息与风险补偿”的预算指标"


class CompensationAsked(Conflict):
    """这笔贷款已经申请过代偿"""

    mend = "一笔贷款只代偿一次；未通过的可以重新申请"


class CompensationOutdated(Conflict):
    """申请代偿之后借款人又有还款"""

    mend = "请不予通过，再按现在的未还本金重新申请"


class LoanMoneyStands(Conflict):
    """小额信贷的款项不能在资金账户直接冲正"""

    mend = "贴息请在贴息清单退回，担保基金请按代偿与追回办理"


@dataclass(frozen=True, slots=True)
class Standing:
    """A fund as it stands: what is in it and free, what rests on it, and how its loans are repaid."""

    available_fen: int
    guaranteed_fen: int
    outstanding_fen: int
    overdue_fen: int

    def room_fen(self, multiple: int) -> int:
        """How much more may rest on it; below zero where it paid out since."""
        return self.available_fen * multiple - self.guaranteed_fen

    @property
    def overdue_share(self) -> Fraction:
        return Fraction(self.overdue_fen, self.outstanding_fen) if self.outstanding_fen else Fraction(0)


def check_frame(frame: Guarantee, *, multiple: int, fund_share: Fraction) -> None:
    """Raises OutsideTheFrame."""
    if multiple > frame.multiple_at_most:
        raise OutsideTheFrame(pointer="/multiple", at_most=frame.multiple_at_most)
    if fund_share > frame.fund_share_at_most:
        raise OutsideTheFrame(pointer="/fund_share_percent", at_most=str(frame.fund_share_at_most))


def is_stopped(frame: Guarantee, standing: Standing) -> bool:
    """Whether nothing new may rest on the fund, because too much is overdue."""
    return standing.outstanding_fen >= frame.stop_from_fen and standing.overdue_share > frame.stop_overdue_at


def must_guarantee(frame: Guarantee, standing: Standing, amount_fen: int, *, multiple: int) -> None:
    """Whether a loan of this amount may rest on the fund. Raises LendingStopped, GuaranteeExhausted."""
    if is_stopped(frame, standing):
        raise LendingStopped(overdue_fen=standing.overdue_fen, outstanding_fen=standing.outstanding_fen)
    if amount_fen > standing.room_fen(multiple):
        raise GuaranteeExhausted(room_fen=max(standing.room_fen(multiple), 0), multiple=multiple)


def check_wait(frame: Guarantee, overdue_from: date | None, until_on: date, on: date) -> None:
    """`until_on`: the day from which it may be asked. Raises NotOverdueLongEnough."""
    if overdue_from is None or on < until_on:
        raise NotOverdueLongEnough(until_on=until_on.isoformat() if overdue_from else None, days=frame.compensate_after_days)


def line_for_loans(use: str, *, is_of_county: bool) -> None:
    """Raises LineNotForLoans."""
    if use != INTEREST_USE or not is_of_county:
        raise LineNotForLoans(pointer="/line")


def must_stay_covered(available_fen: int, guaranteed_fen: int, *, multiple: int) -> None:
    """What is left in the fund stands for all that rests on it. Raises GuaranteeExhausted."""
    if guaranteed_fen > available_fen * multiple:
        raise GuaranteeExhausted(pointer="/amount_yuan", guaranteed_fen=guaranteed_fen, multiple=multiple)


def must_be_first(states: Iterable[CompensationState]) -> None:
    """Raises CompensationAsked."""
    if any(state is not CompensationState.REFUSED for state in states):
        raise CompensationAsked


def must_be_asked(state: FundMoveState) -> None:
    """Raises FundMoveDecided."""
    if state is not FundMoveState.ASKED:
        raise FundMoveDecided(state=FUND_MOVE_STATE_NAMES[state])


def must_be_undecided(state: CompensationState) -> None:
    """Raises CompensationDecided."""
    if state is not CompensationState.ASKED:
        raise CompensationDecided(state=COMPENSATION_STATE_NAMES[state])


def must_still_be_owed(asked_fen: int, outstanding_fen: int) -> None:
    """Raises CompensationOutdated."""
    if asked_fen != outstanding_fen:
        raise CompensationOutdated(outstanding_fen=outstanding_fen)


def funds_part(amount_fen: int, share: int) -> int:
    """The fund's part of a loss or of what came back, to the fen; the bank bears the rest."""
    return half_up(Fraction(amount_fen * share, WHOLE))


def must_be_recoverable(amount_fen: int, *, owed_fen: int) -> None:
    """Raises MoreThanToRecover."""
    if amount_fen > owed_fen:
        raise MoreThanToRecover(pointer="/amount_yuan", owed_fen=owed_fen)
