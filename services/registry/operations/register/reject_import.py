"""Reject a file that cannot be read: why, and how to mend it, stand in its place."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import ImportState
from services.registry.tables import ImportStretch, RegisterImport
from shared.errors import Refusal


async def reject_import(session: AsyncSession, received: RegisterImport, file: ImportStretch, why: Refusal) -> None:
    """The officer who sent it has left the door already, and finds the answer with the import."""
    received.state = ImportState.UNREADABLE
    received.problem = {"code": why.code, "title": why.title, "mend": why.mend, **why.told}
    session.add(received)
    await session.delete(file)
    await session.flush()
