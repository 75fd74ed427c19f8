"""What was previewed comes in, or nothing does and the households are named."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.commit_import import commit_import
from services.registry.operations.register.import_register import import_register
from services.registry.operations.register.withdraw_import import withdraw_import
from services.registry.rules.preview import (
    ImportState,
    NoPreview,
    NothingToTakeIn,
    PreviewExpired,
    RegisterChangedSince,
)
from tests.builders.imports import AT, OFFICER, previewed
from tests.builders.registry import ON, a_household, an_xlsx

OTHERS = a_household(2, code="3713110000000002", first_sequence=101)


async def test_a_committed_preview_comes_in_in_the_name_of_whoever_committed_it(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx(a_household(2)))
    await commit_import(session, sent, by=OFFICER, at=AT)
    assert (sent.state, sent.by, sent.reached) == (ImportState.COMMITTING, OFFICER.subject, 0)


async def test_a_household_that_came_in_meanwhile_is_named_and_nothing_comes_in(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx([*a_household(2), *OTHERS]))
    await import_register(session, an_xlsx(OTHERS), by=OFFICER, on=ON)
    with pytest.raises(RegisterChangedSince) as refused:
        await commit_import(session, sent, by=OFFICER, at=AT)
    assert refused.value.facts == {"households": ["3713110000000002"], "households_total": 1}


async def test_a_person_who_was_changed_meanwhile_is_enough(session: AsyncSession) -> None:
    rows = a_household(2)
    await import_register(session, an_xlsx(rows), by=OFFICER, on=ON)
    sent = await previewed(session, an_xlsx([rows[0], rows[1] | {"姓名": "王小花"}]))
    await import_register(session, an_xlsx([rows[0], rows[1] | {"姓名": "王小草"}]), by=OFFICER, on=ON)
    with pytest.raises(RegisterChangedSince):
        await commit_import(session, sent, by=OFFICER, at=AT)


async def test_a_preview_lives_a_day(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx(a_household(2)))
    with pytest.raises(PreviewExpired):
        await commit_import(session, sent, by=OFFICER, at=AT + timedelta(days=1, seconds=1))


async def test_a_preview_is_committed_once_and_not_after_it_was_withdrawn(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx(a_household(2)))
    await commit_import(session, sent, by=OFFICER, at=AT)
    with pytest.raises(NoPreview):
        await commit_import(session, sent, by=OFFICER, at=AT)
    other = await previewed(session, an_xlsx(OTHERS))
    await withdraw_import(session, other)
    with pytest.raises(NoPreview):
        await commit_import(session, other, by=OFFICER, at=AT)


async def test_a_file_that_changes_nothing_need_not_be_committed(session: AsyncSession) -> None:
    content = an_xlsx(a_household(2))
    await import_register(session, content, by=OFFICER, on=ON)
    sent = await previewed(session, content)
    with pytest.raises(NothingToTakeIn):
        await commit_import(session, sent, by=OFFICER, at=AT)
