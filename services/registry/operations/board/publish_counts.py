"""Publish the figures of the month that ended, once."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.board import Cell, hidden, last_month_end
from services.registry.rules.timing import SMALL
from services.registry.store.board import Whole, count_counties, find_published_day
from services.registry.tables import PublicCount
from shared import rows


async def publish_counts(session: AsyncSession, *, on: date) -> int:
    """Nobody is told: whoever wants the figures reads them. Returns how many were published, none if they had been."""
    day = last_month_end(on)
    if await find_published_day(session, until=day) == day:
        return 0
    counties = await count_counties(session, on=day)

    figures = [figure for county, whole in counties.items() for figure in _published(county, whole, day)]

    await rows.insert(session, *figures)
    return len(figures)


def _published(county: str, whole: Whole, day: date) -> list[PublicCount]:
    if whole.households < SMALL:
        return []
    shown = [cell for by in {cell.by for cell in whole.cells} for cell in hidden([cell for cell in whole.cells if cell.by is by])]
    all_of_it = PublicCount(region=county, counted_on=day, by="", key="", households=whole.households, persons=whole.persons)
    return [all_of_it, *(_figure(county, day, cell) for cell in shown)]


def _figure(county: str, day: date, cell: Cell) -> PublicCount:
    return PublicCount(region=county, counted_on=day, by=cell.by, key=cell.key, households=cell.households, persons=cell.persons)
