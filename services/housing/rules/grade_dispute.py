"""A household's dispute of its house's grade (对鉴定结论的异议): in time, once at a time, decided by others and with reasons."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.housing.rules.appraisal_life import Opinion, is_settled
from services.housing.rules.appraisal_policy import DisputeTerms
from services.housing.rules.house import Grade
from shared.errors import Conflict, NotFound
from shared.periods import add_working_days


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


DISPUTE_STATE_NAMES = {
    DisputeState.OPEN: "办理中",
    DisputeState.DECIDED: "已决定",
    DisputeState.WITHDRAWN: "住户已撤回",
}


class DisputeOutcome(StrEnum):
    """What became of the grade."""

    UPHELD = "upheld"
    CORRECTED = "corrected"


OUTCOME_NAMES = {DisputeOutcome.UPHELD: "维持原等级", DisputeOutcome.CORRECTED: "改评等级"}


class NoSuchDispute(NotFound):
    """没有这件等级异议"""


class NothingToDispute(Conflict):
    """只有已签署、现在有效的鉴定可以提出异议"""

    mend = "请对这处住房现行的鉴定提出"


class DisputedTooLate(Conflict):
    """提出异议的期限已过"""

    mend = "有新情况的，可由工作人员另行提出鉴定"


class DisputeOpenAlready(Conflict):
    """这次鉴定已有一件异议在办理"""

    mend = "请查看该异议的回执和办理期限"


class DisputeSettledAlready(Conflict):
    """这件异议已经决定或撤回"""


class JudgedByTheSame(Conflict):
    """作出原鉴定的人员和机构不得决定对它的异议"""

    mend = "请由另一机构的鉴定人复核"


class SignerMayNotDecide(Conflict):
    """签署原鉴定的工作人员不得决定对它的异议"""

    mend = "请由县区另一位工作人员决定"


class OpinionsDiffer(Conflict):
    """两次鉴定结论不同，还不能决定"""

    mend = "请先完成第三次鉴定，再据以决定"


class ReviewUnderWay(Conflict):
    """复核鉴定尚未签署"""

    mend = "请先签署或取消复核鉴定，再作决定"


def due_on(terms: DisputeTerms, filed_on: date) -> date:
    """The last working day for a decision; the day of filing is not counted."""
    return add_working_days(filed_on, terms.decide_working_days)


def last_day(terms: DisputeTerms, signed_on: date) -> date:
    """The last working day for a dispute; the day of signing is not counted."""
    return add_working_days(signed_on, terms.file_working_days)


def must_be_disputable(*, stands: bool, terms: DisputeTerms, signed_on: date, has_open: bool, on: date) -> None:
    """Raises NothingToDispute, DisputedTooLate, DisputeOpenAlready."""
    if not stands:
        raise NothingToDispute
    if has_open:
        raise DisputeOpenAlready
    if on > (last := last_day(terms, signed_on)):
        raise DisputedTooLate(last_day=last.isoformat())


def must_be_undecided(state: DisputeState) -> None:
    """Raises DisputeSettledAlready."""
    if state is not DisputeState.OPEN:
        raise DisputeSettledAlready


def must_be_judged_by_another(appraiser_id: UUID, institution: str, disputed: Opinion) -> None:
    """Raises JudgedByTheSame."""
    if appraiser_id == disputed.appraiser_id or institution == disputed.institution:
        raise JudgedByTheSame(pointer="/appraiser_id")


def must_not_be_signer(decided_by: str, signed_by: str) -> None:
    """Raises SignerMayNotDecide."""
    if decided_by == signed_by:
        raise SignerMayNotDecide


def decide(disputed: Grade, opinions: Sequence[Opinion], *, is_under_way: bool) -> tuple[DisputeOutcome, Grade]:
    """What the chain of opinions says of the grade that was disputed.

    Raises ReviewUnderWay, OpinionsDiffer.
    """
    if is_under_way:
        raise ReviewUnderWay
    if not is_settled(opinions):
        raise OpinionsDiffer
    grade = opinions[-1].grade
    return (DisputeOutcome.UPHELD if grade is disputed else DisputeOutcome.CORRECTED), grade


def is_overdue(state: DisputeState, due: date, *, on: date) -> bool:
    """Still open after its due day, which itself still counts."""
    return state is DisputeState.OPEN and on > due
