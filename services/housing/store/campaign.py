"""What housing asks its database of campaigns: whose houses one means, who joined, how far it has come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.campaign import CampaignKind, CampaignPolicy, CampaignRunsAlready, Meant, NoSuchCampaign
from services.housing.rules.survey import SurveyState
from services.housing.store.ids import UUID7
from services.housing.tables import Campaign, Survey
from shared.database import EVERYWHERE

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('campaign ' || :id, 0))")
_HOME = "SELECT FROM hazard JOIN occupancy ON occupancy.house_id = hazard.house_id WHERE occupancy.household_id = household.id"
_MEANT = {
    Meant.ENROLLED: "household.enrolled_on >= CAST(:since AS date)",
    Meant.EVERYONE: "CAST(:since AS date) IS NOT NULL",
    Meant.UNSAFE: f"CAST(:since AS date) IS NOT NULL AND EXISTS ({_HOME} AND occupancy.until_on IS NULL"
    " AND hazard.struck_on IS NULL)",
    Meant.LISTED_ONCE: f"CAST(:since AS date) IS NOT NULL AND EXISTS ({_HOME} AND occupancy.until_on IS NULL)",
}
_JOIN = """
WITH joined AS (
INSERT INTO survey (id, origin, campaign_id, house_id, household_id, region, why, opened_by, detected_at, due_on, state, policy,
                    policy_version, parts, reasons, needs_shelter, needs_follow_up, completed_by, is_late, cancelled_why)
SELECT {id}, 'campaign', CAST(:campaign_id AS uuid), home.house_id, household.id, household.region, '', :by,
       CAST(:at AS timestamptz), CAST(:due_on AS date), 'open', :policy, :version, '{{}}', '[]', false, false, '', false, ''
FROM household LEFT JOIN occupancy home ON home.household_id = household.id AND home.until_on IS NULL
WHERE household.state = 'current' AND starts_with(household.region, :region){these} AND {meant}
  AND EXISTS (SELECT FROM resident WHERE resident.household_id = household.id AND resident.is_living)
ON CONFLICT DO NOTHING RETURNING 1
) SELECT count(*) FROM joined
"""
_THESE = " AND household.id = ANY (CAST(:ids AS uuid[]))"
_SPARE = text("""
WITH spared AS (
    UPDATE survey SET state = 'cancelled', cancelled_why = :why
    WHERE campaign_id = :campaign_id AND state = 'open' AND NOT is_urgent AND case_id IS NULL RETURNING 1
) SELECT count(*) FROM spared
""")
_BOARD = text("""
SELECT survey.region, count(*) FILTER (WHERE state <> 'cancelled'), count(*) FILTER (WHERE state = 'completed'),
       count(*) FILTER (WHERE state = 'open' AND due_on < :on), count(*) FILTER (WHERE state = 'completed' AND is_late),
       count(*) FILTER (WHERE grade = 'A'), count(*) FILTER (WHERE grade = 'B'), count(*) FILTER (WHERE grade = 'C'),
       count(*) FILTER (WHERE grade = 'D'),
       count(*) FILTER (WHERE state = 'completed' AND coalesce(shown.views, 0) < :views),
       count(*) FILTER (WHERE state = 'completed' AND latitude_e6 IS NULL)
FROM survey LEFT JOIN (
    SELECT about_id, count(DISTINCT kind) AS views FROM paper
    WHERE about = 'survey' AND withdrawn_at IS NULL AND kind = ANY (CAST(:wanted AS text[])) GROUP BY about_id
) AS shown ON shown.about_id = survey.id
WHERE campaign_id = :campaign_id AND starts_with(survey.region, :region)
GROUP BY survey.region ORDER BY survey.region
""")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """How far a campaign has come in one village. What was called off is left out of `households`."""

    region: str
    households: int
    completed: int
    overdue: int
    late: int
    grade_a: int
    grade_b: int
    grade_c: int
    grade_d: int
    without_photos: int
    without_position: int


async def get_campaign(session: AsyncSession, id: UUID) -> Campaign:
    """Raises NoSuchCampaign."""
    return _there(await session.get(Campaign, id), id)


async def lock_campaign(session: AsyncSession, id: UUID) -> Campaign:
    """Raises NoSuchCampaign."""
    return _there(await session.get(Campaign, id, with_for_update=True, populate_existing=True), id)


def _there(campaign: Campaign | None, id: UUID) -> Campaign:
    if campaign is None:
        raise NoSuchCampaign(campaign_id=str(id))
    return campaign


async def must_not_run(session: AsyncSession, kind: str, region: str) -> None:
    """Nobody else opens such a campaign meanwhile. Raises CampaignRunsAlready."""
    await session.execute(_LOCK, {"id": f"{kind} {region}"})
    running = select(Campaign.id).where(Campaign.kind == kind, Campaign.region == region, col(Campaign.ended_on).is_(None))
    if (found := (await session.exec(running)).first()) is not None:
        raise CampaignRunsAlready(campaign_id=str(found))


async def list_running(session: AsyncSession) -> Sequence[Campaign]:
    return (await session.exec(select(Campaign).where(col(Campaign.ended_on).is_(None)).order_by(col(Campaign.id)))).all()


async def list_campaigns(
    session: AsyncSession, *, seen_from: str, kind: str | None, is_ended: bool | None, after: UUID | None, limit: int
) -> Sequence[Campaign]:
    """Those over or inside a place, in the order in which they were opened; one more than `limit`."""
    query = select(Campaign).order_by(col(Campaign.id)).limit(limit + 1)
    if own := seen_from.removesuffix(EVERYWHERE):
        around = [own[:length] for length in (2, 4, 6, 9, 12) if length <= len(own)]
        query = query.where(or_(col(Campaign.region).startswith(own, autoescape=True), col(Campaign.region).in_(around)))
    if kind is not None:
        query = query.where(Campaign.kind == kind)
    if is_ended is not None:
        query = query.where(col(Campaign.ended_on).is_not(None) if is_ended else col(Campaign.ended_on).is_(None))
    if after is not None:
        query = query.where(col(Campaign.id) > after)
    return (await session.exec(query)).all()


async def join(
    session: AsyncSession,
    campaign: Campaign,
    kind: CampaignKind,
    policy: CampaignPolicy,
    *,
    survey_policy: tuple[str, str],
    ids: Collection[UUID] | None = None,
) -> int:
    """A survey for each household that is meant and has none yet, in one statement; `ids` of these households only. How many.

    `survey_policy`: the rule by which what is seen will be graded, and its version.
    """
    statement = _JOIN.format(id=UUID7, meant=_MEANT[kind.meant], these="" if ids is None else _THESE)
    asked: dict[str, Any] = {
        "campaign_id": campaign.id,
        "region": campaign.region,
        "by": campaign.opened_by,
        "at": campaign.opened_at,
        "due_on": campaign.due_on,
        "policy": survey_policy[0],
        "version": survey_policy[1],
        "since": policy.enrolled.since,
    }
    done = await session.execute(text(statement), asked | ({} if ids is None else {"ids": list(ids)}))
    return int(done.scalar_one())


async def count_by_village(session: AsyncSession, campaign_id: UUID) -> Sequence[tuple[str, int]]:
    """The villages where somebody has to look, and at how many houses."""
    query = select(Survey.region, func.count()).where(Survey.campaign_id == campaign_id, Survey.state == SurveyState.OPEN)
    return (await session.exec(query.group_by(col(Survey.region)).order_by(col(Survey.region)))).all()


async def is_seen(session: AsyncSession, campaign_id: UUID, village: str) -> bool:
    """Whether nobody has to look at a house of the village any more."""
    query = select(Survey.id).where(Survey.campaign_id == campaign_id, Survey.region == village, Survey.state == SurveyState.OPEN)
    return (await session.exec(query.limit(1))).first() is None


async def spare_open(session: AsyncSession, campaign_id: UUID, *, why: str) -> int:
    """Nobody has to look at what nobody looked at yet, unless a disaster or a case waits for it too. How many."""
    return int((await session.execute(_SPARE, {"campaign_id": campaign_id, "why": why})).scalar_one())


async def read_board(session: AsyncSession, campaign_id: UUID, *, region: str, views: Sequence[str], on: date) -> list[BoardLine]:
    """By village, as far as the asker sees."""
    asked = {"campaign_id": campaign_id, "region": region, "wanted": list(views), "views": len(views), "on": on}
    return [BoardLine(*row) for row in await session.execute(_BOARD, asked)]
