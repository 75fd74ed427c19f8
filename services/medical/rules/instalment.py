"""A patient's part paid by instalments (延期、分期还款): the plan, what is due when, and when it is spoken of. Amounts in fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable

REMIND_AGAIN_DAYS = 30
"""An instalment that stays unpaid is told of again once a month. No document says how often: the hospitals' clearing month."""


class PlanStatus(StrEnum):
    """Where a plan stands."""

    ACTIVE = "active"
    PAID = "paid"
    VOID = "void"


PLANS_SPOKEN = "active 还款中、paid 已还清、void 因结算冲正而失效"


class NoSuchPlan(NotFound):
    """没有找到这份分期还款协议"""


class PlanExceedsPatientPart(Unprocessable):
    """分期金额超过了患者的个人负担"""

    mend = "分期金额不超过该次结算的个人负担（patient_yuan），出院时已付的部分不计入"


class InstalmentsDoNotAddUp(Unprocessable):
    """各期金额之和不等于分期总额"""

    mend = "请核对各期金额，其和应等于 amount_yuan"


class InstalmentsOutOfOrder(Unprocessable):
    """各期到期日应由先到后，且不早于签约日"""

    mend = "请按到期日由先到后排列，每期一个不同的日期"


class PlanAlreadyThere(Conflict):
    """该次结算已有分期还款协议"""

    mend = "请查询已有的协议；每次结算只有一份生效的协议"


class PlanNotActive(Conflict):
    """这份分期还款协议已还清或已失效"""

    mend = "请查询协议的状态"


class PaidMoreThanOwed(Conflict):
    """还款超过了尚欠的金额"""

    mend = "请核对 owed_yuan，还款不超过它"


class SettlementNotStanding(Conflict):
    """该次结算已被冲正"""

    mend = "请按该次就诊最新的结算办理"


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment. `upto_fen` is what must have been paid in all by its day."""

    number: int
    due_on: date
    amount_fen: int
    upto_fen: int
    told_on: date | None = None

    def owed_fen(self, paid_fen: int) -> int:
        """What of this instalment is not covered by the payments so far; the oldest are covered first."""
        return max(0, min(self.amount_fen, self.upto_fen - paid_fen))

    def is_overdue(self, paid_fen: int, *, on: date) -> bool:
        """The due day itself is still in time."""
        return self.due_on < on and self.owed_fen(paid_fen) > 0

    def is_to_be_told(self, paid_fen: int, *, on: date) -> bool:
        """On the first day after it was due, and again each month while it stays unpaid."""
        if not self.is_overdue(paid_fen, on=on):
            return False
        return self.told_on is None or on >= self.told_on + timedelta(days=REMIND_AGAIN_DAYS)


def plan(amount_fen: int, instalments: Sequence[tuple[date, int]], *, patient_fen: int, agreed_on: date) -> list[Due]:
    """The plan's instalments with their running sums.

    Raises PlanExceedsPatientPart, InstalmentsOutOfOrder, InstalmentsDoNotAddUp.
    """
    if amount_fen > patient_fen:
        raise PlanExceedsPatientPart(pointer="/amount_yuan", patient_fen=patient_fen)
    days = [due_on for due_on, _ in instalments]
    if days != sorted(set(days)) or days[0] < agreed_on:
        raise InstalmentsOutOfOrder(pointer="/instalments")
    dues, upto_fen = [], 0
    for number, (due_on, part_fen) in enumerate(instalments, 1):
        upto_fen += part_fen
        dues.append(Due(number, due_on, part_fen, upto_fen))
    if upto_fen != amount_fen:
        raise InstalmentsDoNotAddUp(pointer="/instalments", sum_fen=upto_fen, amount_fen=amount_fen)
    return dues


def paid_after(amount_fen: int, paid_fen: int, payment_fen: int, status: PlanStatus) -> tuple[int, PlanStatus]:
    """The plan after a payment. Raises PlanNotActive, PaidMoreThanOwed."""
    if status is not PlanStatus.ACTIVE:
        raise PlanNotActive(state=status.value)
    if payment_fen > amount_fen - paid_fen:
        raise PaidMoreThanOwed(pointer="/amount_yuan", owed_fen=amount_fen - paid_fen)
    after_fen = paid_fen + payment_fen
    return after_fen, PlanStatus.PAID if after_fen == amount_fen else PlanStatus.ACTIVE
