"""Keep a file of a hospital: what it sent by 9101, or what it may fetch by 9102."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store.national import files
from services.medical.tables import NationalFile
from shared.security import Principal
from shared.vault import seal_bytes


async def keep_file(session: AsyncSession, *, title: str, content: bytes, by: Principal) -> NationalFile:
    """Sealed, because its lines are people's bills."""
    file = NationalFile(hospital=by.org, region=by.org[1:7], title=title, content_sealed=seal_bytes(content))
    await files.add_file(session, file)
    return file
