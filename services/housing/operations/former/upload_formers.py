import asyncio
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.former_file import plan_list, read_list
from services.housing.store.list_file import keep_file
from services.housing.tables import FormerFile
from shared.clock import china
from shared.security import Principal


async def upload_formers(session: AsyncSession, content: bytes, *, region: str, by: Principal, at: datetime) -> FormerFile:
    """A county brings its renovations of earlier years: they are looked through, and nothing is taken in yet. Nobody is told.

    Raises OutsideRegion, the refusals of `shared.grid`, NotAFormerList, NoFormerRows.
    """
    by.must_cover(region, pointer="/region")
    rows, read = await asyncio.to_thread(read_list, content, on=china(at).date())
    plan = await plan_list(session, rows, read, region=region)

    return await keep_file(session, FormerFile, content, plan, region=region, by=by.subject, at=at)
