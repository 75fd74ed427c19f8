"""A file that cannot be read says so where its preview would be."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.reject_import import reject_import
from services.registry.rules.export import MissingColumns
from services.registry.rules.preview import ImportState
from services.registry.store.register_import import find_file
from tests.builders.imports import received
from tests.builders.registry import a_csv, a_household


async def test_the_officer_finds_the_reason_and_the_file_is_deleted(session: AsyncSession) -> None:
    sent = await received(session, a_csv(a_household(1)))
    file = await find_file(session, sent.id)
    assert file is not None
    await reject_import(session, sent, file, MissingColumns(columns=["民族"]))
    assert sent.state is ImportState.UNREADABLE
    assert sent.problem is not None
    assert (sent.problem["code"], sent.problem["columns"]) == ("missing-columns", ["民族"])
    assert await find_file(session, sent.id) is None
