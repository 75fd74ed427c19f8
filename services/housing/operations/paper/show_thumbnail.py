"""Hand out a photo as small as a wall of photos shows it, made once, and leave a trace of who looked."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.photo_wall import THUMBNAIL_SIDE, NoThumbnail
from services.housing.store import paper as papers
from services.housing.store.photo_wall import find_thumbnail, keep_thumbnail
from services.housing.tables import PaperRead
from shared import rows
from shared.papers import MediaType, as_shown
from shared.security import Principal


async def show_thumbnail(session: AsyncSession, paper_id: UUID, *, by: Principal, at: datetime) -> bytes:
    """A JPEG with nothing in it but the picture, whatever the photo was kept with. Raises NoSuchPaper, NoThumbnail, BrokenPhoto,
    PhotoTooLarge."""
    paper = await papers.get_paper(session, paper_id)
    made = await find_thumbnail(session, paper_id)

    if paper.media_type is MediaType.PDF:
        raise NoThumbnail(paper_id=str(paper_id))

    if made is None:
        made = await asyncio.to_thread(as_shown, await papers.cabinet.get_content(session, paper), side=THUMBNAIL_SIDE)
        await keep_thumbnail(session, paper_id, made, at=at)
    trace = PaperRead(paper_id=paper.id, region=paper.region, read_by=by.subject, role=by.role, read_at=at)
    await rows.insert(session, trace)
    return made
