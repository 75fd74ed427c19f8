"""Previews that nobody committed, and rows that went back long ago, are deleted."""

from datetime import timedelta

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.expire_imports import expire_imports
from services.registry.rules.preview import ImportState
from services.registry.tables import ImportStretch
from tests.builders.imports import AT, committed, entries_of, previewed
from tests.builders.registry import a_household, an_xlsx


async def test_a_preview_expires_after_a_day_and_not_before(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx(a_household(2)))
    assert await expire_imports(session, at=AT + timedelta(hours=23)) == 0
    assert await expire_imports(session, at=AT + timedelta(hours=25)) == 1
    assert sent.state is ImportState.EXPIRED
    assert (await session.exec(select(func.count()).select_from(ImportStretch))).one() == 0


async def test_the_rows_that_went_back_can_be_fetched_for_a_month(session: AsyncSession) -> None:
    bad = a_household(2, code="3713110000000002", first_sequence=101)
    bad[0]["姓名"] = ""
    sent = await committed(session, an_xlsx([*a_household(2), *bad]))
    await expire_imports(session, at=AT + timedelta(days=29))
    assert len(await entries_of(session, sent)) == 1
    await expire_imports(session, at=AT + timedelta(days=31))
    assert await entries_of(session, sent) == []
