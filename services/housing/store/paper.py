"""The photos and papers of matters."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import PhotoView
from services.housing.rules.paper import PAPERS_OF_A_MATTER, NoSuchMatter, NoSuchPaper, PaperAbout
from services.housing.tables import House, Paper, PaperContent, PaperRead, Relocation, Renovation, Survey
from shared.filing.cabinet import Cabinet

MATTERS: dict[PaperAbout, Any] = {
    PaperAbout.HOUSE: House,
    PaperAbout.SURVEY: Survey,
    PaperAbout.RENOVATION: Renovation,
    PaperAbout.RELOCATION: Relocation,
}
"""The table of each matter that has a file, each with an `id` and a `region`: whoever sees the matter may see its file."""

cabinet = Cabinet(Paper, PaperContent, PaperRead, limit=PAPERS_OF_A_MATTER)


def file_of(about: PaperAbout, about_id: UUID) -> dict[str, Any]:
    return {"about": about, "about_id": about_id}


async def lock_region_of(session: AsyncSession, about: PaperAbout, about_id: UUID) -> str:
    """The region of a matter, which is locked, so that its papers come one after another. Raises NoSuchMatter."""
    table = MATTERS[about]
    found = (await session.exec(select(table.region).where(table.id == about_id).with_for_update())).first()
    if found is None:
        raise NoSuchMatter(pointer="/about_id", about=about.value, about_id=str(about_id))
    return str(found)


async def check_matter(session: AsyncSession, about: PaperAbout, about_id: UUID) -> None:
    """Whether there is such a matter that the asker may see. Raises NoSuchMatter."""
    table = MATTERS[about]
    if (await session.exec(select(table.id).where(table.id == about_id))).first() is None:
        raise NoSuchMatter(pointer="/about_id", about=about.value, about_id=str(about_id))


async def get_paper(session: AsyncSession, paper_id: UUID, *, locked: bool = False) -> Paper:
    """Raises NoSuchPaper, also for one that the asker may not see."""
    paper = await session.get(Paper, paper_id, with_for_update=locked or None, populate_existing=locked)
    if paper is None:
        raise NoSuchPaper(paper_id=str(paper_id))
    return paper


async def list_views(session: AsyncSession, about: PaperAbout, about_id: UUID) -> set[PhotoView]:
    """What the standing photos of a file show."""
    shown = select(Paper.kind).where(*cabinet.standing_in(file_of(about, about_id)), col(Paper.kind).in_(list(PhotoView)))
    return {PhotoView(kind) for kind in await session.exec(shown)}


async def list_standing_ids(session: AsyncSession, about: PaperAbout, about_id: UUID) -> set[UUID]:
    """Of the papers of a file that were not withdrawn."""
    return set(await session.exec(select(Paper.id).where(*cabinet.standing_in(file_of(about, about_id)))))


async def find_views(session: AsyncSession, survey_ids: Collection[UUID]) -> dict[UUID, set[PhotoView]]:
    """What the standing photos of many surveys show; those without photos are left out."""
    query = select(Paper.about_id, Paper.kind).where(
        Paper.about == PaperAbout.SURVEY, col(Paper.about_id).in_(survey_ids), col(Paper.withdrawn_at).is_(None)
    )
    shown = dict[UUID, set[PhotoView]]()
    for survey_id, kind in await session.exec(query.where(col(Paper.kind).in_(list(PhotoView)))):
        shown.setdefault(survey_id, set()).add(PhotoView(kind))
    return shown
