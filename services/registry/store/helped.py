"""Who must have a helper, and who has none: lists and counts over a place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.campaign_policy import campaign_policy

# A household stands on the register's present word: a member of one of the classes, or a state on either axis.
_MUST_HAVE = """household.state = 'current' AND (
    EXISTS (SELECT FROM person WHERE person.household_id = household.id AND person.left_on IS NULL
            AND person.classes && CAST(:classes AS text[]))
    OR EXISTS (SELECT FROM poverty_entry entry WHERE entry.household_id = household.id AND entry.until_on IS NULL))"""
_HAS_NONE = """NOT EXISTS (SELECT FROM helper_assignment held JOIN helper ON helper.id = held.helper_id
    WHERE held.household_id = household.id AND held.until_on IS NULL)"""
_HERE = "starts_with(household.region, :region)"
_UNCOVERED = text(f"""
SELECT household.id AS household_id, household.code, household.region,
       (SELECT person.name_sealed FROM person WHERE person.household_id = household.id AND person.left_on IS NULL
        ORDER BY person.relation <> '户主', person.id LIMIT 1) AS name_sealed,
       (SELECT max(past.until_on) FROM helper_assignment past WHERE past.household_id = household.id) AS without_since_on
FROM household WHERE {_HERE} AND {_MUST_HAVE} AND {_HAS_NONE} AND household.id > :after ORDER BY household.id LIMIT :limit
""")  # noqa: S608  the interpolations are constants of our own
_COVERAGE = text(f"""
SELECT left(region, :digits) AS place, count(*) AS households, count(*) FILTER (WHERE is_bare) AS uncovered
FROM (SELECT household.region, {_HAS_NONE} AS is_bare FROM household WHERE {_HERE} AND {_MUST_HAVE}) one
GROUP BY 1 ORDER BY uncovered DESC, place
""")  # noqa: S608  the interpolations are constants of our own
_UNCOVERED_AMONG = text(f"""
SELECT household.id FROM household WHERE household.id = ANY (CAST(:ids AS uuid[])) AND {_MUST_HAVE} AND {_HAS_NONE}
""")  # noqa: S608  the interpolations are constants of our own
_MINE = text("""
SELECT household.id AS household_id, household.code, household.region, held.since_on, held.helper_id,
       held.helper_id <> :helper_id AS is_substitute,
       (SELECT count(*) FROM person WHERE person.household_id = household.id AND person.left_on IS NULL) AS members,
       (SELECT person.name_sealed FROM person WHERE person.household_id = household.id AND person.left_on IS NULL
        ORDER BY person.relation <> '户主', person.id LIMIT 1) AS name_sealed,
       (SELECT max(visited_on) FROM household_visit seen WHERE seen.household_id = household.id
            AND seen.replaced_at IS NULL AND NOT seen.is_withdrawn) AS visited_on
FROM helper_assignment held JOIN household ON household.id = held.household_id
WHERE held.until_on IS NULL AND (held.helper_id = :helper_id OR held.helper_id IN (
    SELECT helper_id FROM helper_substitution WHERE substitute_id = :helper_id AND since_on <= :on AND until_on >= :on))
ORDER BY is_substitute, household.region, household.id LIMIT :limit
""")
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Uncovered:
    """A household without a helper; `without_since_on` is when the last one ended, if it ever had one."""

    household_id: UUID
    code: str | None
    region: str
    name_sealed: bytes | None
    without_since_on: date | None


@dataclass(frozen=True)
class Coverage:
    """How many households of a place must have a helper, and how many have none."""

    place: str
    households: int
    uncovered: int


@dataclass(frozen=True)
class Mine:
    """A household of a helper, or of somebody for whom they stand in; when anybody was there last."""

    household_id: UUID
    code: str | None
    region: str
    since_on: date
    helper_id: UUID
    is_substitute: bool
    members: int
    name_sealed: bytes | None
    visited_on: date | None


def _classes(region: str, on: date) -> list[str]:
    return [each.value for each in campaign_policy(region, on).helpers.classes]


async def list_uncovered(session: AsyncSession, *, region: str, on: date, after: UUID | None, limit: int) -> Sequence[Uncovered]:
    """One more than `limit`. An empty region is all that may be seen."""
    asked = {"region": region, "classes": _classes(region, on), "after": after or FIRST, "limit": limit + 1}
    return [Uncovered(**row) for row in (await session.execute(_UNCOVERED, asked)).mappings()]


async def list_uncovered_among(session: AsyncSession, households: Mapping[UUID, str], *, on: date) -> set[UUID]:
    """Those of these households (with where each is) that must have a helper and have none."""
    alike = defaultdict[tuple[str, ...], list[UUID]](list)
    for household_id, region in households.items():
        alike[tuple(_classes(region, on))].append(household_id)
    found: set[UUID] = set()
    for classes, ids in alike.items():
        found.update((await session.execute(_UNCOVERED_AMONG, {"ids": ids, "classes": list(classes)})).scalars())
    return found


async def count_coverage(session: AsyncSession, *, region: str, digits: int, on: date) -> list[Coverage]:
    """By place (the first `digits` of the code), where most are missing first."""
    asked = {"region": region, "classes": _classes(region, on), "digits": digits}
    return [Coverage(**row) for row in (await session.execute(_COVERAGE, asked)).mappings()]


async def list_mine(session: AsyncSession, helper_id: UUID, *, on: date, limit: int) -> list[Mine]:
    """The helper's own households first, then those of whom they stand in for."""
    asked = {"helper_id": helper_id, "on": on, "limit": limit}
    return [Mine(**row) for row in (await session.execute(_MINE, asked)).mappings()]
