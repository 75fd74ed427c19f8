"""Put a photo or a paper into a household's file."""

import asyncio
from hashlib import sha256
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.paper import PAPERS_OF_A_HOUSEHOLD, AlreadyFiled, TooManyPapers
from services.registry.schemas.paper import FilePaper
from services.registry.store import household as households
from services.registry.store import paper as papers
from services.registry.tables import Paper
from shared import clock, rows
from shared.papers import as_kept, media_type_of
from shared.security import Principal


async def file_paper(session: AsyncSession, form: FilePaper, content: bytes, *, household_id: UUID, by: Principal) -> Paper:
    """Nobody else is told. Raises NoSuchHousehold, NoSuchPerson, EmptyPaper, PaperTooLarge, NeitherPhotoNorPaper, BrokenPhoto,
    PhotoTooLarge, AlreadyFiled, TooManyPapers."""
    household = await households.lock_household(session, household_id)
    person = await households.get_person(session, form.person_id) if form.person_id else None
    digest = sha256(content).hexdigest()

    media_type = media_type_of(content)
    kept = await asyncio.to_thread(as_kept, content, media_type, keeps_particulars=form.keeps_particulars)
    if person and person.household_id != household_id:
        raise households.NoSuchPerson(pointer="/person_id", person_id=person.id)
    if same := await papers.find_same(session, household_id, digest):
        raise AlreadyFiled(pointer="/file", paper_id=same.id)
    if await papers.count_papers(session, household_id) >= PAPERS_OF_A_HOUSEHOLD:
        raise TooManyPapers

    paper = Paper(
        household_id=household_id,
        person_id=form.person_id,
        region=household.region,
        title=form.title,
        media_type=media_type,
        size_bytes=len(kept),
        sha256=digest,
        taken_on=form.taken_on,
        has_particulars=kept == content and form.keeps_particulars,
        filed_by=by.subject,
        filed_at=clock.now(),
    )
    # One after the other: whether the content may be written is asked of the paper that is there.
    await rows.insert(session, paper)
    session.add(papers.content_of(paper, kept))
    await session.flush()
    return paper
