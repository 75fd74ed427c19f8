"""Public entries that are grants, as 360Giving tells of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.giving import TO_HOUSEHOLDS, Class
from services.funds.rules.open_package import Edition
from services.funds.rules.public_text import SMALL
from services.funds.store.open_data import covered

_HOUSEHOLDS = ", ".join(f"'{kind.value}'" for kind in TO_HOUSEHOLDS)

# What a donation gave to households is told when each of them is paid, so its use is not told besides.
_GRANTS = f"""
    FROM disclosure d LEFT JOIN log_entry e ON e.disclosure_id = d.id
    LEFT JOIN donation_use u ON d.kind = 'donation-use' AND u.disclosure_id = d.id
    WHERE coalesce(e.position, :unlogged) < :size AND (CAST(:year AS int) = 0 OR extract(year FROM d.published_on)::int = :year)
      AND (d.kind IN ({_HOUSEHOLDS}) OR (d.kind = 'donation-use' AND u.kind <> 'household'))
"""
_PAGE = text(f"""
    SELECT d.id, d.canonical, EXISTS (
        SELECT FROM disclosure r LEFT JOIN log_entry f ON f.disclosure_id = r.id
        WHERE r.corrects_id = d.id AND coalesce(f.position, :unlogged) < :size) AS is_returned
    {_GRANTS} AND d.id > :after ORDER BY d.id LIMIT :limit
""")  # noqa: S608  our own words
_IS_ANY = text(f"SELECT EXISTS (SELECT {_GRANTS})")
# Households, not payments: who is paid each month is not twelve.
_SMALL = text(f"""
    SELECT g.region, g.programme FROM (
        SELECT d.id, d.region, coalesce(d.canonical::jsonb ->> 'programme', '') AS programme
        {_GRANTS} AND d.kind IN ({_HOUSEHOLDS})) g
    LEFT JOIN payment y ON y.disclosure_id = g.id
    GROUP BY 1, 2 HAVING count(DISTINCT coalesce(y.household_id, g.id)) < {SMALL}
""")  # noqa: S608


_YEARS = text(f"SELECT DISTINCT extract(year FROM d.published_on)::int {_GRANTS} ORDER BY 1 DESC")  # noqa: S608


async def list_grant_years(session: AsyncSession, edition: Edition) -> list[int]:
    """The years in which grants were published, the latest first."""
    return list((await session.execute(_YEARS, covered(edition) | {"year": 0})).scalars())


async def list_grants(session: AsyncSession, edition: Edition, *, year: int, after: UUID, limit: int) -> Sequence[Any]:
    """A year's grants, the earliest first, each with whether it came back."""
    asked = covered(edition) | {"year": year, "after": after, "limit": limit}
    return (await session.execute(_PAGE, asked)).all()


async def has_grants(session: AsyncSession, edition: Edition, year: int) -> bool:
    return bool((await session.execute(_IS_ANY, covered(edition) | {"year": year})).scalar_one())


async def list_small_classes(session: AsyncSession, edition: Edition, year: int) -> frozenset[Class]:
    """Towns and programmes with so few payments to households in a year that more than the sum would tell who they are."""
    rows = await session.execute(_SMALL, covered(edition) | {"year": year})
    return frozenset((row.region, row.programme) for row in rows)
