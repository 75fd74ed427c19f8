"""What stands in a file, household by household, before anybody judged it."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.lay_out_import import lay_out_import
from services.registry.rules.export import NotTheExport
from services.registry.rules.preview import ImportState
from services.registry.store.import_stretch import WAITING, laid_out_in, lock_stretch
from services.registry.store.register_import import find_file
from tests.builders.imports import entries_of, laid_out, received
from tests.builders.registry import ON, a_household, an_xlsx


async def test_a_file_that_was_laid_out_lies_in_stretches_and_is_itself_gone(session: AsyncSession) -> None:
    sent = await laid_out(session, an_xlsx([*a_household(3), *a_household(2, code="3713110000000002", first_sequence=101)]))
    assert (sent.state, sent.rows, sent.entries) == (ImportState.COMPARING, 5, 2)
    assert await find_file(session, sent.id) is None
    stretch = await lock_stretch(session, sent.id, state=WAITING)
    assert stretch is not None
    first, second = laid_out_in(stretch)[0]
    assert [row.texts["姓名"] for row in first.rows] == ["王小明", "王小芳", "王小强"]
    assert (second.code, second.number, len(second.rows)) == ("3713110000000002", 2, 2)


async def test_what_nobody_compared_yet_stands_in_no_preview(session: AsyncSession) -> None:
    sent = await laid_out(session, an_xlsx(a_household(3)))
    assert await entries_of(session, sent) == []


async def test_a_file_that_is_no_register_is_refused(session: AsyncSession) -> None:
    sent = await received(session, "姓名,年龄\n王小明,8\n".encode())
    file = await find_file(session, sent.id)
    assert file is not None
    with pytest.raises(NotTheExport):
        await lay_out_import(session, sent, file, on=ON)
