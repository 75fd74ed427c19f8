"""Targets in force, and what the register counts beside them: who left poverty, and which measures were done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.measure import Nature
from services.registry.rules.poverty import OUT_OF_POVERTY, PovertyState
from services.registry.rules.target import Held, in_force, printed_targets
from services.registry.rules.target_table import TargetsPolicy
from services.registry.tables import Target
from shared.errors import NotFound
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "targets"
SHELF = Shelf(TargetsPolicy, FOLDER)


class NoSuchTarget(NotFound):
    """没有找到这一任务数"""


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")
# Who left poverty is counted by the people of that day, or of the day on which the register came to know the household. A state
# that follows upon another of the same side of the line (脱贫不再享受政策 after 脱贫享受政策) is no second exit.
_CHANGES = """
WITH changed AS (
    SELECT e.household_id, h.region, e.since_on FROM poverty_entry e JOIN household h ON h.id = e.household_id
    WHERE e.axis = 'poverty' AND e.state = ANY (:states) AND starts_with(h.region, :region)
      AND NOT EXISTS (SELECT FROM poverty_entry b WHERE b.household_id = e.household_id AND b.axis = 'poverty'
                      AND b.state = ANY (:states) AND b.until_on = e.since_on)
      AND (CAST(:nature AS text) IS NULL OR EXISTS (
          SELECT FROM household_plan p JOIN plan_measure m ON m.plan_id = p.id
          WHERE p.household_id = e.household_id AND m.nature = :nature AND m.state <> 'dropped' AND m.starts_on <= e.since_on))
)
SELECT left(changed.region, :digits) AS place, extract(year FROM changed.since_on)::int AS year,
       count(*)::int AS households, sum(people.heads)::int AS persons
FROM changed
CROSS JOIN LATERAL (
    SELECT count(*) AS heads FROM membership m,
        LATERAL (SELECT greatest(changed.since_on, min(f.since_on)) AS on FROM membership f
                 WHERE f.household_id = changed.household_id AND f.known_until_at IS NULL) day
    WHERE m.household_id = changed.household_id AND m.known_until_at IS NULL
      AND m.since_on <= day.on AND (m.until_on IS NULL OR m.until_on > day.on)
) people
GROUP BY 1, 2
"""
_COUNT_CHANGES = text(_CHANGES)
_COUNT_DONE = text("""
WITH done AS (
    SELECT DISTINCT h.id, h.region FROM plan_measure m
    JOIN household_plan p ON p.id = m.plan_id JOIN household h ON h.id = p.household_id
    WHERE m.state = 'done' AND m.nature = :nature AND extract(year FROM m.ended_on) BETWEEN :since_year AND :year
      AND starts_with(h.region, :region)
)
SELECT left(done.region, :digits) AS place, count(*)::int AS households, sum(people.heads)::int AS persons
FROM done CROSS JOIN LATERAL (
    SELECT count(*) AS heads FROM person one WHERE one.household_id = done.id AND one.left_on IS NULL
) people
GROUP BY 1
""")


@dataclass(frozen=True)
class Counted:
    """What the register counts of a place (and year)."""

    households: int
    persons: int


def list_targets_policies() -> list[TargetsPolicy]:
    """Every file, its sums checked. Raises PolicyFileRefused with file and line."""
    return SHELF.policies()


@lru_cache
def _printed() -> tuple[Held, ...]:
    return tuple(printed_targets(list_targets_policies()))


async def lock_target(session: AsyncSession, key: tuple[str, str, int, int]) -> None:
    """One correction of a target at a time; the first has no row that could be locked."""
    await session.execute(_LOCK, {"of": f"target {key}"})


async def lock_table(session: AsyncSession, region: str) -> None:
    """One table of a place at a time."""
    await session.execute(_LOCK, {"of": f"target table {region}"})


async def list_targets(session: AsyncSession, *, region: str, indicator: str | None = None) -> Sequence[Held]:
    """What holds in a place and in all places inside it. Of corrections only those that the asker may see."""
    query = select(Target).where(col(Target.region).startswith(region, autoescape=True))
    if indicator is not None:
        query = query.where(Target.indicator == indicator)
    corrections = [
        Held(row.region, row.indicator, row.since_year, row.year, row.amount, row.version, row.source, row.reason)
        for row in await session.exec(query)
    ]
    printed = [held for held in _printed() if held.region.startswith(region) and indicator in (None, held.indicator)]
    return in_force(printed, corrections)


async def find_target(session: AsyncSession, key: tuple[str, str, int, int]) -> Held | None:
    region, indicator, _, _ = key
    return next((held for held in await list_targets(session, region=region, indicator=indicator) if held.key == key), None)


async def get_target(session: AsyncSession, key: tuple[str, str, int, int]) -> Held:
    """Raises NoSuchTarget."""
    held = await find_target(session, key)
    if held is None:
        raise NoSuchTarget(region=key[0], indicator=key[1], year=key[3])
    return held


async def count_exits(
    session: AsyncSession, *, region: str, digits: int, nature: Nature | None = None
) -> Mapping[str, Mapping[int, Counted]]:
    """By place and year: those who came out of poverty; with `nature` those whose household had such a measure by then."""
    return await _count_changes(session, OUT_OF_POVERTY, region, digits, nature)


async def count_relapses(session: AsyncSession, *, region: str, digits: int) -> Mapping[str, Mapping[int, Counted]]:
    """By place and year: those who fell back."""
    return await _count_changes(session, frozenset({PovertyState.RELAPSED}), region, digits, None)


async def count_done(
    session: AsyncSession, *, region: str, digits: int, nature: Nature, since_year: int, year: int
) -> Mapping[str, Counted]:
    """By place: the households with such a measure done in these years, each once, and their present members."""
    asked = {"region": region, "digits": digits, "nature": nature.value, "since_year": since_year, "year": year}
    rows = await session.execute(_COUNT_DONE, asked)
    return {row.place: Counted(row.households, row.persons or 0) for row in rows}


async def _count_changes(
    session: AsyncSession, states: frozenset[PovertyState], region: str, digits: int, nature: Nature | None
) -> Mapping[str, Mapping[int, Counted]]:
    asked = {
        "states": sorted(state.value for state in states),
        "region": region,
        "digits": digits,
        "nature": nature.value if nature else None,
    }
    found = defaultdict[str, dict[int, Counted]](dict)
    for row in await session.execute(_COUNT_CHANGES, asked):
        found[row.place][row.year] = Counted(row.households, row.persons or 0)
    return found
