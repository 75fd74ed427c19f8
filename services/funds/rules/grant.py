"""The emergency grant (急难型临时救助先行救助): how much, by which clause, and what has to follow.

The province fixes the frame: a town decides by itself up to a limit, first aid within a day, papers within days. It leaves the
amount of first aid open; the policy file grades it, and says of each value whether it was published or inferred.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.funds.rules import transfer
from services.funds.rules.account import Holding
from services.funds.rules.policy import GrantPolicy, PaperKind
from services.funds.rules.transfer import Legs
from shared.errors import Conflict, NotFound, Refusal, Unprocessable
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.money import yuan
from shared.periods import add_days, day_in_china, due_in_hours


class GrantState(StrEnum):
    """Where a grant stands."""

    WAITING = "waiting"
    PAID = "paid"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


GRANT_STATE_NAMES = {
    GrantState.WAITING: "待备用金到位",
    GrantState.PAID: "已先行发放",
    GrantState.RETURNED: "已退回",
    GrantState.WITHDRAWN: "台账撤销，不再发放",
}

MAY_BECOME: dict[GrantState, frozenset[GrantState]] = {
    GrantState.WAITING: frozenset({GrantState.PAID, GrantState.WITHDRAWN}),
    GrantState.PAID: frozenset({GrantState.RETURNED}),
    GrantState.RETURNED: frozenset(),
    GrantState.WITHDRAWN: frozenset(),
}


class NoSuchGrant(NotFound):
    """没有这笔急难救助金"""


class NoGrantRule(Unprocessable):
    """该地该日没有可适用的急难救助规定"""

    mend = "请由平台运维为该地补充带有文号与适用日期的政策文件"


class ReserveNotFilled(Refusal):
    """镇街尚未设立救助备用金"""

    mend = "请县区民政部门先为该镇街拨付备用金；拨付后将自动补发"


class ReserveShort(Refusal):
    """镇街救助备用金余额不足"""

    mend = "请县区民政部门补足该镇街备用金；补足后将自动补发"


class GrantStateForbids(Conflict):
    """这笔救助金当前的状态不允许这样处理"""


class GrantNotPaid(Conflict):
    """救助金没有发放，不需要补办手续"""


class PapersAlreadyFiled(Conflict):
    """这笔救助金的手续已经补齐"""

    mend = "手续只需补办一次；请查看该笔救助金的记录"


class PapersUnknown(Unprocessable):
    """没有这种材料"""

    mend = "请从 known 中选用材料代码"


class PapersIncomplete(Unprocessable):
    """救助手续材料不齐"""

    mend = "请按 missing 中列出的材料补齐后一次提交"


@dataclass(frozen=True, slots=True)
class Need:
    """What funds knows about a household in trouble. `region` is its village."""

    case_id: UUID
    household_id: UUID
    region: str
    trigger: Trigger
    detected_at: datetime
    burden_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """What a household in trouble gets at once, and why."""

    amount_fen: int
    first_aid_due_at: datetime
    clause: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Payout:
    """A grant's two transfers: set aside in the town's reserve, then paid out to the household."""

    reserved: Legs
    posted: Legs

    @property
    def legs(self) -> Legs:
        return self.reserved + self.posted


def award(policy: GrantPolicy, need: Need) -> Award:
    """The first aid for this need: by what happened, raised by the bill the household bears, within what a town may decide."""
    grade, limit = policy.grade_of(need.trigger), policy.town_limit
    amount_fen = grade.amount_fen
    reasons = [f"{TRIGGER_NAMES[need.trigger]}致困，先行救助 {yuan(amount_fen)} 元。依据：{policy.source(grade).spoken}"]
    step = policy.step_of(need.burden_fen) if need.burden_fen is not None else None
    if step and step.amount_fen > amount_fen:
        amount_fen = step.amount_fen
        reasons.append(
            f"家庭自负医疗费用达到 {yuan(step.from_fen)} 元，提高到 {yuan(amount_fen)} 元。依据：{policy.source(step).spoken}"
        )
    if amount_fen > limit.amount_fen:
        amount_fen = limit.amount_fen
        reasons.append(f"以镇街审批权限 {yuan(amount_fen)} 元为限。依据：{policy.source(limit).spoken}")
    if amount_fen <= policy.light_limit.amount_fen:
        reasons.append(f"属情况较轻，当场救助。依据：{policy.source(policy.light_limit).spoken}")
    reasons.append(f"须在 {policy.first_aid.hours} 小时内先行救助。依据：{policy.source(policy.first_aid).spoken}")
    owed_when = due_in_hours(need.detected_at, policy.first_aid.hours)
    return Award(amount_fen, owed_when, policy.source(limit).spoken, tuple(reasons))


def pay_out(reserve: Holding, paid_out: Holding, amount_fen: int) -> Payout:
    """Set a grant aside in the town's reserve and pay it. Raises ReserveNotFilled, ReserveShort."""
    if reserve.sums.debits_posted_fen == 0:
        raise ReserveNotFilled(region=reserve.key.region)
    if reserve.sums.available_fen < amount_fen:
        raise ReserveShort(region=reserve.key.region, available_fen=reserve.sums.available_fen, needed_fen=amount_fen)
    reserved = transfer.reserve(reserve, paid_out, amount_fen)
    return Payout(reserved, transfer.post(reserved))


def papers_due_on(policy: GrantPolicy, paid_at: datetime) -> date:
    """The last day for the papers, in calendar days: the day of payment is not counted."""
    return add_days(day_in_china(paid_at), policy.papers.days)


def is_late(due_on: date, *, on: date) -> bool:
    """The due day itself still counts."""
    return on > due_on


def judge_papers(
    state: GrantState, due_on: date | None, filed_on: date | None, *, required: Iterable[PaperKind], handed_in: Iterable[str]
) -> date:
    """By when the papers were due. Raises GrantNotPaid, PapersAlreadyFiled, PapersUnknown, PapersIncomplete."""
    if state is not GrantState.PAID or due_on is None:
        raise GrantNotPaid(state=GRANT_STATE_NAMES[state])
    if filed_on is not None:
        raise PapersAlreadyFiled(filed_on=filed_on.isoformat())
    titles, there = {paper.code: paper.title for paper in required}, set(handed_in)
    if unknown := sorted(there - titles.keys()):
        raise PapersUnknown(pointer="/papers", unknown=unknown, known=titles)
    if missing := [title for code, title in titles.items() if code not in there]:
        raise PapersIncomplete(pointer="/papers", missing=missing)
    return due_on


def become(state: GrantState, next_state: GrantState) -> GrantState:
    """The next state. Raises GrantStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise GrantStateForbids(state=GRANT_STATE_NAMES[state], asked=GRANT_STATE_NAMES[next_state])
    return next_state
