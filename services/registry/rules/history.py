"""What was true when, as far as it is known: a timeline of segments, each holding everything known of one stretch of days.

A timeline begins on the first day of which anything is known and has no gap after that. Changing it makes another timeline; what
the register knew before stands in rows of its own (`store.history`), which are closed and never rewritten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from shared.errors import Unprocessable

Facts = Mapping[str, Any]
"""Field by value; a field that is not known is not there."""


class BeforeTheFile(Unprocessable):
    """所填日期早于档案的起始日期"""

    mend = "请填写档案起始日期当日或之后的日期"


class NothingChanged(Unprocessable):
    """所填内容与登记的完全相同"""

    mend = "请核对后填写需要变更的项目"


@dataclass(frozen=True)
class Segment:
    """What was true from `since_on` until the day before `until_on` (without it: to this day)."""

    since_on: date
    until_on: date | None
    facts: Facts

    def covers(self, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or on < self.until_on)


def beginning(facts: Facts, since_on: date) -> list[Segment]:
    """A timeline that begins now."""
    return [Segment(since_on, None, edited({}, facts))]


def corrected(
    known: Sequence[Segment], edit: Facts, *, since_on: date | None = None, until_on: date | None = None
) -> list[Segment]:
    """The timeline after `edit` was learned to be true of all these days, whatever was thought of any of them.

    Without `since_on` from the beginning of the file, without `until_on` to this day. A field of None is taken out.
    Raises BeforeTheFile.
    """
    since_on = since_on or known[0].since_on
    if since_on < known[0].since_on:
        raise BeforeTheFile(since_on=since_on.isoformat(), file_begins_on=known[0].since_on.isoformat())
    pieces = [piece for segment in known for piece in _cut(segment, since_on, until_on)]
    return _joined(
        Segment(piece.since_on, piece.until_on, edited(piece.facts, edit)) if _lies_in(piece, since_on, until_on) else piece
        for piece in pieces
    )


def changed(known: Sequence[Segment], edit: Facts, *, since_on: date) -> list[Segment]:
    """The timeline after something became otherwise on a day: each field until it is known to have changed again.

    Raises BeforeTheFile.
    """
    for field, value in edit.items():
        known = corrected(known, {field: value}, since_on=since_on, until_on=_next_change(known, field, since_on))
    return list(known)


def facts_on(known: Iterable[Segment], on: date) -> Facts | None:
    """What was true on a day; None before the file begins."""
    return next((segment.facts for segment in known if segment.covers(on)), None)


def edited(facts: Facts, edit: Facts) -> Facts:
    return {field: value for field, value in {**facts, **edit}.items() if value is not None}


def differing(before: Facts, after: Facts) -> list[str]:
    """The fields of which one says otherwise than the other, in the order in which they were first known."""
    return [field for field in {**before, **after} if before.get(field) != after.get(field)]


def _next_change(known: Sequence[Segment], field: str, after: date) -> date | None:
    for earlier, later in pairwise(known):
        if later.since_on > after and later.facts.get(field) != earlier.facts.get(field):
            return later.since_on
    return None


def _cut(segment: Segment, *days: date | None) -> Iterable[Segment]:
    since_on = segment.since_on
    for day in sorted(day for day in days if day is not None):
        if since_on < day and (segment.until_on is None or day < segment.until_on):
            yield Segment(since_on, day, segment.facts)
            since_on = day
    yield Segment(since_on, segment.until_on, segment.facts)


def _lies_in(piece: Segment, since_on: date, until_on: date | None) -> bool:
    return piece.since_on >= since_on and (until_on is None or piece.since_on < until_on)


def _joined(pieces: Iterable[Segment]) -> list[Segment]:
    """Neighbours that say the same are one."""
    timeline: list[Segment] = []
    for piece in pieces:
        if timeline and timeline[-1].facts == piece.facts:
            timeline[-1] = Segment(timeline[-1].since_on, piece.until_on, piece.facts)
        else:
            timeline.append(piece)
    return timeline
