"""What one more event about a thing means, in whatever order events are heard and however often."""

from datetime import datetime
from enum import StrEnum


class Turn(StrEnum):
    """What follows from an event that causes an order."""

    GIVE = "give"
    RECUR = "recur"
    NOTHING = "nothing"
    """It was heard before, is older than what was heard, or was over before anybody heard of it."""


def on_cause(
    happened_at: datetime, *, caused_at: datetime | None, ended_at: datetime | None, is_given: bool, again: bool
) -> Turn:
    """`caused_at` and `ended_at`: what was known before this event."""
    if caused_at is not None and not (again and happened_at > caused_at):
        return Turn.NOTHING
    if ended_at is not None and ended_at >= happened_at:
        return Turn.NOTHING
    return Turn.RECUR if is_given else Turn.GIVE


def ends(happened_at: datetime, *, caused_at: datetime | None) -> bool:
    """Whether an end is one of what was heard of last: a cause that came after it is not over."""
    return caused_at is None or happened_at >= caused_at


def latest(known: datetime | None, heard: datetime) -> datetime:
    return heard if known is None else max(known, heard)
