"""Whom a disaster means, and everything that follows for their houses, set by set: 20,000 households are a handful of statements.

The order is that of the steps below: who is struck, one survey a house (an open one is taken over, so that its case or campaign
waits for the same look), what was seen before says "safe" no more, renovations come first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.disaster import CameBy
from services.housing.store.ids import UUID7
from services.housing.tables import Disaster
from shared.clock import china

MANY = 500
# Rows that were written a moment ago are in no statistics: for thousands of them PostgreSQL would look up each in every other.
_JOIN_BY = text("SELECT set_config('enable_nestloop', :loops, true)")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('disaster ' || :region, 0))")

_MEANT = """
FROM household LEFT JOIN occupancy home ON home.household_id = household.id AND home.until_on IS NULL
WHERE household.state = 'current' AND starts_with(household.region, :region)
  AND (household.id = ANY (CAST(:ids AS uuid[]))
       OR EXISTS (SELECT FROM unnest(CAST(:places AS text[])) AS place WHERE starts_with(household.region, place)))
  AND EXISTS (SELECT FROM resident WHERE resident.household_id = household.id AND resident.is_living)
  AND NOT EXISTS (SELECT FROM struck_household known
                  WHERE known.disaster_id = :disaster_id AND known.household_id = household.id)
"""
_PLAN = text(f"""
WITH meant AS (SELECT household.id, household.region, home.house_id {_MEANT})
SELECT meant.region, count(*), count(DISTINCT meant.house_id), count(*) FILTER (WHERE meant.house_id IS NULL),
       count(*) FILTER (WHERE EXISTS (SELECT FROM survey WHERE survey.household_id = meant.id AND survey.state = 'open')),
       coalesce(sum((SELECT count(*) FROM resident WHERE resident.household_id = meant.id AND resident.is_living)), 0)
FROM meant GROUP BY meant.region ORDER BY meant.region
""")  # noqa: S608  pieces of our own
_STRIKE = text(f"""
WITH struck AS (
    INSERT INTO struck_household (id, disaster_id, household_id, house_id, region, came_by, joined_at, survey_due_at,
                                  grade_due_at)
    SELECT {UUID7}, CAST(:disaster_id AS uuid), household.id, home.house_id, household.region,
           CASE WHEN CAST(:joined AS boolean) THEN 'joined' WHEN household.id = ANY (CAST(:ids AS uuid[])) THEN 'list'
                ELSE 'place' END,
           CAST(:at AS timestamptz), CAST(:survey_due_at AS timestamptz), CAST(:grade_due_at AS timestamptz)
    {_MEANT} ORDER BY household.id
    ON CONFLICT DO NOTHING RETURNING 1
) SELECT count(*) FROM struck
""")  # noqa: S608  pieces of our own
# The open surveys that may serve a household that has none yet: its own case's before all, then any of its house's.
_OPEN = """
SELECT struck.id AS struck_id, survey.id AS survey_id,
       CASE survey.origin WHEN 'case' THEN 0 WHEN 'campaign' THEN 3 ELSE 2 END AS rank
FROM struck_household struck JOIN survey ON survey.household_id = struck.household_id AND survey.state = 'open'
WHERE struck.disaster_id = :disaster_id AND struck.survey_id IS NULL
UNION ALL
SELECT struck.id, survey.id, CASE survey.origin WHEN 'case' THEN 1 WHEN 'campaign' THEN 3 ELSE 2 END
FROM struck_household struck JOIN survey ON survey.house_id = struck.house_id AND survey.state = 'open'
WHERE struck.disaster_id = :disaster_id AND struck.survey_id IS NULL
UNION ALL
SELECT struck.id, survey.id, CASE survey.origin WHEN 'case' THEN 1 WHEN 'campaign' THEN 3 ELSE 2 END
FROM struck_household struck
JOIN occupancy mate ON mate.house_id = struck.house_id AND mate.until_on IS NULL
JOIN survey ON survey.household_id = mate.household_id AND survey.state = 'open'
WHERE struck.disaster_id = :disaster_id AND struck.survey_id IS NULL
"""
_HOLD = text(f"""
WITH held AS MATERIALIZED (
    SELECT survey.id FROM survey WHERE survey.id IN (SELECT survey_id FROM ({_OPEN}) AS open) ORDER BY survey.id FOR UPDATE
) SELECT count(*) FROM held
""")  # noqa: S608  pieces of our own
# For whom no open survey was found to take over.
_LOOK = text(f"""
INSERT INTO survey (id, origin, house_id, household_id, region, why, opened_by, detected_at, due_on, due_at, is_urgent, state,
                    policy, policy_version, parts, reasons, needs_shelter, needs_follow_up, completed_by, is_late, cancelled_why)
SELECT {UUID7}, 'disaster', needy.house_id, needy.household_id, needy.region, :why, :by, CAST(:at AS timestamptz),
       CAST(:due_on AS date), needy.survey_due_at, true, 'open', :policy, :version, '{{}}', '[]', false, false, '', false, ''
FROM (SELECT DISTINCT ON (coalesce(struck.house_id, struck.household_id)) struck.*
      FROM struck_household struck
      WHERE struck.disaster_id = :disaster_id AND struck.survey_id IS NULL
      ORDER BY coalesce(struck.house_id, struck.household_id), struck.id) AS needy
ORDER BY needy.region, needy.id
ON CONFLICT DO NOTHING
""")  # noqa: S608  pieces of our own
_LINK = text(f"""
UPDATE struck_household struck SET survey_id = best.survey_id
FROM (SELECT DISTINCT ON (struck_id) struck_id, survey_id FROM ({_OPEN}) AS open ORDER BY struck_id, rank, survey_id) AS best
WHERE struck.id = best.struck_id
""")  # noqa: S608  pieces of our own
_TAKE_OVER = text("""
UPDATE survey SET is_urgent = true, due_at = least(survey.due_at, due.at), due_on = least(survey.due_on, CAST(:due_on AS date))
FROM (SELECT survey_id, min(survey_due_at) AS at FROM struck_household
      WHERE disaster_id = :disaster_id AND joined_at = CAST(:at AS timestamptz) GROUP BY survey_id) AS due
WHERE survey.id = due.survey_id AND survey.state = 'open' AND (NOT survey.is_urgent OR survey.due_at > due.at)
""")
_VOID = text("""
UPDATE appraisal SET voided_on = CAST(:happened_on AS date), voided_why = :why
WHERE state = 'signed' AND grade IN ('A', 'B') AND voided_on IS NULL AND visited_on <= CAST(:happened_on AS date)
  AND valid_until_on >= CAST(:happened_on AS date)
  AND house_id IN (SELECT house_id FROM struck_household
                   WHERE disaster_id = :disaster_id AND joined_at = CAST(:at AS timestamptz))
""")
_RENOVATE_FIRST = text("""
UPDATE renovation SET is_urgent = true
WHERE NOT is_urgent AND state NOT IN ('closed', 'refused', 'withdrawn')
  AND house_id IN (SELECT house_id FROM struck_household
                   WHERE disaster_id = :disaster_id AND joined_at = CAST(:at AS timestamptz))
""")
_CAME = text("""
SELECT region, count(*), count(DISTINCT survey_id) FROM struck_household
WHERE disaster_id = :disaster_id AND joined_at = CAST(:at AS timestamptz) GROUP BY region ORDER BY region
""")


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """What a command would do in one village; who is struck already is left out."""

    region: str
    households: int
    houses: int
    """That are known; of other households one is made when somebody looks."""
    without_house: int
    taken_over: int
    """Households whose open survey is taken over."""
    persons: int


@dataclass(frozen=True, slots=True)
class VillageStruck:
    """What a command did in one village."""

    region: str
    households: int
    surveys: int


async def lock_county(session: AsyncSession, region: str) -> None:
    """Nobody else declares or widens a disaster in this county meanwhile."""
    await session.execute(_LOCK, {"region": region})


async def plan_struck(
    session: AsyncSession, *, region: str, places: Sequence[str], ids: Collection[UUID], disaster_id: UUID | None
) -> list[VillagePlan]:
    """By village, whom a command would mean that the disaster does not mean yet."""
    asked = {"region": region, "places": list(places), "ids": list(ids), "disaster_id": disaster_id or UUID(int=0)}
    return [VillagePlan(*row) for row in await session.execute(_PLAN, asked)]


async def strike(
    session: AsyncSession,
    disaster: Disaster,
    *,
    places: Sequence[str],
    ids: Collection[UUID],
    due: tuple[datetime, datetime],
    survey_policy: tuple[str, str],
    by: str,
    at: datetime,
    came_by: CameBy = CameBy.PLACE,
) -> list[VillageStruck]:
    """Households of these places and of this list are struck, as far as they were not; what became of them, by village.

    `due`: until when their houses are looked at and graded. `survey_policy`: the rule by which what is seen will be graded.
    """
    asked: dict[str, Any] = {"disaster_id": disaster.id, "at": at}
    whom = {"region": disaster.region, "places": list(places), "ids": list(ids), "joined": came_by is CameBy.JOINED}
    happened_on, due_on = china(disaster.happened_at).date(), china(due[0]).date()
    came = await session.execute(_STRIKE, asked | whom | {"survey_due_at": due[0], "grade_due_at": due[1]})
    if not (many := came.scalar_one()):
        return []
    await session.execute(_JOIN_BY, {"loops": "off" if many > MANY else "on"})
    why = disaster.title
    await session.execute(_HOLD, {"disaster_id": disaster.id})
    await session.execute(_LINK, {"disaster_id": disaster.id})
    looked = {"why": why, "by": by, "due_on": due_on, "policy": survey_policy[0], "version": survey_policy[1]}
    await session.execute(_LOOK, asked | looked)
    await session.execute(_LINK, {"disaster_id": disaster.id})
    await session.execute(_TAKE_OVER, asked | {"due_on": due_on})
    await session.execute(_VOID, asked | {"happened_on": happened_on, "why": why})
    await session.execute(_RENOVATE_FIRST, asked)
    struck = [VillageStruck(*row) for row in await session.execute(_CAME, asked)]
    await session.execute(_JOIN_BY, {"loops": "on"})
    return struck
