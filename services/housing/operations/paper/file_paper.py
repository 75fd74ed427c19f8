"""Put a photo or a paper into a matter's file."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import cabinet, file_of, lock_region_of
from services.housing.tables import Paper
from shared.security import Principal


async def file_paper(session: AsyncSession, form: FilePaper, content: bytes, *, by: Principal, at: datetime) -> Paper:
    """Nobody else is told. Raises NoSuchMatter and the FILING_LAWS."""
    region = await lock_region_of(session, form.about, form.about_id)

    file = file_of(form.about, form.about_id)
    return await cabinet.put_in(session, form, content, file, region=region, by=by, at=at, kind=form.kind)
