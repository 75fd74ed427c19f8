"""Persons of whom it was told in a year that they bear too large a share of their in-policy costs (S6)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.policy.counters import IN_POLICY, PATIENT_IN_POLICY

# A year's account has no place of its own: the person is seen where their last standing settlement is, by who may see that.
_LIST = text("""
SELECT y.identity_hash, y.year, y.burden_share_told_at,
       coalesce(CAST(y.counters ->> CAST(:in_policy AS text) AS bigint), 0) AS in_policy_fen,
       coalesce(CAST(y.counters ->> CAST(:patient_in_policy AS text) AS bigint), 0) AS burden_fen,
       s.id AS settlement_id, s.region, s.hospital, s.settled_on, s.result -> 'persons' AS persons,
       s.result -> 'person_titles' AS person_titles, a.name_sealed, a.id_number_sealed
FROM year_account y
JOIN settlement s ON s.id = CAST(y.standing ->> -1 AS uuid)
JOIN admission a ON a.id = s.admission_id
WHERE y.year = :year AND y.burden_share_told_at IS NOT NULL AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
ORDER BY s.id LIMIT :limit
""").columns(persons=JSONB, person_titles=JSONB)


async def list_told(session: AsyncSession, *, year: int, after: UUID | None, limit: int) -> Sequence[RowMapping]:
    """By their last standing settlement, whatever their share has become since; without one they are not there."""
    asked = {"year": year, "after": after, "limit": limit, "in_policy": IN_POLICY, "patient_in_policy": PATIENT_IN_POLICY}
    return (await session.execute(_LIST, asked)).mappings().all()
