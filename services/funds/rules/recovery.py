"""Money asked back from a household: why, by when, in parts, and what is left of it.

Law: 社会救助暂行办法 第六十八条 (aid got by deceit is paid back); 鲁民〔2018〕85号 (papers within five days of first aid).
What a household cannot pay back the county may let go, with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.funds.rules.aid_policy import AidPolicy
from services.funds.rules.payment import PAYMENT_STATE_NAMES, PaymentState
from shared.errors import Conflict, NotFound, Unprocessable


class RecoveryWhy(StrEnum):
    """Why money is asked back."""

    PAPERS_OVERDUE = "papers-overdue"
    NOT_ELIGIBLE = "not-eligible"
    CASE_RETRACTED = "case-retracted"
    HOUSE_OVERPAID = "house-overpaid"
    """Stages of a house's subsidy brought more than was due in the end."""
    HOUSE_ABANDONED = "house-abandoned"
    """A renovation does not go on, and stages of its subsidy were paid."""
    OTHER = "other"


WHY_NAMES = {
    RecoveryWhy.PAPERS_OVERDUE: "手续逾期未补",
    RecoveryWhy.NOT_ELIGIBLE: "经核查不符合条件",
    RecoveryWhy.CASE_RETRACTED: "台账撤销",
    RecoveryWhy.HOUSE_OVERPAID: "危房改造补助多发",
    RecoveryWhy.HOUSE_ABANDONED: "危房改造中止",
    RecoveryWhy.OTHER: "其他",
}


class RecoveryState(StrEnum):
    """Where an order stands."""

    PROPOSED = "proposed"
    """Somebody has to decide whether it is asked back: the household knows of nothing yet."""
    OPEN = "open"
    RECOVERED = "recovered"
    LIFTED = "lifted"
    """Taken back, or what was left was let go."""


RECOVERY_STATE_NAMES = {
    RecoveryState.PROPOSED: "待决定",
    RecoveryState.OPEN: "追回中",
    RecoveryState.RECOVERED: "已全部追回",
    RecoveryState.LIFTED: "已解除",
}


class RecoveryOutcome(StrEnum):
    """What is decided on a proposal."""

    RECOVER = "recover"
    INSTALMENTS = "instalments"
    HARDSHIP = "hardship"
    """Left with the household, because it cannot pay back; with the reason."""


OUTCOME_NAMES = {
    RecoveryOutcome.RECOVER: "全额追回",
    RecoveryOutcome.INSTALMENTS: "分期追回",
    RecoveryOutcome.HARDSHIP: "困难不追回",
}


class NoSuchRecovery(NotFound):
    """没有这份追回通知"""


class RecoveryOpen(Conflict):
    """这笔发放已有一份追回通知"""

    mend = "请在已有的追回通知上登记退款或解除"


class RecoveryUndecided(Conflict):
    """还没有决定是否追回"""

    mend = "请先由县区决定追回、分期追回或因困难不追回"


class RecoveryDecided(Conflict):
    """是否追回已经决定"""


class RecoveryOver(Conflict):
    """这份追回通知已经办结"""


class RecoveryRuns(Conflict):
    """这笔发放正在追回或已追回一部分，不能直接冲正"""

    mend = "请在追回通知上登记退款；全部一次退回的，系统自动冲正"


class NothingToRecover(Conflict):
    """这笔发放没有到户，或已经退回，不需要追回"""


class NothingToAskBack(Unprocessable):
    """这笔发放不能用追回通知追回"""

    mend = "请核对发放编号；追回通知只用于急难救助金、临时救助与危房改造补助，其他发放退回的请冲正"


class RecoveredTooMuch(Unprocessable):
    """退款金额多于尚未退回的金额"""

    mend = "请按 left 登记；多退的部分退还给该户"


class RecoveredInFuture(Unprocessable):
    """收到日期不能在将来"""

    mend = "请填写款项实际收到的日期"


class InstalmentsWrong(Unprocessable):
    """分期不合规定"""

    mend = "各期金额之和须等于尚未退回的金额，期数不超过 most，日期从今日以后依次递增"


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part and its last day."""

    due_on: date
    amount_fen: int


def must_be_with_household(state: PaymentState) -> None:
    """Raises NothingToRecover."""
    if state is not PaymentState.PAID:
        raise NothingToRecover(state=PAYMENT_STATE_NAMES[state])


def must_be_open(state: RecoveryState) -> None:
    """Raises RecoveryUndecided, RecoveryOver."""
    if state is RecoveryState.PROPOSED:
        raise RecoveryUndecided
    if state is not RecoveryState.OPEN:
        raise RecoveryOver(state=RECOVERY_STATE_NAMES[state])


def must_be_proposed(state: RecoveryState) -> None:
    """Raises RecoveryDecided."""
    if state is not RecoveryState.PROPOSED:
        raise RecoveryDecided(state=RECOVERY_STATE_NAMES[state])


def must_not_run(is_asked_back: bool) -> None:
    """A payment that is asked back comes back by its order alone, or its parts would count twice. Raises RecoveryRuns."""
    if is_asked_back:
        raise RecoveryRuns


def due_on(policy: AidPolicy, *, on: date) -> date:
    """By when the whole is paid back where nothing else is agreed."""
    return on + timedelta(days=policy.recovery.days)


def asked_back_from(policy: AidPolicy, papers_due_on: date) -> date:
    """From which day on first aid without papers is asked back: the grace is over."""
    return papers_due_on + timedelta(days=policy.recovery.grace_days + 1)


def must_be_a_plan(policy: AidPolicy, parts: Sequence[Instalment], left_fen: int, *, on: date) -> None:
    """Raises InstalmentsWrong."""
    days = [part.due_on for part in parts]
    is_forward = days == sorted(set(days)) and all(on < day <= on + timedelta(days=366 * 3) for day in days)
    adds_up = sum(part.amount_fen for part in parts) == left_fen and all(part.amount_fen > 0 for part in parts)
    if not (is_forward and adds_up and len(parts) <= policy.recovery.instalments):
        raise InstalmentsWrong(pointer="/instalments", most=policy.recovery.instalments, left_fen=left_fen)


def must_be_owed(amount_fen: int, left_fen: int) -> None:
    """Raises RecoveredTooMuch."""
    if amount_fen > left_fen:
        raise RecoveredTooMuch(pointer="/amount_yuan", left_fen=left_fen)


def late_fen(parts: Sequence[Instalment], recovered_fen: int, *, on: date) -> int:
    """What should have come in by the day before and did not; what came counts for the first parts first."""
    return max(0, sum(part.amount_fen for part in parts if part.due_on < on) - recovered_fen)
