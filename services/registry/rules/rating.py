"""What a credit rating goes through: decided by another than the rater, objected to in its days, rated again by a third."""

from datetime import date, timedelta

from services.registry.rules.credit import RATING_STATE_NAMES, ObjectionState, RatingState
from shared.errors import Conflict, NotFound, Unprocessable


class NoSuchRating(NotFound):
    """没有找到这一评级"""


class NoCreditGrade(NotFound):
    """这一户没有已审定的信用等级"""

    mend = "请先评级并审定"


class NoSuchCreditObjection(NotFound):
    """没有找到这一异议"""


class RatingWaits(Conflict):
    """这一户有一份评级还没有审定"""

    mend = "请先审定或退回，再重新评级"


class RatingNotProposed(Conflict):
    """这一评级不是待审定的"""

    mend = "请核对评级的状态"


class DecidedByTheRater(Conflict):
    """评级人不能审定自己的评级"""

    mend = "请由镇街或县区的另一人审定"


class ReturnWithoutReason(Unprocessable):
    """退回没有写明理由"""

    mend = "请写明退回的理由，至少 4 个字"


class RatingNotHeld(Conflict):
    """这一评级不是现行的，不能提出异议"""

    mend = "异议只对已审定、现行的评级提出"


class ObjectionTooLate(Conflict):
    """已过提出异议的期限"""

    mend = "期限内没有异议的，到期后按程序重新评级"


class ObjectionWaits(Conflict):
    """这一评级已有异议尚未答复"""

    mend = "请先答复，或另行复评"


class ObjectionAnswered(Conflict):
    """这一异议已经答复"""

    mend = "不必重复答复"


class AnsweredByThoseConcerned(Conflict):
    """参与原评级的人不能答复异议或复评"""

    mend = "请由没有参与原评级的人办理"


class RatedWithoutAnObjection(Conflict):
    """现行的信用等级还没有到期，也没有异议"""

    mend = "情况有变化的，请写明 reason，说明为什么提前重评"


class ObjectionInTheFuture(Unprocessable):
    """提出异议的日期晚于今天"""

    mend = "请核对日期"


def check_decision(state: RatingState, *, rated_by: str, by: str, is_approved: bool, reason: str) -> None:
    """Raises RatingNotProposed, DecidedByTheRater or ReturnWithoutReason."""
    if state is not RatingState.PROPOSED:
        raise RatingNotProposed(state=RATING_STATE_NAMES[state])
    if rated_by == by:
        raise DecidedByTheRater
    if not is_approved and len(reason) < 4:
        raise ReturnWithoutReason(pointer="/reason")


def check_objection(state: RatingState, *, decided_on: date, said_on: date, objection_days: int, on: date) -> None:
    """The last day still counts. Raises RatingNotHeld, ObjectionInTheFuture or ObjectionTooLate."""
    if state is not RatingState.DECIDED:
        raise RatingNotHeld(state=RATING_STATE_NAMES[state])
    if said_on > on:
        raise ObjectionInTheFuture(pointer="/said_on")
    until = decided_on + timedelta(days=objection_days)
    if said_on > until:
        raise ObjectionTooLate(until=until.isoformat())


def check_answer(state: ObjectionState, *, by: str, concerned: tuple[str, ...]) -> None:
    """Raises ObjectionAnswered or AnsweredByThoseConcerned."""
    if state is not ObjectionState.OPEN:
        raise ObjectionAnswered
    check_second(by=by, concerned=concerned)


def check_second(*, by: str, concerned: tuple[str, ...]) -> None:
    """Raises AnsweredByThoseConcerned."""
    if by in concerned:
        raise AnsweredByThoseConcerned


def check_again(*, valid_until: date | None, has_objection: bool, reason: str, on: date) -> None:
    """A grade that holds is rated anew for an objection or for a reason. Raises RatedWithoutAnObjection."""
    if valid_until is not None and on <= valid_until and not has_objection and len(reason) < 4:
        raise RatedWithoutAnObjection(pointer="/reason", valid_until=valid_until.isoformat())
