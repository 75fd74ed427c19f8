"""Let the hospital's serials of withdrawn lines be used again."""

from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store.national import stays
from services.medical.tables import Admission


async def release_serials(session: AsyncSession, stay: Admission, line_nos: Collection[int]) -> None:
    """The lines themselves stay in the bill with the refunds that take them back. The stay is locked."""
    await stays.remove_serials(session, stay.id, line_nos)
