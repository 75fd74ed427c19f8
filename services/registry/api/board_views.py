"""From figures about cases to what people read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from services.registry.api.case_views import department_name
from services.registry.rules.case import after_ms, elapsed
from services.registry.rules.deadline import DEADLINE_NAMES
from services.registry.rules.need import KIND_NAMES, URGENCY_NAMES, Kind, Urgency
from services.registry.rules.timing import Span, Times
from services.registry.schemas.case_board import (
    DeadlinesView,
    LateView,
    OwedCountView,
    PublicStatisticsView,
    PublicTimesView,
    SpanView,
    StatisticsView,
    TimesView,
)
from services.registry.store.deadline import Count, Late
from services.registry.store.timing import PublicTimes
from shared import regions
from shared.pages import cursor_in, place_in

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DIGITS = 16
"""Microseconds since 1970, as far as the year 2286."""


def deadlines_view(counts: Iterable[Count], found: Sequence[Late], *, region: str, at: datetime, limit: int) -> DeadlinesView:
    """`found` is one more than `limit` where there is a next page."""
    late = found[:limit]
    return DeadlinesView(
        at=at,
        region=region,
        counts=[_count(count) for count in counts],
        late=[_late(one, at) for one in late],
        next=_place_after(late[-1]) if len(found) > limit else None,
    )


def late_place(after: str | None) -> tuple[datetime, UUID] | None:
    """The deadline and id that a page of the late list starts after. Raises UnreadableCursor."""
    told = place_in(after, digits=_DIGITS)
    return (_EPOCH + int(told[0]) * _MICROSECOND, told[1]) if told else None


def _place_after(late: Late) -> str:
    return cursor_in(f"{(late.due_at - _EPOCH) // _MICROSECOND:0{_DIGITS}d}", late.owed_id)


def _count(count: Count) -> OwedCountView:
    return OwedCountView(
        place=count.place,
        place_name=regions.name_of(count.place),
        who=count.who,
        who_name=department_name(count.who),
        owed=count.owed,
        late=count.late,
        within_a_day=count.within_a_day,
        late_since=count.late_since,
    )


def _late(late: Late, at: datetime) -> LateView:
    return LateView(
        case_id=late.case_id,
        region=late.region,
        region_name=regions.name_of(late.region),
        urgency=late.urgency,
        urgency_name=URGENCY_NAMES[Urgency(late.urgency)],
        step=late.step,
        step_name=DEADLINE_NAMES[late.step],
        who=late.who,
        who_name=department_name(late.who),
        due_at=late.due_at,
        overdue=elapsed(after_ms(late.due_at, at)),
    )


def statistics_view(times: Iterable[Times], *, region: str, since: date, until: date) -> StatisticsView:
    return StatisticsView(since=since, until=until, region=region, rows=[_times(one) for one in times])


def _times(one: Times) -> TimesView:
    return TimesView(
        by=one.by,
        key=one.key,
        name=_name(one.by, one.key),
        cases=one.cases,
        first=_span(one.first),
        money=_span(one.money),
        close=_span(one.close),
    )


def _name(by: str, key: str) -> str:
    match by:
        case "kind":
            return KIND_NAMES[Kind(key)]
        case "place":
            return regions.name_of(key)
        case "month":
            return key
        case _:
            return "全部"


def _span(span: Span) -> SpanView:
    return SpanView(
        cases=span.cases,
        median_ms=span.median_ms,
        median=_said(span.median_ms) or "—",
        p95_ms=span.p95_ms,
        p95=_said(span.p95_ms) or "—",
    )


def _said(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else elapsed(max(0, milliseconds))


def public_view(times: Iterable[PublicTimes], *, since: date, until: date) -> PublicStatisticsView:
    rows = [
        PublicTimesView(
            county=one.county,
            county_name=regions.name_of(one.county),
            month=one.month,
            kind=one.kind,
            kind_name=KIND_NAMES[Kind(one.kind)],
            cases=one.cases,
            first=_said(one.first_ms),
            money=_said(one.money_ms),
            close=_said(one.close_ms),
        )
        for one in times
    ]
    return PublicStatisticsView(since=since, until=until, rows=rows)
