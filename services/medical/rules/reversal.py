"""When a settlement may be taken back."""

from collections.abc import Sequence

from shared.errors import Conflict, NotFound


class NoSuchSettlement(NotFound):
    """没有找到这次结算"""


class AlreadyReversed(Conflict):
    """这次结算已经冲正过"""

    mend = "请查询该次就诊的最新结算"


class LaterSettlementsDepend(Conflict):
    """同一患者同一年度在此之后还有结算,其起付线和限额依此计算"""

    mend = "请从最后一次结算开始,依次冲正"


def must_be_last(settlement_id: str, standing: Sequence[str]) -> None:
    """Deductibles and ceilings of later bills were reckoned with this one: it may only go when it is the last of its year.

    Raises AlreadyReversed, LaterSettlementsDepend.
    """
    if settlement_id not in standing:
        raise AlreadyReversed
    if standing[-1] != settlement_id:
        raise LaterSettlementsDepend(later=len(standing) - 1 - standing.index(settlement_id))
