"""A year of a place's complaints in numbers that anyone may read."""

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Verdict
from services.notifier.rules.complaint_numbers import hidden, median_days, must_be_county
from services.notifier.schemas.complaint import ComplaintCount, ComplaintStatistics
from services.notifier.store.complaint import get_complaint_policy, list_of_period
from services.notifier.tables import Complaint
from shared import regions
from shared.clock import china
from shared.periods import CHINA

UNSORTED = "unsorted"
"""What was not accepted has no matter."""

_COLUMNS: dict[str, Callable[[Complaint], bool]] = {
    "received": lambda _: True,
    "answered": lambda one: one.answered_at is not None,
    "found_true": lambda one: one.verdict in {Verdict.TRUE, Verdict.PARTLY_TRUE},
    "late": lambda one: bool(one.is_late),
}


async def count_year(session: AsyncSession, region: str, year: int, *, on: date) -> ComplaintStatistics:
    """Of a county. Raises CountedByCounty, NoComplaintPolicy."""
    must_be_county(region)
    policy = get_complaint_policy(region, on)
    least = policy.published.least
    since, until = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    found = await list_of_period(session, region, since=since, until=until)
    titles = {matter.matter: matter.title for matter in policy.matters}
    titles |= {one.matter: policy.title_of(one.matter) for one in found if one.matter} | {UNSORTED: "未受理、待受理"}

    columns, totals = {}, {}
    for column, counts in _COLUMNS.items():
        cells = {name: sum(counts(one) for one in found if (one.matter or UNSORTED) == name) for name in titles}
        columns[column], totals[column] = hidden(cells, least)
    spans = [(china(one.received_at).date(), china(one.answered_at).date()) for one in found if one.answered_at]
    return ComplaintStatistics(
        region=region,
        region_name=regions.name_of(region),
        year=year,
        least=least,
        counts=[
            ComplaintCount(matter=name, title=title, **{column: shown[name] for column, shown in columns.items()})
            for name, title in titles.items()
        ],
        total=ComplaintCount(matter="", title="合计", **totals),
        median_days=median_days(spans, least),
    )
