"""Which reports are in sight on a day, and in which places: those that have a post at the level that owes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.order import OVER, OWED, OrderState
from services.notifier.rules.report_calendar import ReportPolicy, ReportRule
from services.notifier.tables import Post, WorkOrder
from shared.policy.document import read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "reports"


@dataclass(frozen=True)
class Due:
    """A report of a place."""

    policy: ReportPolicy
    rule: ReportRule
    due_on: date
    region: str


@cache
def list_report_policies() -> tuple[ReportPolicy, ...]:
    """Every file; those of all places around one hold there together. Raises PolicyFileRefused."""
    return tuple(read_document(ReportPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


async def list_due(session: AsyncSession, on: date) -> Sequence[Due]:
    found = list[Due]()
    for policy in list_report_policies():
        if not policy.covers(on):
            continue
        for rule in policy.reports:
            if dues := rule.dues(on):
                places = await _list_places(session, policy.region, rule.addressee.digits)
                found += [Due(policy, rule, due_on, region) for due_on in dues for region in places]
    return found


def list_year(region: str, year: int) -> Sequence[Due]:
    """What is due in a year in a place, in those around it and in those within it; `region` of each is its file's, and `*` is
    everywhere. The earliest first."""
    found = [
        Due(policy, rule, due_on, policy.region)
        for policy in list_report_policies()
        if region == "*" or region.startswith(policy.region) or policy.region.startswith(region)
        for rule in policy.reports
        for due_on in rule.days_of(year)
        if policy.covers(due_on)
    ]
    return sorted(found, key=lambda due: (due.due_on, due.policy.region, due.rule.title))


async def count_series(
    session: AsyncSession, series: Collection[str], *, region: str, at: datetime
) -> Mapping[str, tuple[int, int, int]]:
    """Of each series that was ordered, as far as the asker sees: how many, how many are done, how many are or were late."""
    done = func.count().filter(col(WorkOrder.state).in_(OVER))
    late = func.count().filter(
        or_(col(WorkOrder.is_late).is_(True), and_(col(WorkOrder.state).in_(OWED), col(WorkOrder.due_at) < at))
    )
    within = () if region == "*" else (col(WorkOrder.region).startswith(region),)
    theirs = (col(WorkOrder.series).in_(sorted(series)), WorkOrder.state != OrderState.CANCELLED, *within)
    counts = select(WorkOrder.series, func.count(), done, late).where(*theirs).group_by(col(WorkOrder.series))
    return {each: (ordered, over, behind) for each, ordered, over, behind in await session.exec(counts)}


async def _list_places(session: AsyncSession, within: str, digits: int) -> Sequence[str]:
    """A place with a village's post alone has no town that could report."""
    places = select(Post.region).where(col(Post.region).startswith(within), func.length(Post.region) == digits)
    return (await session.exec(places.distinct().order_by(col(Post.region)))).all()
