"""How far a campaign has come: by place or by helper, counted in one statement over its rounds and visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import Campaign

_ROUNDS = """
WITH done AS MATERIALIZED (
    SELECT seen.task_id, seen.round, min(seen.visited_on) AS visited_on
    FROM household_visit seen JOIN campaign_task task ON task.id = seen.task_id
    WHERE task.campaign_id = :campaign_id AND seen.replaced_at IS NULL AND NOT seen.is_withdrawn AND seen.gaps = '{{}}'
    GROUP BY 1, 2
), partly AS MATERIALIZED (
    SELECT DISTINCT seen.task_id FROM household_visit seen JOIN campaign_task task ON task.id = seen.task_id
    WHERE task.campaign_id = :campaign_id AND seen.replaced_at IS NULL AND NOT seen.is_withdrawn
), wrong AS MATERIALIZED (
    SELECT problem.task_id, count(*) FILTER (WHERE problem.state IN ('open', 'mended')) AS open, count(*) AS found,
           count(*) FILTER (WHERE problem.state = 'open' AND problem.due_on < :on) AS late
    FROM visit_problem problem JOIN campaign_task task ON task.id = problem.task_id
    WHERE task.campaign_id = :campaign_id AND problem.state <> 'withdrawn' GROUP BY 1
), one AS MATERIALIZED (
    SELECT task.id, task.household_id, task.region, count(*) AS rounds, count(done.round) AS visited,
           count(*) FILTER (WHERE done.visited_on > due.day) AS late_visits,
           count(*) FILTER (WHERE done.round IS NULL AND due.day < :on) AS overdue
    FROM campaign_task task CROSS JOIN unnest(CAST(:dues AS date[])) WITH ORDINALITY AS due (day, round)
    LEFT JOIN done ON done.task_id = task.id AND done.round = due.round
    WHERE task.campaign_id = :campaign_id AND task.left_on IS NULL AND due.round >= task.first_round
      AND starts_with(task.region, :region)
    GROUP BY 1, 2, 3
), held AS MATERIALIZED (SELECT household_id, helper_id FROM helper_assignment WHERE until_on IS NULL)
SELECT {group} AS place, {helper} AS helper_id, count(*) AS households,
       count(*) FILTER (WHERE partly.task_id IS NOT NULL) AS visited,
       count(*) FILTER (WHERE one.visited = one.rounds) AS complete,
       coalesce(sum(one.rounds), 0)::bigint AS rounds, coalesce(sum(one.visited), 0)::bigint AS rounds_visited,
       coalesce(sum(one.late_visits), 0)::bigint AS late_visits, count(*) FILTER (WHERE one.overdue > 0) AS overdue,
       count(*) FILTER (WHERE held.helper_id IS NULL) AS without_helper,
       coalesce(sum(wrong.found), 0)::bigint AS problems, coalesce(sum(wrong.open), 0)::bigint AS problems_open,
       coalesce(sum(wrong.late), 0)::bigint AS problems_late
FROM one LEFT JOIN partly ON partly.task_id = one.id LEFT JOIN wrong ON wrong.task_id = one.id
LEFT JOIN held ON held.household_id = one.household_id
GROUP BY 1, 2 ORDER BY overdue DESC, place, helper_id
"""
_BY_PLACE = text(_ROUNDS.format(group="left(one.region, :digits)", helper="CAST(NULL AS uuid)"))
_BY_HELPER = text(_ROUNDS.format(group="left(one.region, :digits)", helper="held.helper_id"))
_LEFT = text("""
SELECT left_why, count(*) AS households FROM campaign_task
WHERE campaign_id = :campaign_id AND left_on IS NOT NULL AND starts_with(region, :region) GROUP BY 1 ORDER BY 1
""")
_CHECKED = text("""
SELECT helper_id, count(*) AS drawn, count(checked_at) AS checked, count(*) FILTER (WHERE was_visited IS FALSE) AS not_visited,
       count(*) FILTER (WHERE differences <> '[]') AS differing,
       coalesce(sum(jsonb_array_length(differences)), 0)::bigint AS differences
FROM spot_check JOIN spot_sample sample ON sample.id = spot_check.sample_id
WHERE sample.campaign_id = :campaign_id AND starts_with(spot_check.region, :region) GROUP BY 1 ORDER BY differing DESC, helper_id
""")


@dataclass(frozen=True)
class Standing:
    """How far the households of a place, or of a helper, have come. `visited` have been seen at all, `complete` in every round;
    `overdue` have missed one; `late_visits` were made after their round's day."""

    place: str
    helper_id: UUID | None
    households: int
    visited: int
    complete: int
    rounds: int
    rounds_visited: int
    late_visits: int
    overdue: int
    without_helper: int
    problems: int
    problems_open: int
    problems_late: int


@dataclass(frozen=True)
class Checked:
    """What spot checks found of a helper's visits."""

    helper_id: UUID | None
    drawn: int
    checked: int
    not_visited: int
    differing: int
    differences: int


async def count_standing(
    session: AsyncSession, campaign: Campaign, *, region: str, digits: int, by_helper: bool, on: date
) -> list[Standing]:
    """By place (the first `digits` of the code), or by helper; where most is overdue first."""
    asked = {"campaign_id": campaign.id, "dues": campaign.dues, "region": region, "digits": digits, "on": on}
    rows = await session.execute(_BY_HELPER if by_helper else _BY_PLACE, asked)
    return [Standing(**row) for row in rows.mappings()]


async def count_left(session: AsyncSession, campaign_id: UUID, *, region: str) -> dict[str, int]:
    """How many left, by reason."""
    rows = await session.execute(_LEFT, {"campaign_id": campaign_id, "region": region})
    return {row.left_why: row.households for row in rows}


async def count_checked(session: AsyncSession, campaign_id: UUID, *, region: str) -> Sequence[Checked]:
    """By helper, who differs most first."""
    rows = await session.execute(_CHECKED, {"campaign_id": campaign_id, "region": region})
    return [Checked(**row) for row in rows.mappings()]
