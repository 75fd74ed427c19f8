"""What is late with renovations: the open steps whose day is over, and the houses of the ledger that nobody applied for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import OF_RENOVATIONS, Step
from services.housing.rules.renovation import OVER
from services.housing.rules.step_policy import last_day
from services.housing.store.step_policy import get_step_policy

# A hazard waits by the day on which it was listed, of which there are few: their last days are reckoned beforehand, by the rule.
_UNAPPLIED = """hazard h WHERE h.struck_on IS NULL AND starts_with(h.region, :region) AND NOT EXISTS (
    SELECT FROM renovation r WHERE r.house_id = h.house_id AND r.state <> ALL (CAST(:over AS text[])))"""
_WAITS = """awaited_step s WHERE s.ended_on IS NULL AND s.matter = ANY (CAST(:matters AS text[]))
    AND starts_with(s.region, :region)"""
_LATE = f"""
late AS (
    SELECT s.id, s.matter, s.matter_id, s.renovation_id, s.number, s.region, s.step, s.since_on, s.put_off, s.is_agreed, s.due_on
    FROM {_WAITS} AND s.due_on < CAST(:on AS date) AND s.step = ANY (CAST(:steps AS text[]))
    UNION ALL
    SELECT h.id, 'hazard', h.id, NULL, '', h.region, 'apply', h.listed_on, 0, false, term.due_on
    FROM unnest(CAST(:counties AS text[]), CAST(:listed AS date[]), CAST(:due AS date[])) AS term (county, listed_on, due_on)
    JOIN (SELECT h.* FROM {_UNAPPLIED}) AS h ON left(h.region, 6) = term.county AND h.listed_on = term.listed_on
    WHERE term.due_on < CAST(:on AS date) AND 'apply' = ANY (CAST(:steps AS text[]))
)"""  # noqa: S608  our own text
_DAYS = text(f"SELECT DISTINCT left(h.region, 6), h.listed_on FROM {_UNAPPLIED}")  # noqa: S608
_WAITING = text(f"""SELECT (SELECT count(*) FROM {_WAITS} AND s.since_on <= CAST(:on AS date))
    + (SELECT count(*) FROM {_UNAPPLIED})""")  # noqa: S608
_COUNTS = text(f"WITH {_LATE} SELECT step, left(region, :digits), count(*), min(due_on) FROM late GROUP BY 1, 2")  # noqa: S608
_LINES = text(f"""
WITH {_LATE}, shown AS (
    SELECT * FROM late WHERE (due_on, id) > (CAST(:after_on AS date), CAST(:after_id AS uuid)) ORDER BY due_on, id LIMIT :limit
)
SELECT shown.id, shown.matter_id, shown.renovation_id, shown.number, shown.region, house.id, house.number,
       coalesce(r.mode, CASE a.work WHEN 'repaired' THEN 'repair' WHEN 'rebuilt' THEN 'rebuild' END, ''), coalesce(c.name, ''),
       shown.step, shown.since_on, shown.due_on, shown.put_off, shown.is_agreed,
       coalesce(d.what, h.grade || '级', m.title, ''), coalesce(r.asks, '')
FROM shown
LEFT JOIN renovation r ON r.id = shown.renovation_id
LEFT JOIN contractor c ON c.id = r.contractor_id
LEFT JOIN defect d ON shown.matter = 'defect' AND d.id = shown.matter_id
LEFT JOIN hazard h ON shown.matter = 'hazard' AND h.id = shown.matter_id
LEFT JOIN acceptance a ON shown.matter = 'subsidy' AND a.id = shown.matter_id
LEFT JOIN money_stage m ON shown.matter = 'subsidy' AND m.matter_id = shown.matter_id
JOIN house ON house.id = coalesce(r.house_id, h.house_id, a.house_id)
ORDER BY shown.due_on, shown.id
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class WantedDelays:
    """What is late on a day in a place, of these steps."""

    region: str
    on: date
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class LateStep:
    """A step that is late. `renovation_id` is None where there is no renovation: a house in the ledger that nobody applied for,
    one that was accepted without. `asks`: which question about the household is to be settled."""

    id: UUID
    """Of the row: what a page starts after."""
    thing_id: UUID
    """Of the renovation, defect, payment or ledger line."""
    renovation_id: UUID | None
    number: str
    region: str
    house_id: UUID
    house_number: str
    mode: str
    builder: str
    step: Step
    since: date
    due_on: date
    put_off: int
    is_agreed: bool
    what: str
    asks: str


@dataclass(frozen=True, slots=True)
class LateCount:
    """How many of a step are late in a place, and by which day the first of them was due."""

    step: Step
    place: str
    late: int
    first_due_on: date


async def count_waiting(session: AsyncSession, wanted: WantedDelays) -> int:
    """Everything that waits, late or not."""
    asked = {name: value for name, value in _asked(wanted).items() if name != "steps"}
    found: int = (await session.execute(_WAITING, asked)).scalar_one()
    return found


async def count_late(session: AsyncSession, wanted: WantedDelays, *, digits: int) -> list[LateCount]:
    """By step and place (a code of so many digits). Raises NoStepRule."""
    found = await session.execute(_COUNTS, _asked(wanted) | await _terms(session, wanted) | {"digits": digits})
    return [LateCount(Step(step), place, late, first) for step, place, late, first in found]


async def list_late(
    session: AsyncSession, wanted: WantedDelays, *, after: tuple[date, UUID] | None, limit: int
) -> list[LateStep]:
    """The longest late first; `after`: the day and the id of the last of the page before. Raises NoStepRule."""
    after_on, after_id = after or (date.min, UUID(int=0))
    asked = _asked(wanted) | await _terms(session, wanted) | {"after_on": after_on, "after_id": after_id, "limit": limit}
    found = await session.execute(_LINES, asked)
    return [
        LateStep(id, thing, renovation, number, region, house_id, house, mode, builder, Step(step), *told)
        for id, thing, renovation, number, region, house_id, house, mode, builder, step, *told in found
    ]


def _asked(wanted: WantedDelays) -> dict[str, Any]:
    return {
        "region": wanted.region,
        "on": wanted.on,
        "steps": [step.value for step in wanted.steps],
        "matters": [matter.value for matter in OF_RENOVATIONS],
        "over": [state.value for state in OVER],
    }


async def _terms(session: AsyncSession, wanted: WantedDelays) -> dict[str, Any]:
    """By when each house of the ledger was to be applied for, by its county and the day on which it was listed."""
    if Step.APPLY not in wanted.steps:
        return {"counties": [], "listed": [], "due": []}
    asked = _asked(wanted)
    days = [tuple(row) for row in await session.execute(_DAYS, {"region": wanted.region, "over": asked["over"]})]
    due = [last_day(get_step_policy(county, wanted.on).term(Step.APPLY), listed) for county, listed in days]
    return {"counties": [county for county, _ in days], "listed": [listed for _, listed in days], "due": due}
