"""Expire previews that nobody committed, and rows that went back long ago: what was held of people is deleted."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import KEPT, LIFETIME, ImportState
from services.registry.store.register_import import delete_content, delete_what_went_back, list_previews

AT_ONCE = 100


async def expire_imports(session: AsyncSession, *, at: datetime) -> int:
    """How many previews expired; at most a hundred, the others at the next time."""
    old = await list_previews(session, older_than=at - LIFETIME, limit=AT_ONCE)
    for each in old:
        each.state, each.faults, each.advice = ImportState.EXPIRED, [], []
        session.add(each)
    await delete_content(session, [each.id for each in old])
    await delete_what_went_back(session, before=at - KEPT)
    await session.flush()
    return len(old)
