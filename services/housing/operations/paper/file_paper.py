"""Put a photo or a paper into a matter's file."""

import asyncio
from datetime import datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.paper import PAPERS_OF_A_MATTER
from services.housing.schemas.paper import FilePaper
from services.housing.store import paper as papers
from services.housing.tables import Paper
from shared import rows
from shared.clock import china
from shared.papers import AlreadyFiled, TooManyPapers, as_kept, media_type_of
from shared.security import Principal


async def file_paper(session: AsyncSession, form: FilePaper, content: bytes, *, by: Principal, at: datetime) -> Paper:
    """Nobody else is told. Raises NoSuchMatter, EmptyPaper, PaperTooLarge, NeitherPhotoNorPaper, BrokenPhoto, PhotoTooLarge,
    AlreadyFiled, TooManyPapers."""
    region = await papers.lock_region_of(session, form.about, form.about_id)
    digest = sha256(content).hexdigest()

    media_type = media_type_of(content)
    kept = await asyncio.to_thread(as_kept, content, media_type, keeps_particulars=form.keeps_particulars)
    if same := await papers.find_same(session, form.about, form.about_id, digest):
        raise AlreadyFiled(pointer="/file", paper_id=str(same.id))
    if await papers.count_papers(session, form.about, form.about_id) >= PAPERS_OF_A_MATTER:
        raise TooManyPapers

    paper = Paper(
        about=form.about,
        about_id=form.about_id,
        region=region,
        kind=form.kind,
        title=form.title,
        media_type=media_type,
        size_bytes=len(kept),
        sha256=digest,
        taken_on=form.taken_on or (china(form.taken_at).date() if form.taken_at else None),
        taken_at=form.taken_at,
        has_particulars=kept == content and form.keeps_particulars,
        filed_by=by.subject,
        filed_at=at,
    )
    # One after the other: whether the content may be written is asked of the paper that is there.
    await rows.insert(session, paper)
    session.add(papers.content_of(paper, kept))
    await session.flush()
    return paper
