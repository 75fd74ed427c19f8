"""The villages of a disaster: which have been seen, and which nobody has to see any more."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.tables import Survey

# Two who see the last two houses at once each see the other's as open: whoever comes second waits, and looks again.
_LOCK = text("""
SELECT pg_advisory_xact_lock(hashtextextended('struck village ' || one, 0))
FROM (SELECT DISTINCT CAST(disaster_id AS text) || ' ' || region AS one FROM struck_household
      WHERE survey_id = CAST(:survey AS uuid) ORDER BY 1) AS sorted
""")
_VILLAGES = """
SELECT struck.disaster_id, disaster.kind, struck.region, count(*) AS households,
       count(*) FILTER (WHERE survey.state = 'completed') AS seen
FROM struck_household struck JOIN disaster ON disaster.id = struck.disaster_id
LEFT JOIN survey ON survey.id = struck.survey_id
"""
_OVER = text(f"""{_VILLAGES}
WHERE disaster.ended_at IS NULL AND (struck.disaster_id, struck.region) IN (
    SELECT own.disaster_id, own.region FROM struck_household own WHERE own.survey_id = CAST(:survey AS uuid))
GROUP BY 1, 2, 3 HAVING count(*) FILTER (WHERE survey.state = 'open') = 0 ORDER BY 1, 3
""")  # noqa: S608  pieces of our own
_LEFT = text(f"""{_VILLAGES}
WHERE struck.disaster_id = CAST(:disaster AS uuid)
GROUP BY 1, 2, 3 HAVING count(*) FILTER (WHERE survey.state = 'open') > 0 ORDER BY 3
""")


@dataclass(frozen=True, slots=True)
class StruckVillage:
    """A village of a disaster: its struck households, and how many of them were seen."""

    disaster_id: UUID
    kind: str
    region: str
    households: int
    seen: int


async def list_villages_over(session: AsyncSession, survey: Survey) -> list[StruckVillage]:
    """Villages of running disasters where, with this survey, nobody has to look any more."""
    asked = {"survey": survey.id}
    await session.execute(_LOCK, asked)
    return [StruckVillage(*row) for row in await session.execute(_OVER, asked)]


async def list_villages_left(session: AsyncSession, disaster_id: UUID) -> list[StruckVillage]:
    """Where houses of a disaster are still to be looked at."""
    return [StruckVillage(*row) for row in await session.execute(_LEFT, {"disaster": disaster_id})]
