from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.duty import arisen_from
from services.funds.store.disclosure import list_entries_of
from services.funds.store.duty import add_duties


async def owe_duties(session: AsyncSession, entry_ids: Collection[UUID]) -> None:
    """Write down who has to publish these public entries, where and by when; each duty once. Nobody else is told.

    Entries of before the first policy bring none.
    """
    entries = await list_entries_of(session, entry_ids)
    await add_duties(session, [arisen_from(PublicEntry.read(entry.canonical)) for entry in entries])
