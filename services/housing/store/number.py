"""Numbers that people read out, given one after another in each series and village."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.number import Series, number_of
from shared.ids import uuid7

_TAKE = text("""
INSERT INTO number_series (id, series, region, last) VALUES (:id, :series, :region, :many)
ON CONFLICT (series, region) DO UPDATE SET last = number_series.last + excluded.last
RETURNING last
""")


async def take_number(session: AsyncSession, series: Series, region: str) -> str:
    """The next one."""
    [number] = await take_numbers(session, series, region)
    return number


async def take_numbers(session: AsyncSession, series: Series, region: str, *, many: int = 1) -> list[str]:
    """The next numbers of a series, of a village or of a county's year. Whoever takes one makes the others wait for the end of
    the transaction."""
    given = {"id": uuid7(), "series": series.value, "region": region, "many": many}
    last = (await session.execute(_TAKE, given)).scalar_one()
    return [number_of(series, region, at) for at in range(last - many + 1, last + 1)]
