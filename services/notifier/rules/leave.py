"""Who stands in for whom on a day: an officer on leave has a substitute, who may be on leave in turn."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from shared.errors import Conflict, NotFound, Unprocessable

SUBSTITUTES_IN_A_ROW = 5
"""More people away one after another than any office has."""


class NoSuchOfficer(NotFound):
    """没有登记这个账号的岗位"""

    mend = "请先登记承办人的账号与岗位"


class NoSuchLeave(NotFound):
    """没有这条请假"""


class AccountElsewhere(Conflict):
    """这个账号已在别的地方登记岗位"""

    mend = "一个账号一个岗位；调来的，请原所在地先办移交并注明离任"


class SubstituteIsSelf(Unprocessable):
    """替班人不能是本人"""


class SubstituteElsewhere(Unprocessable):
    """替班人的岗位管不到本岗位的地方"""

    mend = "请选择同村、所在镇街或县区的岗位替班"


class LeaveEndsEarly(Unprocessable):
    """请假的结束日期早于开始日期"""


class LeaveOverlaps(Conflict):
    """这几天已有请假"""

    mend = "请先销去原来的请假，或改日期"


class NobodyLeftToAct(Conflict):
    """替班人这几天也不在，替来替去无人办理"""

    mend = "请另选替班人"


def acting_for(post_id: UUID, away: Mapping[UUID, UUID]) -> UUID:
    """Who acts for a post; `away` leads from each that is on leave this day to its substitute. Where nobody is left to act it
    stays with whoever it is of."""
    return _acting(post_id, away) or post_id


def must_leave_somebody(post_id: UUID, away: Mapping[UUID, UUID]) -> None:
    """Raises NobodyLeftToAct."""
    if _acting(post_id, away) is None:
        raise NobodyLeftToAct(pointer="/substitute")


def _acting(post_id: UUID, away: Mapping[UUID, UUID]) -> UUID | None:
    acting = post_id
    for _ in range(SUBSTITUTES_IN_A_ROW):
        if acting not in away:
            return acting
        acting = away[acting]
    return None


def must_be_term(from_on: date, until_on: date) -> None:
    """Raises LeaveEndsEarly."""
    if until_on < from_on:
        raise LeaveEndsEarly(pointer="/until_on")
