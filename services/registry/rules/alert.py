"""What becomes of an alert: seen at home, then confirmed or dismissed with a reason; and when a rule that hits again is news."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Unprocessable
from shared.periods import day_in_china


class Help(StrEnum):
    """When help begins. Green channel (绿色通道): help first, papers later."""

    AT_ONCE = "at-once"
    STARTED = "started"
    """What the fact came from has opened the case already (a hospital's bill above the household's line)."""
    AFTER_CONFIRMATION = "after-confirmation"


HELP_NAMES = {
    Help.AT_ONCE: "绿色通道：先帮扶，后补程序",
    Help.STARTED: "绿色通道：已先行启动帮扶",
    Help.AFTER_CONFIRMATION: "核实后帮扶",
}


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    """What it rested on turned out never to have happened (a settlement reversed); nobody erred in judgement."""


OUTCOME_NAMES = {Outcome.CONFIRMED: "属实", Outcome.DISMISSED: "排除", Outcome.WITHDRAWN: "事实已撤销"}


class AlertDecidedAlready(Conflict):
    """这条预警已有结论"""

    mend = "结论不能改写；情况有变化的，登记新的事实，系统会另行预警"


class NotSeenAtHome(Conflict):
    """还没有入户核实，不能作出结论"""

    mend = "请先登记入户核实的情况"


class VisitInTheFuture(Unprocessable):
    """入户日期在未来"""

    mend = "请核对入户日期"


class VisitBeforeTheAlert(Unprocessable):
    """入户日期早于预警日期，不能作为这条预警的核实"""

    mend = "请在预警之后入户，再登记核实情况"


class DecisionAgainstTheVisit(Unprocessable):
    """结论与最近一次入户核实的情况不一致"""

    mend = "请在理由中说明（至少 10 个字）为什么与入户所见不同，或再次入户核实"


REASON_AGAINST = 10


def check_visit(visited_on: date, *, raised_at: datetime, decided_at: datetime | None, on: date) -> None:
    """Raises AlertDecidedAlready, VisitInTheFuture or VisitBeforeTheAlert."""
    if decided_at is not None:
        raise AlertDecidedAlready
    if visited_on > on:
        raise VisitInTheFuture(pointer="/visited_on", visited_on=visited_on.isoformat())
    if visited_on < day_in_china(raised_at):
        raise VisitBeforeTheAlert(pointer="/visited_on", raised_on=day_in_china(raised_at).isoformat())


def check_decision(*, is_confirmed: bool, reason: str, decided_at: datetime | None, found_in_need: bool | None) -> None:
    """`found_in_need` is what the last visit found, None without one. Raises the law that is broken."""
    if decided_at is not None:
        raise AlertDecidedAlready
    if found_in_need is None:
        raise NotSeenAtHome
    if found_in_need is not is_confirmed and len(reason) < REASON_AGAINST:
        raise DecisionAgainstTheVisit(pointer="/reason")


@dataclass(frozen=True)
class Past:
    """An alert that the same rule raised for the same household before."""

    fact_ids: Collection[UUID]
    person_ids: Collection[UUID]
    outcome: Outcome | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Pointed:
    """Whom and what a rule points at now."""

    fact_ids: Collection[UUID]
    person_ids: Collection[UUID]


def is_news(
    pointed: Pointed, pasts: Iterable[Past], *, help_: Help, helped_for_this: bool, has_open_case: bool, quiet_days: int, on: date
) -> bool:
    """Whether an alert is to be raised: not for what is under watch, in hand or judged already.

    An undecided alert stands for the household. What was judged is news again by a fact (or a person) that the judge did not
    see; what has no facts, standing in the register as before, after `quiet_days`. A confirmed household with an open case, and
    one that is being helped for the same trigger already, needs no alert to be found.
    """
    pasts = list(pasts)
    if any(past.decided_at is None for past in pasts):
        return False
    if helped_for_this and help_ is Help.AFTER_CONFIRMATION:
        return False
    if has_open_case and any(past.outcome is Outcome.CONFIRMED for past in pasts):
        return False
    judged = [past for past in pasts if past.outcome is not Outcome.WITHDRAWN]
    if not judged:
        return True
    if pointed.fact_ids:
        return not set(pointed.fact_ids) <= {fact for past in judged for fact in past.fact_ids}
    if not set(pointed.person_ids) <= {person for past in judged for person in past.person_ids}:
        return True
    last = max(past.decided_at for past in judged if past.decided_at)
    return on > day_in_china(last) + timedelta(days=quiet_days)
