"""The ledger of dangerous houses (危房台账): a house of grade C or D stands in it once, until a reason strikes it off."""

from datetime import date
from enum import StrEnum

from services.housing.rules.house import Grade
from shared.errors import Conflict, NotFound, Unprocessable


class ListedBy(StrEnum):
    """What put a house into the ledger."""

    SURVEY = "survey"
    APPRAISAL = "appraisal"
    LEDGER = "ledger"
    """It stood in the ledger that the county brought along."""


LISTED_BY_NAMES = {ListedBy.SURVEY: "排查", ListedBy.APPRAISAL: "鉴定", ListedBy.LEDGER: "原有台账"}


class StruckWhy(StrEnum):
    """Why a house stands there no more."""

    MADE_SAFE = "made-safe"
    MOVED_OUT = "moved-out"
    """Nobody lives there any more; should somebody move in, it stands there again."""
    REHOUSED = "rehoused"
    """Whoever lived there was housed elsewhere by a renovation (care, rent, a provided dwelling): done, as one made safe is."""
    DEMOLISHED = "demolished"
    CORRECTED = "corrected"
    """It was never of grade C or D: looked at again, with the reason written down."""


STRUCK_WHY_NAMES = {
    StruckWhy.MADE_SAFE: "已改造验收",
    StruckWhy.MOVED_OUT: "住户已迁出",
    StruckWhy.REHOUSED: "住户已另行安置",
    StruckWhy.DEMOLISHED: "已拆除",
    StruckWhy.CORRECTED: "等级更正",
}


DONE = frozenset({StruckWhy.MADE_SAFE, StruckWhy.REHOUSED})
"""What the ledger is for: its people live in safety now."""
EMPTY = frozenset({StruckWhy.MOVED_OUT, StruckWhy.REHOUSED})
"""It is as dangerous as it was, and stands there again when somebody moves in."""


class NoSuchHazard(NotFound):
    """危房台账中没有这一条"""


class HazardStruckAlready(Conflict):
    """这一条已经销号"""

    mend = "请查看台账；再次评为 C、D 级的会重新列入"


class HazardStillLivedIn(Conflict):
    """还有人住在这处住房，不能以迁出或拆除销号"""

    mend = "请先登记住户迁出（POST /households/{household_id}/departure）"


class CorrectedToUnsafe(Unprocessable):
    """更正后的等级应为 A 级或 B 级"""

    mend = "仍为 C、D 级的，请重新排查或鉴定，台账随之更新"


class NotStruckByHand(Unprocessable):
    """改造销号由验收或登记入住办理"""

    mend = "请办理改造验收（POST /renovations/{renovation_id}/acceptance）或登记入住（…/moving-in），台账随之销号"


class StruckOutOfTime(Unprocessable):
    """销号日期须在列入之后、今天之前（含当天）"""

    mend = "请核对销号日期"


def is_unsafe(grade: Grade) -> bool:
    return grade in (Grade.C, Grade.D)


def must_be_strikeable(
    why: StruckWhy, *, grade: Grade | None, struck_on: date, listed_on: date, is_struck: bool, is_lived_in: bool, on: date
) -> None:
    """Raises HazardStruckAlready, NotStruckByHand, HazardStillLivedIn, CorrectedToUnsafe, StruckOutOfTime."""
    if is_struck:
        raise HazardStruckAlready
    if why in DONE:
        raise NotStruckByHand(pointer="/why")
    if is_lived_in and why is not StruckWhy.CORRECTED:
        raise HazardStillLivedIn
    if why is StruckWhy.CORRECTED and (grade is None or is_unsafe(grade)):
        raise CorrectedToUnsafe(pointer="/grade")
    if not listed_on <= struck_on <= on:
        raise StruckOutOfTime(pointer="/struck_on", listed_on=listed_on.isoformat())
