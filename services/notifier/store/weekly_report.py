"""Weekly reports: which is to be made next, those that were made, and who is told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.routing import Desk, officer_of
from services.notifier.rules.weekly import NoSuchWeeklyReport
from services.notifier.store.post import as_desk, list_desks
from services.notifier.tables import Post, WeeklyReport, WeeklyReportDocument

# One at a time over all replicas: whoever comes second finds it made.
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext('weekly_report'))")
_NEXT = text("""
SELECT place.region, week.begins_on
FROM (SELECT DISTINCT region FROM post WHERE length(region) IN (6, 9) AND department IS NULL AND left_on IS NULL) place
CROSS JOIN unnest(CAST(:weeks AS date[])) AS week (begins_on)
WHERE NOT EXISTS (SELECT FROM weekly_report r WHERE r.region = place.region AND r.begins_on = week.begins_on)
ORDER BY week.begins_on, length(place.region), place.region LIMIT 1
""")


@dataclass(frozen=True)
class ToMake:
    """A county or town, and the Monday of the week that it is to be told of."""

    region: str
    begins_on: date


async def next_to_make(session: AsyncSession, weeks: Sequence[date]) -> ToMake | None:
    """Of the counties and towns that have somebody to tell; None as well while another process makes one."""
    if not weeks or not (await session.execute(_ALONE)).scalar_one():
        return None
    found = (await session.execute(_NEXT, {"weeks": list(weeks)})).one_or_none()
    return ToMake(found.region, found.begins_on) if found else None


async def keep_report(session: AsyncSession, report: WeeklyReport, content: bytes) -> None:
    """The report with its document; neither is ever changed."""
    report.sha256, report.size_bytes = hashlib.sha256(content).hexdigest(), len(content)
    session.add(report)
    await session.flush()
    session.add(WeeklyReportDocument(id=report.id, content=content))
    await session.flush()


async def list_before(session: AsyncSession, region: str, begins_on: date, *, limit: int) -> Sequence[WeeklyReport]:
    """Those of the weeks before, the earliest first."""
    found = select(WeeklyReport).where(WeeklyReport.region == region, col(WeeklyReport.begins_on) < begins_on)
    reports = (await session.exec(found.order_by(col(WeeklyReport.begins_on).desc()).limit(limit))).all()
    return reports[::-1]


async def list_reports(session: AsyncSession, *, region: str | None, after: UUID | None, limit: int) -> Sequence[WeeklyReport]:
    """Those of the asker's places, the latest first."""
    found = select(WeeklyReport).order_by(col(WeeklyReport.id).desc()).limit(limit)
    if region:
        found = found.where(WeeklyReport.region == region)
    return (await session.exec(found.where(WeeklyReport.id < after) if after else found)).all()


async def get_report(session: AsyncSession, report_id: UUID) -> tuple[WeeklyReport, bytes]:
    """With its document. Raises NoSuchWeeklyReport, also for one that the asker may not see."""
    report = await session.get(WeeklyReport, report_id)
    document = await session.get(WeeklyReportDocument, report_id)
    if report is None or document is None:
        raise NoSuchWeeklyReport
    return report, document.content


async def list_leaders(session: AsyncSession, region: str) -> list[Desk]:
    """Whoever is marked as a leader there; nobody being so, the place's officer, or who stands in for one."""
    leaders = select(Post).where(Post.region == region, col(Post.is_leader), col(Post.left_on).is_(None))
    found = [as_desk(post) for post in await session.exec(leaders.order_by(col(Post.id)))]
    return found or [officer_of(region, await list_desks(session, region))]
