"""How an appraisal goes: asked for, drafted, signed and never edited after; who may give it, and which opinion comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from services.housing.rules.house import Grade
from services.housing.rules.survey import SurveyState
from shared.errors import Conflict, NotFound, Unprocessable


class AppraisalState(StrEnum):
    """Where an appraisal stands."""

    ASKED = "asked"
    DRAFT = "draft"
    SIGNED = "signed"
    CANCELLED = "cancelled"


APPRAISAL_STATE_NAMES = {
    AppraisalState.ASKED: "待鉴定",
    AppraisalState.DRAFT: "已录入，待签署",
    AppraisalState.SIGNED: "已签署",
    AppraisalState.CANCELLED: "已取消",
}


class AppraisalOrigin(StrEnum):
    """Why a house is appraised."""

    SURVEY = "survey"
    HAND = "hand"
    REVIEW = "review"
    """Somebody wants another opinion, without a dispute."""
    DISPUTE = "dispute"


ORIGIN_NAMES = {
    AppraisalOrigin.SURVEY: "排查评为C、D级",
    AppraisalOrigin.HAND: "工作人员提出",
    AppraisalOrigin.REVIEW: "复核",
    AppraisalOrigin.DISPUTE: "住户提出异议",
}

OPINION_NAMES = {1: "首次鉴定", 2: "第二次鉴定（复核）", 3: "第三次鉴定（终定）"}


class NoAppraisalRule(Unprocessable):
    """该地该日没有可适用的住房鉴定规定"""

    mend = "请由平台运维为该地补充政策文件"


class NoSuchAppraisal(NotFound):
    """没有这次住房鉴定"""


class SurveyNotUnsafe(Conflict):
    """这项排查没有评为 C、D 级"""

    mend = "仍须鉴定的，请写明理由，按住房编号提出"


class AppraisalUnderWay(Conflict):
    """这处住房已有一次鉴定尚未签署"""

    mend = "请先完成或取消那次鉴定"


class AppraisalSignedAlready(Conflict):
    """这次鉴定已经签署，不能再改"""

    mend = "结论有误的，请提出复核，由另一机构的鉴定人重新鉴定"


class AppraisalCancelledAlready(Conflict):
    """这次鉴定已经取消"""

    mend = "请重新提出鉴定"


class NothingDrafted(Conflict):
    """这次鉴定还没有录入鉴定表"""

    mend = "请先录入鉴定人、查看日期和各部位情况"


class VisitedOutOfTime(Unprocessable):
    """查看日期须在提出鉴定之后、今天之前（含当天）"""

    mend = "请核对查看日期"


class NotAnotherAppraiser(Conflict):
    """复核须由另一机构的另一鉴定人作出"""

    mend = "请另选鉴定人；他本人和所在机构都不得参与过这处住房的前几次鉴定"


class ReviewNotPossible(Conflict):
    """这次鉴定现在不能复核"""

    mend = "只有已签署、未失效的鉴定可以复核；结论一致的复核或第三次鉴定之后不再复核"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A signed opinion of a chain: the first, the second, or the one that settles it."""

    appraisal_id: UUID
    opinion: int
    grade: Grade
    appraiser_id: UUID
    institution: str


def must_be_unsafe(state: SurveyState, grade: Grade | None) -> None:
    """Raises SurveyNotUnsafe."""
    if state is not SurveyState.COMPLETED or grade not in (Grade.C, Grade.D):
        raise SurveyNotUnsafe


def must_be_open(state: AppraisalState) -> None:
    """Raises AppraisalSignedAlready, AppraisalCancelledAlready."""
    if state is AppraisalState.SIGNED:
        raise AppraisalSignedAlready
    if state is AppraisalState.CANCELLED:
        raise AppraisalCancelledAlready


def must_be_drafted(state: AppraisalState) -> None:
    """Raises AppraisalSignedAlready, AppraisalCancelledAlready, NothingDrafted."""
    must_be_open(state)
    if state is not AppraisalState.DRAFT:
        raise NothingDrafted


def must_be_visited_in_time(visited_on: date, *, asked_on: date, on: date) -> None:
    """Raises VisitedOutOfTime."""
    if not asked_on <= visited_on <= on:
        raise VisitedOutOfTime(pointer="/visited_on", asked_on=asked_on.isoformat(), today=on.isoformat())


def must_be_another(appraiser_id: UUID, institution: str, before: Sequence[Opinion]) -> None:
    """Neither the person nor the institution gave an opinion of this chain. Raises NotAnotherAppraiser."""
    if any(appraiser_id == one.appraiser_id or institution == one.institution for one in before):
        raise NotAnotherAppraiser(pointer="/appraiser_id")


def next_opinion(opinions: Sequence[Opinion]) -> int:
    """Which opinion of a chain may be asked for now: a second of one, a third of two that differ.

    Raises ReviewNotPossible.
    """
    if not opinions or (is_settled(opinions) and len(opinions) > 1):
        raise ReviewNotPossible
    return len(opinions) + 1


def is_settled(opinions: Sequence[Opinion]) -> bool:
    """Whether the chain says one thing: a single opinion, two alike, or a third."""
    return len(opinions) != 2 or opinions[0].grade is opinions[1].grade


def holding(opinions: Sequence[Opinion]) -> Opinion:
    """The opinion that holds: the last, and of two that differ the worse until a third is given."""
    if is_settled(opinions):
        return opinions[-1]
    return max(opinions, key=lambda one: one.grade)


def valid_until(signed_on: date, years: int) -> date:
    """The last day on which it stands: the day before the anniversary (that of 29 February is 1 March)."""
    try:
        anniversary = signed_on.replace(year=signed_on.year + years)
    except ValueError:
        anniversary = date(signed_on.year + years, 3, 1)
    return anniversary - timedelta(days=1)


class DisasterInFuture(Unprocessable):
    """受灾日期不能晚于今天"""

    mend = "请核对受灾日期"


def must_have_happened(happened_on: date, *, on: date) -> None:
    """Raises DisasterInFuture."""
    if happened_on > on:
        raise DisasterInFuture(pointer="/happened_on", today=on.isoformat())
