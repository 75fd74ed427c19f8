"""Hand out a photo small enough for a page, and leave a trace of who looked."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.renovation_paper import must_be_photo
from services.housing.store import paper as papers
from services.housing.tables import PaperRead
from shared import rows
from shared.papers import as_shown
from shared.security import Principal


async def show_photo(session: AsyncSession, paper_id: UUID, *, side: int, by: Principal, at: datetime) -> bytes:
    """A JPEG no side of which is longer than `side` pixels. Raises NoSuchPaper, NotAPhoto, BrokenPhoto, PhotoTooLarge."""
    paper = await papers.get_paper(session, paper_id)
    must_be_photo(paper.media_type)
    made = await asyncio.to_thread(as_shown, await papers.get_content(session, paper), side=side)
    trace = PaperRead(paper_id=paper.id, region=paper.region, read_by=by.subject, role=by.role, read_at=at)
    await rows.insert(session, trace)
    return made
