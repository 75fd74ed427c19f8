"""Numbers that people read out, given one after another in each series, place and year."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.number import Series, number_of
from shared.ids import uuid7

_TAKE = text("""
INSERT INTO number_series (id, series, region, year, last) VALUES (:id, :series, :region, :year, :many)
ON CONFLICT (series, region, year) DO UPDATE SET last = number_series.last + excluded.last
RETURNING last
""")


async def take_numbers(session: AsyncSession, series: Series, region: str, year: int, *, many: int = 1) -> list[str]:
    """The next numbers of a place's series. Whoever takes one makes the others wait for the end of the transaction.

    Take them before any account is locked: that is the order everywhere.
    """
    given = {"id": uuid7(), "series": series.value, "region": region, "year": year, "many": many}
    last = (await session.execute(_TAKE, given)).scalar_one()
    return [number_of(series, region, year, at) for at in range(last - many + 1, last + 1)]
