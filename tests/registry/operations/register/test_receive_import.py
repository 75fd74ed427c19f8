"""A file is kept sealed until it was read, and then no longer."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import ImportState
from tests.builders.imports import received
from tests.builders.registry import a_csv, a_household


async def test_a_received_file_is_sealed_and_nothing_of_it_stands_in_the_audit(session: AsyncSession) -> None:
    content = a_csv(a_household(2))
    sent = await received(session, content)
    assert (sent.state, sent.rows) == (ImportState.RECEIVED, 0)
    stored = str((await session.execute(text("SELECT content_sealed FROM import_stretch"))).all())
    audited = str((await session.execute(text("SELECT after FROM audit WHERE thing = 'import_stretch'"))).all())
    assert "王小明" not in stored + audited
    assert "content_sealed" not in audited
