"""What is owed to open cases, by whom, by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.deadline import Due
from services.registry.store.need import list_policies

_STEP = """CASE part.part WHEN 'emergency-grant' THEN CASE WHEN part.started_at IS NULL THEN 'first-aid' ELSE 'papers' END
ELSE part.part END"""

# A part is owed by whoever opened something in it and has not completed it, or by its owner while nobody has begun.
_OWING = f"""
WITH owner AS (SELECT * FROM unnest(CAST(:policies AS text[]), CAST(:owners AS text[])) AS owner (policy, who)),
owing AS (
    SELECT one.id AS case_id, one.region, one.urgency, {_STEP} AS step, coalesce(nullif(step.who, ''), part.who) AS who,
           CASE WHEN step.id IS NULL THEN part.due_at ELSE step.due_at END AS due_at,
           coalesce(step.id, CAST(md5(one.id || part.part) AS uuid)) AS owed_id
    FROM relief_case one
    JOIN case_part part ON part.case_id = one.id AND part.done_at IS NULL
    LEFT JOIN case_step step ON step.case_id = one.id AND step.part = part.part AND step.what = 'opened'
        AND (part.since IS NULL OR step.at >= part.since)
        AND NOT EXISTS (
            SELECT FROM case_step done WHERE done.case_id = one.id AND done.part = part.part AND done.what = 'completed'
                AND done.task = step.task AND (part.since IS NULL OR done.at >= part.since))
    WHERE one.closed_at IS NULL AND starts_with(one.region, :region)
    UNION ALL
    SELECT one.id, one.region, one.urgency, 'conclusion', owner.who, one.conclude_by, CAST(md5(one.id || 'conclusion') AS uuid)
    FROM relief_case one JOIN owner ON owner.policy = one.policy
    WHERE one.closed_at IS NULL AND one.lasting_at IS NULL AND starts_with(one.region, :region)
)
"""  # noqa: S608  the only interpolation is a constant of our own
_COUNTS = text(f"""{_OWING}
SELECT left(region, :digits) AS place, who, count(*) AS owed, count(*) FILTER (WHERE due_at < :at) AS late,
       count(*) FILTER (WHERE due_at >= :at AND due_at < CAST(:at AS timestamptz) + interval '1 day') AS within_a_day,
       min(due_at) FILTER (WHERE due_at < :at) AS late_since
FROM owing GROUP BY 1, 2 ORDER BY late DESC, owed DESC, place, who
""")  # noqa: S608  the only interpolation is a constant of our own
_LATE = text(f"""{_OWING}
SELECT owed_id, case_id, region, urgency, step, who, due_at FROM owing
WHERE due_at < :at AND (:who = '' OR who = :who)
    AND (CAST(:after_due_at AS timestamptz) IS NULL OR (due_at, owed_id) > (:after_due_at, CAST(:after_id AS uuid)))
ORDER BY due_at, owed_id LIMIT :limit
""")  # noqa: S608  the only interpolation is a constant of our own

# Orders are not told here: notifier, who gave them, tells of them itself, order by order.
_TO_TELL = text(f"""
SELECT case_id, region, policy, step, who, due_at FROM (
    SELECT one.id AS case_id, one.region, one.policy, {_STEP} AS step, part.who, part.due_at
    FROM case_part part JOIN relief_case one ON one.id = part.case_id
    WHERE part.done_at IS NULL AND part.due_at < :soon AND part.part <> 'work-orders' AND one.closed_at IS NULL
    UNION ALL
    SELECT one.id, one.region, one.policy, 'conclusion', '', one.conclude_by
    FROM relief_case one WHERE one.closed_at IS NULL AND one.lasting_at IS NULL AND one.conclude_by < :soon
) due
WHERE NOT EXISTS (
    SELECT FROM case_reminder told
    WHERE told.case_id = due.case_id AND told.step = due.step AND told.due_at = due.due_at AND told.is_late = (due.due_at < :at))
ORDER BY due_at, case_id LIMIT :limit
""")  # noqa: S608  the only interpolation is a constant of our own


@dataclass(frozen=True)
class Count:
    """What one department owes in one place. `late_since` is its oldest missed deadline."""

    place: str
    who: str
    owed: int
    late: int
    within_a_day: int
    late_since: datetime | None


@dataclass(frozen=True)
class Late:
    """Something whose time has passed. `owed_id` is the same as long as it is owed."""

    owed_id: UUID
    case_id: UUID
    region: str
    urgency: str
    step: str
    who: str
    due_at: datetime


def _owners(region: str, at: datetime) -> Mapping[str, object]:
    policies = list_policies()
    return {
        "policies": [policy.policy for policy in policies],
        "owners": [policy.conclusion.who for policy in policies],
        "region": region,
        "at": at,
    }


async def count_owed(session: AsyncSession, *, region: str, digits: int, at: datetime) -> list[Count]:
    """By place (the first `digits` of the code) and department, what is late first. An empty region is all that may be seen."""
    rows = await session.execute(_COUNTS, {**_owners(region, at), "digits": digits})
    return [Count(**row) for row in rows.mappings()]


async def list_late(
    session: AsyncSession, *, region: str, who: str, at: datetime, after: tuple[datetime, UUID] | None, limit: int
) -> list[Late]:
    """The longest overdue first, one more than `limit` if there are more; an empty `who` is every department.

    `after` is the deadline and `owed_id` of the last one seen.
    """
    after_due_at, after_id = after or (None, None)
    place = {"after_due_at": after_due_at, "after_id": after_id}
    rows = await session.execute(_LATE, {**_owners(region, at), **place, "who": who, "limit": limit + 1})
    return [Late(**row) for row in rows.mappings()]


async def list_to_tell(session: AsyncSession, *, at: datetime, soon: datetime, limit: int) -> Sequence[Due]:
    """Deadlines before `soon` that nobody was reminded of yet, the earliest first."""
    rows = await session.execute(_TO_TELL, {"at": at, "soon": soon, "limit": limit})
    return [Due(**row) for row in rows.mappings()]
