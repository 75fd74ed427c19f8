"""Somebody has seen all that stands in their inbox."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.inbox import list_unread, put_receipts
from shared.security import Principal


async def read_all_messages(session: AsyncSession, *, posts: Collection[UUID], by: Principal, at: datetime) -> int:
    """Each unread message of these posts has its receipt; how many were unread."""
    unread = await list_unread(session, by, posts, at=at)

    await put_receipts(session, unread, subject=by.subject, at=at)
    return len(unread)
