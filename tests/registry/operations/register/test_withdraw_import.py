"""What is withdrawn never happened, and nothing is kept of it."""

import pytest
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.withdraw_import import withdraw_import
from services.registry.rules.preview import ImportState, NoPreview
from services.registry.tables import Household, ImportStretch
from tests.builders.imports import committed, previewed
from tests.builders.registry import a_household, an_xlsx


async def test_a_withdrawn_preview_leaves_its_counts_and_nothing_of_people(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx(a_household(2)))
    await withdraw_import(session, sent)
    assert (sent.state, sent.rows) == (ImportState.WITHDRAWN, 2)
    assert (await session.exec(select(func.count()).select_from(ImportStretch))).one() == 0
    assert (await session.exec(select(func.count()).select_from(Household))).one() == 0


async def test_what_came_in_is_not_withdrawn(session: AsyncSession) -> None:
    sent = await committed(session, an_xlsx(a_household(2)))
    with pytest.raises(NoPreview):
        await withdraw_import(session, sent)
