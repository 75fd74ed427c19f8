"""Contracts of a project and what is paid on them: within the approval, within the contract, and not ahead of the work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import down


class ProcurementMethod(StrEnum):
    """How the supplier was found, in the words of the Open Contracting codelist `method`; the Chinese kind stands beside it."""

    OPEN = "open"
    SELECTIVE = "selective"
    LIMITED = "limited"
    DIRECT = "direct"


PROCUREMENT_NAMES = {
    ProcurementMethod.OPEN: "公开招标",
    ProcurementMethod.SELECTIVE: "邀请招标",
    ProcurementMethod.LIMITED: "竞争性谈判、磋商或询价",
    ProcurementMethod.DIRECT: "单一来源或村民自建",
}


class PayKind(StrEnum):
    """Which part of the price a payment is."""

    ADVANCE = "advance"
    PROGRESS = "progress"
    FINAL = "final"
    RETENTION = "retention"


PAY_KIND_NAMES = {
    PayKind.ADVANCE: "预付款",
    PayKind.PROGRESS: "进度款",
    PayKind.FINAL: "结算款",
    PayKind.RETENTION: "质保金",
}


class PayState(StrEnum):
    """Where a payment to a supplier stands."""

    ASKED = "asked"
    PAID = "paid"
    REFUSED = "refused"
    RETURNED = "returned"


PAY_STATE_NAMES = {
    PayState.ASKED: "待复核",
    PayState.PAID: "已支付",
    PayState.REFUSED: "未通过",
    PayState.RETURNED: "已退回",
}

PAY_MAY_BECOME: dict[PayState, frozenset[PayState]] = {
    PayState.ASKED: frozenset({PayState.PAID, PayState.REFUSED}),
    PayState.PAID: frozenset({PayState.RETURNED}),
    PayState.REFUSED: frozenset(),
    PayState.RETURNED: frozenset(),
}


class NoSuchContract(NotFound):
    """没有这份合同"""


class NoSuchSupplierPayment(NotFound):
    """没有这笔项目付款"""


class ContractsAboveApproval(Conflict):
    """合同金额合计超过批复金额"""

    mend = "请核减合同金额，或先办理批复调整"


class RetentionAboveLimit(Unprocessable):
    """质保金比例高于规定"""


class WarrantyAboveLimit(Unprocessable):
    """质保期长于规定"""


class GrowsTooMuch(Conflict):
    """累计变更增加额超过原合同规定比例"""

    mend = "超过部分须另行采购，不能以补充合同追加"


class BelowWhatWasPaid(Conflict):
    """变更后的金额低于已付和待付的金额"""


class AboveContract(Conflict):
    """付款合计超过合同金额"""

    mend = "请核减本次付款金额"


class LineOfAnotherProject(Unprocessable):
    """这条预算指标是下达给另一个项目的"""

    mend = "请选用下达给本项目的指标，或未指定项目的指标"


class PaidAheadOfWork(Conflict):
    """付款合计超过工程进度（含预付款）所允许的金额"""

    mend = "请先报送进度，或核减本次付款金额；质保金（retention）留到质保期满后另行申请"


class RetentionNotDue(Conflict):
    """质保金尚未到期，须验收合格且质保期满后支付"""


class PayStateForbids(Conflict):
    """这笔付款当前的状态不允许这样办理"""


class ProjectPaymentStands(Conflict):
    """这是支付给项目供应单位的款项"""

    mend = "请在项目付款中办理退回，使合同的已付金额一并更正"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says of money, as payments are judged by it."""

    amount_fen: int
    retention: Fraction
    warranty_until: date | None
    """The last day of the warranty, once the work is accepted."""

    @property
    def retention_fen(self) -> int:
        """What is kept back until the warranty is over, rounded down to the fen."""
        return down(self.amount_fen * self.retention)


def must_fit_approval(contracts_fen: Iterable[int], *, approved_fen: int) -> None:
    """Raises ContractsAboveApproval."""
    if (total := sum(contracts_fen)) > approved_fen:
        raise ContractsAboveApproval(pointer="/amount_yuan", contracts_fen=total, approved_fen=approved_fen)


def must_keep_bounds(*, retention: Fraction, warranty_days: int, retention_at_most: Fraction, warranty_at_most_days: int) -> None:
    """Raises RetentionAboveLimit, WarrantyAboveLimit."""
    if retention > retention_at_most:
        raise RetentionAboveLimit(pointer="/retention", limit=f"{retention_at_most * 100}%")
    if warranty_days > warranty_at_most_days:
        raise WarrantyAboveLimit(pointer="/warranty_days", limit_days=warranty_at_most_days)


def must_not_outgrow(first_fen: int, amount_fen: int, *, at_most: Fraction, committed_fen: int) -> None:
    """A contract may be amended within these bounds. Raises GrowsTooMuch, BelowWhatWasPaid."""
    limit_fen = first_fen + down(first_fen * at_most)
    if amount_fen > limit_fen:
        raise GrowsTooMuch(pointer="/amount_yuan", first_fen=first_fen, limit_fen=limit_fen)
    if amount_fen < committed_fen:
        raise BelowWhatWasPaid(pointer="/amount_yuan", committed_fen=committed_fen)


def must_pay_for(line_project: str, project: str) -> None:
    """A line that was set down for one project pays for no other; one that names none pays for any. Both are public numbers.

    Raises LineOfAnotherProject.
    """
    if line_project not in ("", project):
        raise LineOfAnotherProject(pointer="/line", project=line_project)


def must_be_payable(
    terms: Terms,
    kind: PayKind,
    amount_fen: int,
    *,
    committed_fen: int,
    retained_paid_fen: int,
    done: Fraction,
    advance: Fraction,
    on: date,
) -> None:
    """Whether this much may be asked for now. `committed_fen` is what was paid and asked for before, retention included.

    Before the warranty is over, the retention stays with the county, and what is paid keeps step with the work (`done`) or, while
    nothing much is done, with the advance. Raises AboveContract, RetentionNotDue, PaidAheadOfWork.
    """
    after_fen = committed_fen + amount_fen
    if after_fen > terms.amount_fen:
        raise AboveContract(pointer="/amount_yuan", contract_fen=terms.amount_fen, committed_fen=committed_fen)
    is_over = terms.warranty_until is not None and on > terms.warranty_until
    if kind is PayKind.RETENTION:
        if not is_over:
            raise RetentionNotDue(until=terms.warranty_until.isoformat() if terms.warranty_until else None)
        if retained_paid_fen + amount_fen > terms.retention_fen:
            raise AboveContract(pointer="/amount_yuan", retention_fen=terms.retention_fen, committed_fen=retained_paid_fen)
        return
    # An advance needs no work; once the work has begun, what was advanced need not be worked off before the next payment.
    share = advance if kind is PayKind.ADVANCE else max(done, advance) if done else Fraction(0)
    bound_fen = min(terms.amount_fen - terms.retention_fen, down(terms.amount_fen * share))
    if after_fen - retained_paid_fen > bound_fen:
        allowed_fen = max(bound_fen - committed_fen + retained_paid_fen, 0)
        raise PaidAheadOfWork(pointer="/amount_yuan", allowed_fen=allowed_fen, retention_fen=terms.retention_fen)


def become(state: PayState, next_state: PayState) -> PayState:
    """The next state. Raises PayStateForbids for a move that is not in PAY_MAY_BECOME."""
    if next_state not in PAY_MAY_BECOME[state]:
        raise PayStateForbids(state=PAY_STATE_NAMES[state], asked=PAY_STATE_NAMES[next_state])
    return next_state


class DatesOutOfOrder(Unprocessable):
    """采购、签订和履行的日期先后不符"""

    mend = "应依次为：采购公告、开标、中标、签订；合同结束不早于开始"


def must_be_in_order(days: Sequence[date], *, starts_on: date, ends_on: date) -> None:
    """Raises DatesOutOfOrder."""
    if list(days) != sorted(days):
        raise DatesOutOfOrder(pointer="/signed_on")
    if ends_on < starts_on:
        raise DatesOutOfOrder(pointer="/ends_on")
