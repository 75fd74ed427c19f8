"""Campaigns and their households: opened, found, listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignRunsAlready
from services.registry.tables import Campaign, CampaignTask
from shared.errors import NotFound

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('campaign ' || :id, 0))")
_TASKS = text("""
SELECT task.id AS task_id, task.household_id, task.region, task.first_round, task.joined_on, task.left_on, task.left_why,
       held.helper_id, household.code,
       (SELECT person.name_sealed FROM person WHERE person.household_id = household.id AND person.left_on IS NULL
        ORDER BY person.relation <> '户主', person.id LIMIT 1) AS name_sealed,
       ARRAY(SELECT DISTINCT seen.round FROM household_visit seen WHERE seen.task_id = task.id AND seen.replaced_at IS NULL
             AND NOT seen.is_withdrawn AND seen.gaps = '{}' ORDER BY 1) AS done,
       (SELECT max(seen.visited_on) FROM household_visit seen WHERE seen.task_id = task.id AND seen.replaced_at IS NULL
            AND NOT seen.is_withdrawn) AS visited_on
FROM campaign_task task JOIN household ON household.id = task.household_id
LEFT JOIN helper_assignment held ON held.household_id = task.household_id AND held.until_on IS NULL
WHERE task.campaign_id = :campaign_id AND starts_with(task.region, :region) AND task.id > :after
  AND (CAST(:helper_id AS uuid) IS NULL OR held.helper_id = :helper_id)
ORDER BY task.id LIMIT :limit
""")
FIRST = UUID(int=0)


class NoSuchCampaign(NotFound):
    """没有找到这项活动"""


@dataclass(frozen=True)
class TaskLine:
    """A household of a campaign, whose it is now, and which of its rounds are done."""

    task_id: UUID
    household_id: UUID
    region: str
    first_round: int
    joined_on: date
    left_on: date | None
    left_why: str | None
    helper_id: UUID | None
    code: str | None
    name_sealed: bytes | None
    done: Sequence[int]
    visited_on: date | None


async def get_campaign(session: AsyncSession, campaign_id: UUID) -> Campaign:
    """Raises NoSuchCampaign, also for one of a place that the asker may not see."""
    campaign = await session.get(Campaign, campaign_id)
    if campaign is None:
        raise NoSuchCampaign(campaign_id=campaign_id)
    return campaign


async def lock_campaign(session: AsyncSession, campaign_id: UUID) -> Campaign:
    """Nobody else draws from it or closes it meanwhile. Raises NoSuchCampaign."""
    await session.execute(_LOCK, {"id": str(campaign_id)})
    campaign = await session.get(Campaign, campaign_id, populate_existing=True)
    if campaign is None:
        raise NoSuchCampaign(campaign_id=campaign_id)
    return campaign


async def must_not_run(session: AsyncSession, kind: str, region: str) -> None:
    """Raises CampaignRunsAlready."""
    await session.execute(_LOCK, {"id": f"{kind} {region}"})
    running = select(Campaign.id).where(Campaign.kind == kind, Campaign.region == region, col(Campaign.closed_at).is_(None))
    if (found := (await session.exec(running)).first()) is not None:
        raise CampaignRunsAlready(campaign_id=found)


async def list_campaigns(
    session: AsyncSession, *, kind: str | None, is_closed: bool | None, after: UUID | None, limit: int
) -> list[Campaign]:
    """One more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Campaign).order_by(col(Campaign.id)).limit(limit + 1)
    if kind:
        query = query.where(Campaign.kind == kind)
    if is_closed is not None:
        query = query.where(col(Campaign.closed_at).is_not(None) if is_closed else col(Campaign.closed_at).is_(None))
    if after:
        query = query.where(Campaign.id > after)
    return list(await session.exec(query))


async def list_running(session: AsyncSession, *, on: date) -> list[Campaign]:
    """Every campaign that is not closed and has begun, locked in order by whoever settles them."""
    query = select(Campaign).where(col(Campaign.closed_at).is_(None), col(Campaign.starts_on) <= on)
    return list(await session.exec(query.order_by(col(Campaign.id))))


async def find_task(session: AsyncSession, campaign_id: UUID, household_id: UUID) -> CampaignTask | None:
    """The household's place in a campaign that it has not left."""
    query = select(CampaignTask).where(CampaignTask.campaign_id == campaign_id, CampaignTask.household_id == household_id)
    return (await session.exec(query.where(col(CampaignTask.left_on).is_(None)))).one_or_none()


async def list_due_of(session: AsyncSession, household_id: UUID, *, on: date) -> list[tuple[Campaign, CampaignTask]]:
    """The running campaigns of a household, with its place in each."""
    query = select(Campaign, CampaignTask).join(CampaignTask, col(CampaignTask.campaign_id) == col(Campaign.id))
    running = query.where(CampaignTask.household_id == household_id, col(CampaignTask.left_on).is_(None))
    running = running.where(col(Campaign.closed_at).is_(None), col(Campaign.starts_on) <= on).order_by(col(Campaign.ends_on))
    return list(await session.exec(running))


async def list_tasks(
    session: AsyncSession, campaign_id: UUID, *, region: str, helper_id: UUID | None, after: UUID | None, limit: int
) -> list[TaskLine]:
    """One more than `limit`; those who left as well."""
    asked = {"campaign_id": campaign_id, "region": region, "helper_id": helper_id, "after": after or FIRST, "limit": limit + 1}
    return [TaskLine(**row) for row in (await session.execute(_TASKS, asked)).mappings()]


async def list_campaigns_of_tasks(session: AsyncSession, task_ids: Collection[UUID]) -> dict[UUID, Campaign]:
    """The campaign of each of these tasks."""
    query = select(CampaignTask.id, Campaign).join(Campaign, col(Campaign.id) == col(CampaignTask.campaign_id))
    return {task_id: campaign for task_id, campaign in await session.exec(query.where(col(CampaignTask.id).in_(task_ids)))}
