"""Settlements that no longer fit, and the commands that made them anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson
from sqlalchemy import Date, String, Uuid, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.eligibility import COVER_CLASS
from services.medical.tables import ResettlementDue, Reversal

# Of each person and year the first settlement that stands, whose day lies within the days for which something new is known, and
# which was reckoned with something else. What a person was on a later day is not touched by what they were before.
_FIND_STALE = text("""
WITH news AS (SELECT * FROM jsonb_to_recordset(CAST(:news AS jsonb)) AS n(identity_hash text, classes jsonb, since_on date))
SELECT DISTINCT ON (s.identity_hash, s.year) s.id AS settlement_id, s.region, n.since_on
FROM news n
JOIN settlement s ON s.identity_hash = n.identity_hash AND s.settled_on >= n.since_on
JOIN year_account y ON y.identity_hash = account_of(s.identity_hash) AND y.year = s.year
JOIN LATERAL jsonb_array_elements_text(y.standing) WITH ORDINALITY AS at(id, place) ON at.id = s.id::text
WHERE CASE WHEN jsonb_typeof(n.classes) = 'array'
      THEN (s.result -> 'persons') - :cover_class <> n.classes AND NOT EXISTS (
           SELECT FROM beneficiary b WHERE b.identity_hash = s.identity_hash
           AND b.in_force_on > n.since_on AND b.in_force_on <= s.settled_on)
      ELSE NOT jsonb_exists(s.result -> 'persons', :cover_class) END
ORDER BY s.identity_hash, s.year, at.place
""").columns(settlement_id=Uuid, region=String, since_on=Date)


@dataclass(frozen=True, slots=True)
class News:
    """What is now known of a person from a day on; without classes, that a case has opened cover for them."""

    identity_hash: str
    since_on: date
    classes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """A settlement from which on a person's year should be settled again."""

    settlement_id: UUID
    region: str
    since_on: date


async def find_stale(session: AsyncSession, news: Collection[News]) -> list[Stale]:
    """Of each person and year the first settlement that was made without knowing this."""
    rows = [{"identity_hash": one.identity_hash, "classes": one.classes, "since_on": one.since_on} for one in news]
    found = await session.execute(_FIND_STALE, {"news": orjson.dumps(rows).decode(), "cover_class": COVER_CLASS})
    return [Stale(**row) for row in found.mappings()]


async def note_dues(session: AsyncSession, dues: Collection[ResettlementDue]) -> None:
    """A settlement is noted once while it waits."""
    if dues:
        await session.execute(insert(ResettlementDue).values([due.model_dump() for due in dues]).on_conflict_do_nothing())


async def close_dues(session: AsyncSession, settlement_ids: Collection[UUID], *, resettlement_id: UUID) -> None:
    """What was noted of these settlements is done."""
    await session.execute(
        update(ResettlementDue)
        .where(col(ResettlementDue.settlement_id).in_(settlement_ids), col(ResettlementDue.resettlement_id).is_(None))
        .values(resettlement_id=resettlement_id)
    )


async def list_dues(session: AsyncSession, *, after: UUID | None, limit: int) -> list[ResettlementDue]:
    """Those that wait and are to be seen, oldest first, one more than `limit`.

    A settlement that was reversed meanwhile waits for nothing any more; those after it were noted when it was.
    """
    is_reversed = select(Reversal.id).where(col(Reversal.settlement_id) == col(ResettlementDue.settlement_id)).exists()
    query = select(ResettlementDue).where(col(ResettlementDue.resettlement_id).is_(None), ~is_reversed)
    if after is not None:
        query = query.where(col(ResettlementDue.id) > after)
    return list(await session.exec(query.order_by(col(ResettlementDue.id)).limit(limit + 1)))
