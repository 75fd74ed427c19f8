"""Somebody reads a message in their inbox: that is its receipt."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.inbox import get_message, put_receipts
from services.notifier.tables import Message
from shared.security import Principal


async def read_message(
    session: AsyncSession, message_id: UUID, *, posts: Collection[UUID], by: Principal, at: datetime
) -> Message:
    """One that went to one of these posts; the first reading counts. Nobody is told. Raises NoSuchMessage."""
    message = await get_message(session, message_id, posts, at=at)

    await put_receipts(session, [message.id], subject=by.subject, at=at)
    return message
