import asyncio
from datetime import datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.schemas.disaster import refused_rows
from services.housing.store.disaster_list import plan_list, read_list
from services.housing.tables import DisasterList
from shared.clock import china
from shared.security import Principal
from shared.vault import seal_bytes


async def upload_disaster_list(
    session: AsyncSession, content: bytes, *, region: str, by: Principal, at: datetime
) -> DisasterList:
    """A county brings a list of whom a disaster struck: it is looked through, and nobody is struck by it yet. Nobody is told.

    Raises OutsideRegion, the refusals of `shared.grid`, NotADisasterList, NoStruckRows.
    """
    by.must_cover(region, pointer="/region")
    rows, read = await asyncio.to_thread(read_list, content, on=china(at).date())
    households, faults = await plan_list(session, read, region=region)

    file = DisasterList(
        region=region,
        content_sealed=await asyncio.to_thread(seal_bytes, content),
        sha256=sha256(content).hexdigest(),
        rows=len(rows),
        households=len(households),
        refused=refused_rows(faults),
        faults=[vars(fault) for fault in faults],
        uploaded_by=by.subject,
        uploaded_at=at,
    )
    session.add(file)
    await session.flush()
    return file
