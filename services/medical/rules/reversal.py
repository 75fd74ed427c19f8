"""When a settlement may be taken back, and what then no longer fits."""

from collections.abc import Sequence
from enum import StrEnum

from shared.errors import Conflict, NotFound


class DueCause(StrEnum):
    """Why settlements should be made anew."""

    REVERSAL = "reversal"
    ENROLMENT = "enrolment"
    COVER = "cover"
    RESETTLEMENT = "resettlement"
    GIVE_BACK = "give_back"
    MERGER = "merger"
    SEPARATION = "separation"


CAUSES_OF_DUES_SPOKEN = (
    "reversal 此前的结算被冲正；enrolment 人员类别更新；cover 即时帮扶保障开通；resettlement 此前的结算被重新结算；"
    "give_back 此前的中途结算在后来的结算中有退回；merger 两份人员档案合并，年度累计合到一起；separation 合并被撤销，年度累计分开"
)


class NoSuchSettlement(NotFound):
    """没有找到这次结算"""


class AlreadyReversed(Conflict):
    """这次结算已经冲正过"""

    mend = "请查询该次就诊的最新结算"


class LaterSettlementsDepend(Conflict):
    """同一次就诊在此之后还有结算，其金额依此计算"""

    mend = "请从该次就诊的最后一次结算开始，依次冲正"


class SettlementElsewhere(Conflict):
    """需要重新结算的结算中，有的不在本辖区"""

    mend = "请由上级（覆盖这些参保地的）经办机构或平台运维办理"


class SettledMeanwhile(Conflict):
    """该患者另有一笔结算正在办理"""

    mend = "请稍候再次提交"


class TooManyToResettle(Conflict):
    """一次要重新结算的结算过多"""

    mend = "请联系平台运维分段办理"


RESETTLED_AT_ONCE_LIMIT = 200
"""Settlements of one person and year made anew by one command; they are locked together."""


def must_stand(settlement_id: str, standing: Sequence[str]) -> None:
    """Raises AlreadyReversed."""
    if settlement_id not in standing:
        raise AlreadyReversed


def must_be_last_of_stay(settlement_id: str, of_stay: Sequence[str]) -> None:
    """The stay's later settlements took the rest of what this one had left. Raises LaterSettlementsDepend."""
    later = of_stay[of_stay.index(settlement_id) + 1 :]
    if later:
        raise LaterSettlementsDepend(later=len(later), settlement_ids=list(later))


def later_than(settlement_id: str, standing: Sequence[str]) -> list[str]:
    """The settlements of an account that were reckoned with this one, in their order."""
    return list(standing[standing.index(settlement_id) + 1 :]) if settlement_id in standing else []


def from_on(settlement_id: str, standing: Sequence[str]) -> list[str]:
    """This settlement and those after it, in their order. Raises AlreadyReversed, TooManyToResettle."""
    must_stand(settlement_id, standing)
    found = list(standing[standing.index(settlement_id) :])
    if len(found) > RESETTLED_AT_ONCE_LIMIT:
        raise TooManyToResettle(settlements=len(found), limit=RESETTLED_AT_ONCE_LIMIT)
    return found
