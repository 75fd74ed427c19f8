"""Files sent by 9101 and made for 9102."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import NationalFile
from shared import rows
from shared.errors import NotFound


class NoSuchFile(NotFound):
    """没有这个文件"""

    mend = "file_qury_no 请原样使用 9101 或 3202 答复中的值"


async def add_file(session: AsyncSession, file: NationalFile) -> None:
    await rows.insert(session, file)


async def get_file(session: AsyncSession, file_id: UUID) -> NationalFile:
    """Raises NoSuchFile, also for another hospital's."""
    file = await session.get(NationalFile, file_id)
    if file is None:
        raise NoSuchFile(pointer="/input/file_qury_no")
    return file
