"""What a change of the household asks of its renovation or its move to a new home: death, a move, a split, the household's end.

Whatever carries the household's claim further waits until the town has said with whom it goes on, or withdrawn
it; what is a fact (a stop, an inspection, the end of the works) is written down meanwhile.
"""

from enum import StrEnum

from shared.errors import Conflict, NotFound

HEAD = "户主"


class HouseholdQuestion(StrEnum):
    """What has to be settled; the graver first."""

    CANCELLED = "cancelled"
    DIED = "died"
    SPLIT = "split"
    MOVED = "moved"


QUESTION_NAMES = {
    HouseholdQuestion.CANCELLED: "该户已销户",
    HouseholdQuestion.DIED: "户主去世或该户已无在世成员",
    HouseholdQuestion.SPLIT: "该户分户",
    HouseholdQuestion.MOVED: "户主或全户迁出",
}


class HouseholdUnsettled(Conflict):
    """这户有变化，须先由镇街明确由谁继续改造，或者撤销"""

    mend = "请由镇街登记由谁继续改造；不再改造的，办理撤销"


class NothingToSettle(Conflict):
    """这户没有须明确的变化"""


class NobodyLeft(Conflict):
    """该户已销户或没有在世成员，不能以这户的名义继续"""

    mend = "由其他户继续的，填写接续的户；无人继续的，办理撤销"


class SuccessorUnknown(NotFound):
    """登记中没有接续的这一户"""

    mend = "请核对户标识或户编号；不在本人辖区的户同样显示为没有找到"


def asked_by_person(kind: str, *, relation: str, is_somebody_left: bool) -> HouseholdQuestion | None:
    """What the register's news of a member ask of the household that they belonged to."""
    matters = relation == HEAD or not is_somebody_left
    if kind == "died":
        return HouseholdQuestion.DIED if matters else None
    if kind == "split":
        return HouseholdQuestion.SPLIT
    if kind in ("left", "moved-out", "joined", "united", "married"):
        return HouseholdQuestion.MOVED if matters else None
    return None


def asked_by_household(kind: str, *, is_cancelled: bool) -> HouseholdQuestion | None:
    """What the news of a household itself ask."""
    if is_cancelled:
        return HouseholdQuestion.CANCELLED
    return HouseholdQuestion.MOVED if kind == "transferred" else None


def graver(one: HouseholdQuestion | None, other: HouseholdQuestion) -> HouseholdQuestion:
    """Of two questions the one that is put to the town."""
    order = list(HouseholdQuestion)
    return other if one is None or order.index(other) < order.index(one) else one


def must_be_settled(question: HouseholdQuestion | None) -> None:
    """Raises HouseholdUnsettled."""
    if question is not None:
        raise HouseholdUnsettled(why=QUESTION_NAMES[question])


def must_be_asked(question: HouseholdQuestion | None) -> None:
    """Raises NothingToSettle."""
    if question is None:
        raise NothingToSettle


def must_live_on(*, is_cancelled: bool, is_known: bool, living: int) -> None:
    """A renovation goes on with a household that is there; of one that housing knows nothing of nobody can say. Raises
    NobodyLeft."""
    if is_cancelled or (is_known and not living):
        raise NobodyLeft
