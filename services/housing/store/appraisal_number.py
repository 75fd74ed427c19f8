"""Numbers that people read out, given one after another in each series, county and year."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_number import AppraisalSeries, number_of
from shared.ids import uuid7

_TAKE = text("""
INSERT INTO appraisal_number (id, series, region, year, last) VALUES (:id, :series, :region, :year, 1)
ON CONFLICT (series, region, year) DO UPDATE SET last = appraisal_number.last + 1
RETURNING last
""")


async def take_number(session: AsyncSession, series: AppraisalSeries, region: str, year: int) -> str:
    """The county's next. Whoever takes one makes the others wait for the end of the transaction: take it after all locks."""
    given = {"id": uuid7(), "series": series.value, "region": region[:6], "year": year}
    return number_of(series, region, year, (await session.execute(_TAKE, given)).scalar_one())
