"""Compare a stretch of a file with the register: what would be new, what otherwise, and who may not come in."""

import asyncio
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.import_stretch import entries_in, keep
from services.registry.store.register_import import finish_stretch, tell
from services.registry.store.register_state import compare
from services.registry.tables import ImportStretch
from shared.database import EVERYWHERE


async def compare_stretch(session: AsyncSession, stretch: ImportStretch, *, at: datetime) -> None:
    """The caller has locked the stretch. After the last one the preview is there."""
    entries = await asyncio.to_thread(entries_in, stretch)

    compared = await compare(session, entries, within=stretch.region.removesuffix(EVERYWHERE))

    await asyncio.to_thread(keep, stretch, compared)
    of = await finish_stretch(session, stretch, at=at)
    tell(of, [fault for each in compared for fault in each.faults], [fault for each in compared for fault in each.advice])
    await session.flush()
