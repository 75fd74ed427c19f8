"""Samples of a campaign and what was found again."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.spot_check import NoSuchSpotCheck, Visited
from services.registry.tables import SpotCheck, SpotSample, Visit

_VISITED = text("""
SELECT task.id AS task_id, task.household_id, task.region, held.helper_id, seen.id AS visit_row_id
FROM campaign_task task
JOIN LATERAL (
    SELECT one.id FROM household_visit one WHERE one.task_id = task.id AND one.replaced_at IS NULL AND NOT one.is_withdrawn
        AND one.gaps = '{}' ORDER BY one.visited_on DESC, one.id DESC LIMIT 1) seen ON true
LEFT JOIN helper_assignment held ON held.household_id = task.household_id AND held.until_on IS NULL
WHERE task.campaign_id = :campaign_id AND task.left_on IS NULL
  AND NOT EXISTS (SELECT FROM spot_check past WHERE past.task_id = task.id)
""")


@dataclass(frozen=True)
class Drawable:
    """A household of a campaign that was visited and never drawn, with the visit that would be held against what is found."""

    task_id: UUID
    region: str
    visit_row_id: UUID
    visited: Visited


async def list_drawable(session: AsyncSession, campaign_id: UUID) -> list[Drawable]:
    rows = await session.execute(_VISITED, {"campaign_id": campaign_id})
    return [
        Drawable(
            UUID(str(row.task_id)),
            row.region,
            UUID(str(row.visit_row_id)),
            Visited(UUID(str(row.household_id)), UUID(str(row.helper_id)) if row.helper_id else None),
        )
        for row in rows
    ]


async def count_samples(session: AsyncSession, campaign_id: UUID) -> int:
    return (await session.exec(select(func.count()).select_from(SpotSample).where(SpotSample.campaign_id == campaign_id))).one()


async def list_samples(session: AsyncSession, campaign_id: UUID) -> list[SpotSample]:
    query = select(SpotSample).where(SpotSample.campaign_id == campaign_id)
    return list(await session.exec(query.order_by(col(SpotSample.number))))


async def lock_check(session: AsyncSession, check_id: UUID) -> SpotCheck:
    """Raises NoSuchSpotCheck."""
    found = await session.get(SpotCheck, check_id, with_for_update=True)
    if found is None:
        raise NoSuchSpotCheck(check_id=check_id)
    return found


async def get_checked_visit(session: AsyncSession, check: SpotCheck) -> Visit:
    return await session.get_one(Visit, check.visit_row_id)


async def list_checks(session: AsyncSession, campaign_id: UUID, *, after: UUID | None, limit: int) -> list[SpotCheck]:
    """In the order of their drawing; one more than `limit`."""
    query = select(SpotCheck).join(SpotSample, col(SpotSample.id) == col(SpotCheck.sample_id))
    query = query.where(SpotSample.campaign_id == campaign_id).order_by(col(SpotCheck.id)).limit(limit + 1)
    if after:
        query = query.where(SpotCheck.id > after)
    return list(await session.exec(query))
