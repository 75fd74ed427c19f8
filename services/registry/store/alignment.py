"""How the two registers stand to each other, counted and listed by the database, and what places answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.alignment import AlignmentPolicy, DifferenceKind, NoAlignmentPolicy, Unity
from services.registry.rules.line import LineKind, find_line
from services.registry.rules.poverty import IN_POVERTY, WATCHED, PovertyState
from services.registry.store.line import list_line_places, list_line_policies
from services.registry.tables import AlignmentAnswer
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "alignment"
SHELF = Shelf(AlignmentPolicy, FOLDER)
FIRST = UUID(int=0)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")
_HELPED = sorted(state.value for state in IN_POVERTY | WATCHED | {PovertyState.SUPPORTED})

# What each register says of a household: its people in dibao, and whether it is enrolled or watched. `dibao` is the line of each
# place and year, the longest place that a village's code begins with holding there.
_STANDS = """
WITH lines AS MATERIALIZED (
    SELECT place, year, fen FROM jsonb_to_recordset(CAST(:lines AS jsonb)) AS line (place text, year int, fen bigint)
), stands AS MATERIALIZED (
    SELECT h.id, h.code, h.region, count(*) AS members,
           count(*) FILTER (WHERE p.classes && ARRAY['low-income', 'extreme-poverty']) AS in_dibao,
           bool_or('extreme-poverty' = ANY (p.classes)) AS is_supported,
           bool_or(p.particulars ->> '劳动技能' IN ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力')) AS has_labour,
           bool_or(p.classes && ARRAY['enrolled', 'monitored']) OR EXISTS (
               SELECT FROM poverty_entry e WHERE e.household_id = h.id AND e.until_on IS NULL AND e.state = ANY (:helped)
           ) AS is_enrolled
    FROM household h JOIN person p ON p.household_id = h.id AND p.left_on IS NULL
    WHERE h.state = 'current' AND starts_with(h.region, :region)
    GROUP BY h.id
), told AS MATERIALIZED (
    SELECT stands.*, book.year, book.per_head_fen, (
        SELECT fen FROM lines WHERE lines.year = book.year AND starts_with(stands.region, lines.place)
        ORDER BY length(lines.place) DESC LIMIT 1
    ) AS dibao_fen
    FROM stands LEFT JOIN LATERAL (
        SELECT b.year, b.per_head_fen FROM income_book b WHERE b.household_id = stands.id
        ORDER BY b.year DESC, b.version DESC LIMIT 1
    ) book ON true
    WHERE stands.is_enrolled OR stands.in_dibao > 0
), differing AS (
    SELECT 'dibao-not-enrolled' AS kind, told.* FROM told WHERE in_dibao > 0 AND NOT is_enrolled
    UNION ALL
    SELECT 'below-line-not-dibao', told.* FROM told WHERE is_enrolled AND in_dibao = 0 AND per_head_fen < dibao_fen
    UNION ALL
    SELECT 'no-labour-not-dibao', told.* FROM told WHERE is_enrolled AND in_dibao = 0 AND has_labour IS NOT TRUE
    UNION ALL
    SELECT 'partly-dibao', told.* FROM told WHERE in_dibao > 0 AND in_dibao < members AND NOT is_supported
)
"""
_COUNTS = text(f"""
{_STANDS}
SELECT (SELECT count(*) FROM told) AS households, (SELECT count(*) FROM told WHERE is_enrolled) AS enrolled,
       (SELECT count(*) FROM told WHERE in_dibao > 0) AS in_dibao,
       (SELECT count(*) FROM told WHERE is_enrolled AND in_dibao > 0) AS in_both,
       (SELECT coalesce(jsonb_object_agg(kind, households), '{{}}') FROM (
            SELECT kind, count(*) AS households FROM differing GROUP BY kind) counted) AS counts
""")  # noqa: S608  the only interpolation is SQL of our own
_LIST = text(f"""
{_STANDS}
SELECT id, code, region, members, in_dibao, year, per_head_fen, dibao_fen FROM differing
WHERE kind = :kind AND id > :after ORDER BY id LIMIT :limit
""")  # noqa: S608  the only interpolation is SQL of our own


@dataclass(frozen=True)
class Registers:
    """How many households stand in either register, in both, and how many differ in which way."""

    households: int
    enrolled: int
    in_dibao: int
    in_both: int
    counts: Mapping[DifferenceKind, int]


@dataclass(frozen=True)
class Differing:
    """A household of which the registers say different things; the income is that of its newest book."""

    household_id: UUID
    household_code: str | None
    region: str
    members: int
    in_dibao: int
    year: int | None
    per_head_fen: int | None
    dibao_fen: int | None


def list_alignment_policies() -> list[AlignmentPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return SHELF.policies()


def get_alignment_policy(region: str, on: date) -> tuple[AlignmentPolicy, str]:
    """What holds there and then, with its version. Raises NoAlignmentPolicy."""
    return SHELF.get(region, on, otherwise=NoAlignmentPolicy)


async def count_differences(session: AsyncSession, *, region: str, on: date) -> Registers:
    row = (await session.execute(_COUNTS, _asked(region, on))).one()
    counts = {kind: row.counts.get(kind.value, 0) for kind in DifferenceKind}
    return Registers(row.households, row.enrolled, row.in_dibao, row.in_both, counts)


async def list_differences(
    session: AsyncSession, kind: DifferenceKind, *, region: str, on: date, after: UUID | None, limit: int
) -> list[Differing]:
    """One more than `limit`, by household."""
    asked = _asked(region, on) | {"kind": kind.value, "after": after or FIRST, "limit": limit + 1}
    rows = await session.execute(_LIST, asked)
    return [
        Differing(row.id, row.code, row.region, row.members, row.in_dibao, row.year, row.per_head_fen, row.dibao_fen)
        for row in rows
    ]


async def lock_answer(session: AsyncSession, region: str, unity: Unity) -> None:
    """One answer at a time; the first has no row that could be locked."""
    await session.execute(_LOCK, {"of": f"alignment {region} {unity}"})


async def list_answers(session: AsyncSession, *, region: str) -> Mapping[Unity, AlignmentAnswer]:
    """The answers that hold in a place: its own, or those of the narrowest place around it that answered."""
    around = [region[:length] for length in range(2, len(region) + 1)] or [""]
    query = select(AlignmentAnswer).where(col(AlignmentAnswer.region).in_(around))
    found = sorted(await session.exec(query), key=lambda one: (len(one.region), one.version))
    return {answer.unity: answer for answer in found}


async def find_answer(session: AsyncSession, region: str, unity: Unity) -> AlignmentAnswer | None:
    """The newest version of this very place's answer."""
    query = select(AlignmentAnswer).where(AlignmentAnswer.region == region, AlignmentAnswer.unity == unity)
    return (await session.exec(query.order_by(col(AlignmentAnswer.version).desc()).limit(1))).first()


def _asked(region: str, on: date) -> dict[str, object]:
    return {"region": region, "helped": _HELPED, "lines": _lines(on)}


@lru_cache(maxsize=8)
def _lines(on: date) -> str:
    policies = list_line_policies()
    lines = [
        {"place": place, "year": year, "fen": line.amount_fen}
        for place in sorted(list_line_places(on) | {""})
        for year in range(on.year - 10, on.year + 1)
        if (line := find_line(policies, LineKind.DIBAO, region=place, year=year))
    ]
    return orjson.dumps(lines).decode()
