"""Each month's figures are published once, and small ones never."""

from datetime import date

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.board.publish_counts import publish_counts
from services.registry.operations.register.import_register import import_register
from services.registry.tables import PublicCount
from tests.builders.registry import ON, a_household, an_xlsx
from tests.builders.registry_file import OFFICER

JULY_1, AUGUST_1 = date(2020, 7, 1), date(2020, 8, 1)


async def households(session: AsyncSession, *causes: str, first: int = 1) -> None:
    rows = [
        row | {"主要致贫原因": cause}
        for at, cause in enumerate(causes, start=first)
        for row in a_household(1, code=f"37131100000{at:05d}", first_sequence=11 + 2 * at)
    ]
    await import_register(session, an_xlsx(rows, columns=list(rows[0])), by=OFFICER, on=ON)


async def figures(session: AsyncSession, on: date, by: str) -> dict[str, int | None]:
    query = select(PublicCount).where(PublicCount.counted_on == on, PublicCount.by == by)
    return {figure.key: figure.households for figure in await session.exec(query)}


async def test_a_county_s_figures_are_published_with_the_small_ones_hidden(session: AsyncSession) -> None:
    await households(session, *["因病"] * 30, *["因残"] * 9, "因学")
    assert await publish_counts(session, on=JULY_1) > 0
    june = date(2020, 6, 30)
    assert await figures(session, june, "") == {"": 40}
    assert await figures(session, june, "cause") == {"因病": 30, "因残": None, "因学": None}
    assert await figures(session, june, "poverty") == {"none": 40}


async def test_what_was_published_stays_as_it_was(session: AsyncSession) -> None:
    await households(session, *["因病"] * 6)
    await publish_counts(session, on=JULY_1)
    await households(session, *["因病"] * 3, first=50)
    assert await publish_counts(session, on=JULY_1) == 0
    assert await figures(session, date(2020, 6, 30), "") == {"": 6}
    assert await publish_counts(session, on=AUGUST_1) > 0
    assert await figures(session, date(2020, 7, 31), "") == {"": 9}


async def test_a_county_of_a_few_households_is_not_published_at_all(session: AsyncSession) -> None:
    await households(session, "因病", "因残", "因学", "因灾")
    assert await publish_counts(session, on=JULY_1) == 0
