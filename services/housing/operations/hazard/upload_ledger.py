import asyncio
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.hazard_file import plan_ledger, read_ledger
from services.housing.store.list_file import keep_file
from services.housing.tables import HazardFile
from shared.clock import china
from shared.security import Principal


async def upload_ledger(session: AsyncSession, content: bytes, *, region: str, by: Principal, at: datetime) -> HazardFile:
    """A county brings its own ledger: it is looked through, and nothing of it is taken in yet. Nobody is told.

    Raises OutsideRegion, the refusals of `shared.grid`, NotAHazardLedger, NoHazardRows.
    """
    by.must_cover(region, pointer="/region")
    rows, read = await asyncio.to_thread(read_ledger, content, on=china(at).date())
    plan = await plan_ledger(session, rows, read, region=region)

    return await keep_file(session, HazardFile, content, plan, region=region, by=by.subject, at=at)
