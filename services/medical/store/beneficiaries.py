"""Who stands in the register on any day, as registry has told us, and what papers we have been shown of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.eligibility import COVER_CLASS
from services.medical.rules.roster import Head
from shared.vault import unseal

# `until_on` says whether a later row exists even where it lies in another county, and may not be seen from here.
_STANDING = text("""
WITH known AS (
    SELECT identity_hash, person_id, household_id, region, classes FROM beneficiary
    WHERE in_force_on <= :on AND (until_on IS NULL OR until_on > :on) AND starts_with(region, :region)
), covered AS (
    SELECT DISTINCT ON (identity_hash) identity_hash, person_id, household_id, region FROM cover
    WHERE in_force_on <= :on AND starts_with(region, :region) ORDER BY identity_hash, in_force_on
), head AS (
    SELECT identity_hash, coalesce(k.person_id, c.person_id) AS person_id,
           coalesce(k.household_id, c.household_id) AS household_id, coalesce(k.region, c.region) AS region,
           coalesce(k.classes, '[]') || CASE WHEN c.person_id IS NULL THEN '[]' ELSE CAST(:of_covered AS jsonb) END AS classes
    FROM known k FULL JOIN covered c USING (identity_hash)
)
SELECT * FROM head
WHERE classes <> '[]' AND (:person_class = '' OR jsonb_exists(classes, :person_class))
  AND person_id > CAST(:after AS uuid)
ORDER BY person_id LIMIT :limit
""").columns(classes=JSONB)
_OF_COVERED = orjson.dumps([COVER_CLASS]).decode()
_FIRST = UUID(int=0)

_PAPERS = text("""
SELECT DISTINCT ON (identity_hash) identity_hash, id_number_sealed, name_sealed
FROM (SELECT identity_hash, id_number_sealed, name_sealed, id FROM admission WHERE identity_hash = ANY(:hashes)
      UNION ALL
      SELECT identity_hash, id_number_sealed, name_sealed, id FROM enrolment WHERE identity_hash = ANY(:hashes)) AS shown
ORDER BY identity_hash, id DESC
""")


@dataclass(frozen=True, slots=True)
class Papers:
    """A person's ID number and name as they were last shown to us, unsealed."""

    id_number: str
    name: str


async def list_heads(
    session: AsyncSession, *, on: date, region: str, person_class: str = "", after: UUID | None = None, limit: int
) -> list[Head]:
    """Everyone with a class on that day in a region (a prefix of codes, empty for all), by person id; one more than `limit`."""
    asked: dict[str, Any] = {"on": on, "region": region, "person_class": person_class, "of_covered": _OF_COVERED}
    found = await session.execute(_STANDING, asked | {"after": after or _FIRST, "limit": limit + 1})
    return [
        Head(row.identity_hash, row.person_id, row.household_id, row.region, tuple(dict.fromkeys(row.classes))) for row in found
    ]


async def find_papers(session: AsyncSession, hashes: Collection[str]) -> dict[str, Papers]:
    """Of those whom a hospital or an enrolment file has shown to us, by identity hash. Registry's events carry no papers."""
    if not hashes:
        return {}
    shown = await session.execute(_PAPERS, {"hashes": list(hashes)})
    return {row.identity_hash: Papers(unseal(row.id_number_sealed), unseal(row.name_sealed)) for row in shown}
