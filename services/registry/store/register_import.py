"""What became of the files that officers sent."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import RegisterImport
from shared.errors import NotFound


class NoSuchImport(NotFound):
    """没有找到这次导入"""


async def get_import(session: AsyncSession, import_id: UUID) -> RegisterImport:
    """Raises NoSuchImport, also for one that the asker may not see."""
    done = await session.get(RegisterImport, import_id)
    if done is None:
        raise NoSuchImport(import_id=import_id)
    return done
