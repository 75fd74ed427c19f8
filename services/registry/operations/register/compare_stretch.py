"""Compare a stretch of a file with the register: who is sound, what would be new, what otherwise, and who may not come in."""

import asyncio
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import judged
from services.registry.store.import_stretch import keep, laid_out_in
from services.registry.store.register_import import finish_stretch, tell
from services.registry.store.register_state import compare
from services.registry.tables import ImportStretch
from shared.clock import china
from shared.database import EVERYWHERE


async def compare_stretch(session: AsyncSession, stretch: ImportStretch, *, at: datetime) -> None:
    """The caller has locked the stretch. After the last one the preview is there."""
    within = stretch.region.removesuffix(EVERYWHERE)
    entries, columns = await asyncio.to_thread(laid_out_in, stretch)

    by_themselves = await asyncio.to_thread(judged, entries, on=china(at).date(), within=within, columns=columns)
    compared = await compare(session, by_themselves, within=within)

    await asyncio.to_thread(keep, stretch, compared)
    of = await finish_stretch(session, stretch, at=at)
    tell(of, [fault for each in compared for fault in each.faults], [fault for each in compared for fault in each.advice])
    await session.flush()
