"""What an officer has before them today, asked of every source (see today_sources)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.today_sources import SOURCES, Group, Source

SHOWN = 50
"""Of each source; how many more there are is said."""


@dataclass(frozen=True)
class Entry:
    """A line of today: what it is about, for which household, and by when."""

    thing_id: UUID
    household_id: UUID
    region: str
    title: str
    due_on: date | None
    name_sealed: bytes | None


@dataclass(frozen=True)
class Told:
    """The first lines of a source, the most pressing first, and how many there are."""

    source: Source
    entries: Sequence[Entry]
    total: int
    late: int


@dataclass(frozen=True)
class Whose:
    """The households of a helper (and of whom they stand in for) or, without a helper, all of a region."""

    helper_id: UUID | None
    region: str


NOBODY = UUID(int=0)
"""The helper that nobody is: who helps no household has none before them."""

_MINE = """
WITH mine AS MATERIALIZED (
    SELECT household.id, household.region FROM household WHERE CAST(:helper_id AS uuid) IS NULL
        AND household.state <> 'cancelled' AND starts_with(household.region, :region)
    UNION ALL
    SELECT household.id, household.region FROM helper_assignment held JOIN household ON household.id = held.household_id
    WHERE held.until_on IS NULL AND (held.helper_id = :helper_id OR held.helper_id IN (
        SELECT helper_id FROM helper_substitution WHERE substitute_id = :helper_id AND since_on <= :on AND until_on >= :on))
), told AS MATERIALIZED ({sql}), first AS (
    SELECT told.*, count(*) OVER () AS total, count(*) FILTER (WHERE due_on < :on) OVER () AS late
    FROM told ORDER BY due_on NULLS LAST, thing_id LIMIT :limit)
SELECT first.*, mine.region, (
    SELECT person.name_sealed FROM person WHERE person.household_id = first.household_id AND person.left_on IS NULL
    ORDER BY person.relation <> '户主', person.id LIMIT 1) AS name_sealed, CAST(:since AS timestamptz) AS since
FROM first JOIN mine ON mine.id = first.household_id ORDER BY due_on NULLS LAST, thing_id
"""
_QUERIES = {each.source: text(_MINE.format(sql=each.sql)) for each in SOURCES}


async def tell_source(session: AsyncSession, source: Source, whose: Whose, *, on: date, since: datetime) -> Told:
    """The most pressing lines of one source."""
    asked: dict[str, object] = {
        "helper_id": whose.helper_id,
        "region": whose.region,
        "on": on,
        "since": since,
        "limit": SHOWN,
    } | dict(source.asks(on))
    rows = list((await session.execute(_QUERIES[source.source], asked)).mappings())
    entries = [
        Entry(
            thing_id=UUID(str(row["thing_id"])),
            household_id=UUID(str(row["household_id"])),
            region=row["region"],
            title=source.speak(row["title"]),
            due_on=row["due_on"],
            name_sealed=row["name_sealed"],
        )
        for row in rows
    ]
    return Told(source, entries, rows[0]["total"] if rows else 0, rows[0]["late"] if rows and source.group is Group.DUE else 0)
