"""The list of those who could pay and would not (恶意拖欠): proposed by the hospital, confirmed by the county, open to appeal.

Who is on it is not admitted without a deposit again (黑龙江: 恶意拖欠的, 下次住院不再享受先诊疗后付费). Poverty is not malice: a
proposal needs an instalment that is overdue and was spoken of, and the county decides.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from services.medical.rules.instalment import Due
from shared.errors import Conflict, Forbidden, NotFound


class ListingStatus(StrEnum):
    """Where a listing stands."""

    PROPOSED = "proposed"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    LIFTED = "lifted"


LISTINGS_SPOKEN = "proposed 待确认、rejected 不予列入、confirmed 已列入、appealed 申诉中（仍在列）、lifted 已移出"

MOVES = {
    (ListingStatus.PROPOSED, ListingStatus.CONFIRMED),
    (ListingStatus.PROPOSED, ListingStatus.REJECTED),
    (ListingStatus.PROPOSED, ListingStatus.LIFTED),
    (ListingStatus.CONFIRMED, ListingStatus.APPEALED),
    (ListingStatus.CONFIRMED, ListingStatus.LIFTED),
    (ListingStatus.APPEALED, ListingStatus.CONFIRMED),
    (ListingStatus.APPEALED, ListingStatus.LIFTED),
}
"""What is rejected or lifted stays so; whoever fails again is proposed anew."""

LISTED = frozenset({ListingStatus.CONFIRMED, ListingStatus.APPEALED})
"""An appeal does not suspend the listing (申诉期间不停止执行), as in administrative law; its decision may lift it."""

BEFORE_PROPOSAL_DAYS = 30
"""A month after the due day, the reminder long out, before one may speak of malice. No document says how long."""


class NoSuchListing(NotFound):
    """没有找到这条恶意拖欠记录"""


class NotYetADefault(Conflict):
    """尚不足以提请列入恶意拖欠名单"""

    mend = "须有到期未还满 30 天、平台已提醒过的分期，方可提请"


class AlreadyProposed(Conflict):
    """该协议已提请或已列入恶意拖欠名单"""

    mend = "请查询已有的记录"


class ListingMoveNotAllowed(Conflict):
    """该记录当前的状态不允许此操作"""

    mend = "提请后由县区确认或不予列入；列入后可以申诉；申诉由县区裁定"


class DecidedByTheSamePerson(Forbidden):
    """申诉不能由当初确认的人裁定"""

    mend = "请由本县区的另一位工作人员裁定"


def must_have_defaulted(dues: Sequence[Due], *, paid_fen: int, on: date) -> None:
    """Raises NotYetADefault."""
    for due in dues:
        if due.is_overdue(paid_fen, on=on) and due.told_on is not None and (on - due.due_on).days >= BEFORE_PROPOSAL_DAYS:
            return
    raise NotYetADefault


def move(status: ListingStatus, to: ListingStatus) -> ListingStatus:
    """Raises ListingMoveNotAllowed."""
    if (status, to) not in MOVES:
        raise ListingMoveNotAllowed(state=status.value, to=to.value)
    return to


def decide(status: ListingStatus, *, of: ListingStatus, to: ListingStatus) -> ListingStatus:
    """A decision is on what was proposed, or on an appeal, and on nothing else. Raises ListingMoveNotAllowed."""
    if status is not of:
        raise ListingMoveNotAllowed(state=status.value, to=to.value)
    return move(status, to)


def must_be_another(decider: str, confirmer: str | None) -> None:
    """Raises DecidedByTheSamePerson."""
    if decider == confirmer:
        raise DecidedByTheSamePerson
