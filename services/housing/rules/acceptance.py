"""The acceptance of a repaired house (竣工验收), and what became of the subsidy that it asks funds to pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.housing.rules.house import Grade
from services.housing.rules.standing import AppraisalLapsed, Signed, Standing, must_not_be_held
from shared.errors import Conflict, NotFound, Unprocessable


class Work(StrEnum):
    """How the house was made safe."""

    REPAIRED = "repaired"
    REBUILT = "rebuilt"


WORK_NAMES = {Work.REPAIRED: "修缮加固", Work.REBUILT: "拆除重建"}


class SubsidyState(StrEnum):
    """What funds has said of the money."""

    REQUESTED = "requested"
    WAITING = "waiting"
    """It is asked for by itself once there is room in a budget line and an account of the household."""
    REFUSED = "refused"
    UNDERWAY = "underway"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    RETURNED = "returned"
    SETTLED = "settled"
    """Nothing was left to pay: earlier stages have brought it, or the rest is kept back until the house has stood."""


SUBSIDY_STATE_NAMES = {
    SubsidyState.REQUESTED: "已请求发放",
    SubsidyState.WAITING: "等待发放条件",
    SubsidyState.REFUSED: "资金服务未受理",
    SubsidyState.UNDERWAY: "发放中",
    SubsidyState.FAILED: "银行退回",
    SubsidyState.WITHDRAWN: "资金服务已撤回",
    SubsidyState.PAID: "已发放",
    SubsidyState.RETURNED: "已退回",
    SubsidyState.SETTLED: "此前已付清，本次无须发放",
}

OWED_NOTHING = frozenset({SubsidyState.PAID, SubsidyState.SETTLED})
"""The household has all that is due now; what is kept back for quality is not."""
_NOTHING_MOVES = frozenset(
    {SubsidyState.WAITING, SubsidyState.REFUSED, SubsidyState.WITHDRAWN, SubsidyState.RETURNED, SubsidyState.SETTLED}
)


@dataclass(frozen=True, slots=True)
class Said:
    """What funds says of a matter's money, and when that was so."""

    state: SubsidyState
    at: datetime
    payment_id: UUID | None = None
    code: str = ""
    reason: str = ""
    paid_on: date | None = None
    amount_fen: int = 0
    """Of this one payment, where it is told."""


class NoSuchAcceptance(NotFound):
    """没有这次住房验收"""


class HouseNotUnsafe(Conflict):
    """这户的住房没有评为 C、D 级，不在危房改造之列"""

    mend = "请先完成排查；排查等级有误的，由县区组织重新鉴定"


class HouseStillUnsafe(Unprocessable):
    """按验收所见，这处住房仍未达到安全等级"""

    mend = "须评为 A 级或 B 级方可验收；请按各部位的情况整改后再验收"


class AcceptedOutOfTime(Unprocessable):
    """验收日期须在排查完成之后、今天之前（含当天）"""

    mend = "请核对验收日期"


class SubsidyYearAhead(Unprocessable):
    """预算年度不能晚于今年"""

    mend = "请填写补助资金所属的预算年度"


class NewHouseUnasked(Unprocessable):
    """没有重建的，不填新房的结构和层数"""

    mend = "修缮加固的住房有变化的，在住房登记中更正"


class HouseAcceptedBefore(Conflict):
    """这处住房已经按同一专项验收过"""

    mend = "一处住房、一个专项只补助一次；原验收有误的，先撤销再重新验收"


class AcceptanceRevokedAlready(Conflict):
    """这次验收已经撤销"""


class SubsidyMoves(Conflict):
    """补助正在发放或已经发放，验收不能撤销"""

    mend = "请先由资金部门撤回这笔发放；已经到户的，先办理退回"


class GradeChanged(Conflict):
    """这处住房现在的等级与申请时不同"""

    mend = "请由镇街撤销这件改造；现在仍为 C、D 级的，按现行等级重新申请"


def must_be_as_applied(counts: Standing | None, grade: Grade) -> None:
    """What was applied for is agreed to and signed as long as the house is what it was then: disputes and opinions that
    differ are settled first. Raises HouseGradeHeld, AppraisalLapsed, GradeChanged."""
    now = must_not_be_held(counts)
    if now.grade is not grade:
        if now.lapsed and now.lapsed.opinion.grade is grade:
            raise _lapsed(now, now.lapsed)
        raise GradeChanged(grade=now.grade.value, applied_grade=grade.value)


def must_have_been_unsafe(counts: Standing | None) -> Standing:
    """What there was a house to repair for. Raises HouseNotUnsafe, AppraisalLapsed, HouseGradeHeld."""
    if counts is None or counts.grade not in (Grade.C, Grade.D):
        if counts and counts.lapsed and counts.lapsed.opinion.grade in (Grade.C, Grade.D):
            raise _lapsed(counts, counts.lapsed)
        raise HouseNotUnsafe
    return must_not_be_held(counts)


def _lapsed(counts: Standing, paper: Signed) -> AppraisalLapsed:
    told = {"appraised_grade": paper.opinion.grade.value, "valid_until": paper.valid_until.isoformat()}
    return AppraisalLapsed(**told, grade=counts.grade.value)


def must_be_safe(grade: Grade) -> None:
    """Raises HouseStillUnsafe."""
    if grade not in (Grade.A, Grade.B):
        raise HouseStillUnsafe(grade=grade.value)


def must_be_of_new_house(told: Mapping[str, object], *, is_rebuilt: bool) -> None:
    """Raises NewHouseUnasked."""
    if not is_rebuilt and (unasked := next((name for name, each in told.items() if each is not None), None)):
        raise NewHouseUnasked(pointer=f"/{unasked}")


def must_be_in_time(accepted_on: date, *, surveyed_on: date | None, year: int, on: date) -> None:
    """Raises AcceptedOutOfTime, SubsidyYearAhead."""
    if accepted_on > on or (surveyed_on is not None and accepted_on < surveyed_on):
        raise AcceptedOutOfTime(pointer="/accepted_on", today=on.isoformat())
    if year > on.year:
        raise SubsidyYearAhead(pointer="/year", today=on.isoformat())


def must_be_revocable(subsidy: SubsidyState, *, is_revoked: bool) -> None:
    """An acceptance is taken back only while its money lies still. Raises AcceptanceRevokedAlready, SubsidyMoves."""
    if is_revoked:
        raise AcceptanceRevokedAlready
    if subsidy not in _NOTHING_MOVES:
        raise SubsidyMoves(state=SUBSIDY_STATE_NAMES[subsidy])
