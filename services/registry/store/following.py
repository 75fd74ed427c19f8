"""What goes along when a household moves: its open case, its undecided alerts with what they rest on, its open differences."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_CASES = text("""
WITH behind AS MATERIALIZED (
    SELECT relief_case.id, relief_case.household_id, relief_case.region AS from_region, household.region
    FROM relief_case JOIN household ON household.id = relief_case.household_id
    WHERE household.id = ANY (:ids) AND relief_case.closed_at IS NULL AND relief_case.region <> household.region
    ORDER BY relief_case.id FOR UPDATE OF relief_case
), moved AS (
    UPDATE relief_case SET region = behind.region FROM behind WHERE relief_case.id = behind.id
), parts AS (
    UPDATE case_part SET region = behind.region FROM behind WHERE case_part.case_id = behind.id
)
SELECT id, household_id, from_region, region FROM behind ORDER BY id
""")
_ALERTS = text("""
WITH behind AS MATERIALIZED (
    SELECT watch_alert.id, watch_alert.household_id, watch_alert.region AS from_region, household.region
    FROM watch_alert JOIN household ON household.id = watch_alert.household_id
    WHERE household.id = ANY (:ids) AND watch_alert.decided_at IS NULL AND watch_alert.region <> household.region
    ORDER BY watch_alert.id FOR UPDATE OF watch_alert
), moved AS (
    UPDATE watch_alert SET region = behind.region FROM behind WHERE watch_alert.id = behind.id
)
SELECT id, household_id, from_region, region FROM behind ORDER BY id
""")
_FACTS = text("""
UPDATE watch_fact SET region = household.region FROM household
WHERE household.id = ANY (:ids) AND watch_fact.household_id = household.id AND watch_fact.region <> household.region
""")
_DIFFERENCES = text("""
UPDATE list_difference SET region = household.region FROM household
WHERE household.id = ANY (:ids) AND list_difference.household_id = household.id AND list_difference.ended_at IS NULL
  AND list_difference.region <> household.region
""")


@dataclass(frozen=True)
class Followed:
    """A case or an alert that went after its household."""

    id: UUID
    household_id: UUID
    from_region: str
    region: str


async def move_cases_along(session: AsyncSession, household_ids: Collection[UUID]) -> Sequence[Followed]:
    """The open cases that were left behind, with their parts."""
    return [Followed(*row) for row in await session.execute(_CASES, {"ids": list(household_ids)})]


async def move_alerts_along(session: AsyncSession, household_ids: Collection[UUID]) -> Sequence[Followed]:
    """The undecided alerts that were left behind; facts go with the household, so that the rules look at all of them."""
    await session.execute(_FACTS, {"ids": list(household_ids)})
    return [Followed(*row) for row in await session.execute(_ALERTS, {"ids": list(household_ids)})]


async def move_differences_along(session: AsyncSession, household_ids: Collection[UUID]) -> None:
    """Those that stand."""
    await session.execute(_DIFFERENCES, {"ids": list(household_ids)})
