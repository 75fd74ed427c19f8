"""When a message may leave: what is urgent at once, the rest by day, what is not pressing gathered into one message at set hours,
and no more than so many an hour to one post. Pure: the instant and what was sent before are given.

China has one time zone and no summer time, so a wall clock's hour is a fixed distance from UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from shared.periods import CHINA

HOUR = timedelta(hours=1)


class Priority(StrEnum):
    """How pressing a message is."""

    URGENT = "urgent"
    """Somebody's safety or first aid: it breaks the night and is never held."""
    ORDINARY = "ordinary"
    LOW = "low"
    """Good to know: it waits for the next digest."""

    @property
    def label(self) -> str:
        return {Priority.URGENT: "紧急", Priority.ORDINARY: "普通", Priority.LOW: "不急"}[self]


class Wait(StrEnum):
    """What a delivery waits for."""

    QUIET = "quiet"
    DIGEST = "digest"
    CAP = "cap"

    @property
    def label(self) -> str:
        return {Wait.QUIET: "夜间不打扰", Wait.DIGEST: "等待汇总", Wait.CAP: "一小时内已达上限"}[self]


class Lane(StrEnum):
    """In which queue a delivery stands: one that waits for nobody, and one each for those whose hours are kept."""

    AT_ONCE = "at-once"
    OFFICER = "officer"
    HOUSEHOLD = "household"


def lane_of(priority: Priority, *, is_silent: bool, is_home: bool) -> Lane:
    """What is urgent, or wakes nobody, waits for nobody."""
    if priority is Priority.URGENT or is_silent:
        return Lane.AT_ONCE
    return Lane.HOUSEHOLD if is_home else Lane.OFFICER


@dataclass(frozen=True)
class Hours:
    """The hours of one kind of reader. `quiet_from` may be later than `quiet_to`: then the night lies between two days. Without
    `digest_at` nothing is gathered."""

    quiet_from: time
    quiet_to: time
    cap: int
    digest_at: tuple[time, ...] = ()

    def is_quiet(self, at: datetime) -> bool:
        now = at.astimezone(CHINA).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= now < self.quiet_to
        return now >= self.quiet_from or now < self.quiet_to

    def day_from(self, at: datetime) -> datetime:
        """The first instant at or after this at which it is not quiet."""
        return _next(at, (self.quiet_to,)) if self.is_quiet(at) else at

    def digest_from(self, at: datetime) -> datetime:
        """The first hour for digests at or after this, by day."""
        return self.day_from(_next(at, self.digest_at)) if self.digest_at else self.day_from(at)


def _next(at: datetime, times: Sequence[time]) -> datetime:
    """The next of these hours on China's clock, this instant counted."""
    local = at.astimezone(CHINA)
    days = (local.date(), local.date() + timedelta(days=1))
    return min(moment for day in days for hour in times if (moment := datetime.combine(day, hour, CHINA)) >= at)


@dataclass(frozen=True)
class Leaving:
    """When it may leave, and what it waits for until then."""

    at: datetime
    wait: Wait | None = None


def leaving(priority: Priority, hours: Hours, at: datetime) -> Leaving:
    """Of a message that is written at this instant."""
    if priority is Priority.URGENT:
        return Leaving(at)
    if priority is Priority.LOW and hours.digest_at:
        return Leaving(hours.digest_from(at), Wait.DIGEST)
    day = hours.day_from(at)
    return Leaving(day, Wait.QUIET if day > at else None)


class Step(StrEnum):
    """What becomes of a delivery whose time has come."""

    SEND = "send"
    HOLD = "hold"
    GATHER = "gather"


@dataclass(frozen=True)
class Waiting:
    """A delivery whose time has come. `is_fresh`: nothing was tried yet, so it can still be gathered."""

    priority: Priority
    wait: Wait | None
    is_fresh: bool = True


@dataclass(frozen=True)
class Decision:
    """A held one has its next instant and what it waits for."""

    step: Step
    until: datetime | None = None
    wait: Wait | None = None


def decide(waiting: Sequence[Waiting], *, sent: Sequence[datetime], hours: Hours, at: datetime) -> list[Decision]:
    """What becomes of these deliveries to one reader, the longest waiting first. `sent` are the instants at which others than
    urgent ones were sent to it before; more than an hour ahead of us they are a fault of the clock, and do not count."""
    window = sorted(moment for moment in sent if at - HOUR < moment <= at + HOUR)
    free, is_gathering = max(0, hours.cap - len(window)), False
    decisions = []
    for one in waiting:
        decision = _decide(one, free=free, is_gathering=is_gathering, window=window, hours=hours, at=at)
        decisions.append(decision)
        if decision.step is Step.SEND and one.priority is not Priority.URGENT:
            free -= 1
        if decision.step is Step.GATHER and not is_gathering:
            is_gathering, free = True, free - 1
    return decisions


def _decide(one: Waiting, *, free: int, is_gathering: bool, window: Sequence[datetime], hours: Hours, at: datetime) -> Decision:
    if one.priority is Priority.URGENT:
        return Decision(Step.SEND)
    if hours.is_quiet(at):
        return Decision(Step.HOLD, hours.day_from(at), one.wait or Wait.QUIET)
    if one.priority is Priority.LOW and one.is_fresh and hours.digest_at and one.wait is None:
        return Decision(Step.HOLD, hours.digest_from(at), Wait.DIGEST)
    is_gathered = one.is_fresh and bool(hours.digest_at) and one.wait in {Wait.DIGEST, Wait.CAP}
    if is_gathered and (is_gathering or free > 0):
        return Decision(Step.GATHER)
    if not is_gathered and free > 0:
        return Decision(Step.SEND)
    # A place becomes free when the oldest of the last hour is an hour old; what else leaves in this turn is an hour old later.
    return Decision(Step.HOLD, (window[0] if window else at) + HOUR, one.wait if one.wait is Wait.DIGEST else Wait.CAP)
