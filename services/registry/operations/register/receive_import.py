"""Receive a register file: kept sealed until it was read, which takes its time."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import ImportState
from services.registry.store.import_stretch import FILE
from services.registry.tables import ImportStretch, RegisterImport
from shared import clock
from shared.security import Principal
from shared.vault import seal, seal_bytes


async def receive_import(
    session: AsyncSession, content: bytes, *, file_name: str, is_to_be_committed: bool, by: Principal
) -> RegisterImport:
    """Nothing of it is judged yet. `is_to_be_committed`: what is sound comes in without being asked again."""
    received = RegisterImport(
        region=by.region,
        by=by.subject,
        role=by.role.value,
        org=by.org,
        state=ImportState.RECEIVED,
        is_to_be_committed=is_to_be_committed,
        file_name_sealed=seal(file_name),
        imported_at=clock.now(),
    )
    session.add(received)
    await session.flush()
    file = ImportStretch(
        import_id=received.id, region=by.region, number=0, state=FILE, households=0, content_sealed=seal_bytes(content)
    )
    session.add(file)
    await session.flush()
    return received
