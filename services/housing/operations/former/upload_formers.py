import asyncio
from datetime import datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.former_file import Decision
from services.housing.store.former_file import plan_list, read_list
from services.housing.tables import FormerFile
from shared.clock import china
from shared.security import Principal
from shared.vault import seal_bytes


async def upload_formers(session: AsyncSession, content: bytes, *, region: str, by: Principal, at: datetime) -> FormerFile:
    """A county brings its renovations of earlier years: they are looked through, and nothing is taken in yet. Nobody is told.

    Raises OutsideRegion, the refusals of `shared.grid`, NotAFormerList, NoFormerRows.
    """
    by.must_cover(region, pointer="/region")
    rows, read = await asyncio.to_thread(read_list, content, on=china(at).date())
    plan = await plan_list(session, rows, read, region=region)

    file = FormerFile(
        region=region,
        content_sealed=await asyncio.to_thread(seal_bytes, content),
        sha256=sha256(content).hexdigest(),
        rows=len(rows),
        entering=plan.count(Decision.ENTER),
        updating=plan.count(Decision.UPDATE),
        unchanged=plan.count(Decision.UNCHANGED),
        refused=plan.count(Decision.REFUSED),
        faults=[vars(fault) for fault in plan.faults],
        uploaded_by=by.subject,
        uploaded_at=at,
    )
    session.add(file)
    await session.flush()
    return file
