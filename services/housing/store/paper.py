"""Papers, found and listed; their content unsealed for whoever may read it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import PhotoView
from services.housing.rules.paper import NoSuchMatter, NoSuchPaper, PaperAbout
from services.housing.tables import House, Paper, PaperContent, PaperRead, Survey
from shared.vault import seal_bytes, unseal_bytes

MATTERS: dict[PaperAbout, Any] = {PaperAbout.HOUSE: House, PaperAbout.SURVEY: Survey}
"""The table of each matter that has a file, each with an `id` and a `region`: whoever sees the matter may see its file."""


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


async def get_content(session: AsyncSession, paper: Paper) -> bytes:
    content = await session.get_one(PaperContent, paper.id)
    return unseal_bytes(content.content_sealed)


def content_of(paper: Paper, content: bytes) -> PaperContent:
    return PaperContent(id=paper.id, content_sealed=seal_bytes(content))


async def find_same(session: AsyncSession, about: PaperAbout, about_id: UUID, sha256: str) -> Paper | None:
    same = select(Paper).where(Paper.sha256 == sha256, *_standing(about, about_id))
    return (await session.exec(same)).one_or_none()


async def count_papers(session: AsyncSession, about: PaperAbout, about_id: UUID) -> int:
    return (await session.exec(select(func.count()).select_from(Paper).where(*_standing(about, about_id)))).one()


async def list_papers(session: AsyncSession, about: PaperAbout, about_id: UUID, *, after: UUID | None, limit: int) -> list[Paper]:
    """The earliest filed first, withdrawn ones too; one more than `limit`."""
    query = select(Paper).where(Paper.about == about, Paper.about_id == about_id).order_by(col(Paper.id)).limit(limit + 1)
    if after:
        query = query.where(Paper.id > after)
    return list(await session.exec(query))


async def list_reads(session: AsyncSession, paper_id: UUID, *, after: UUID | None, limit: int) -> list[PaperRead]:
    """The earliest first; one more than `limit`."""
    query = select(PaperRead).where(PaperRead.paper_id == paper_id).order_by(col(PaperRead.id)).limit(limit + 1)
    if after:
        query = query.where(PaperRead.id > after)
    return list(await session.exec(query))


async def list_views(session: AsyncSession, about: PaperAbout, about_id: UUID) -> set[PhotoView]:
    """What the standing photos of a file show."""
    kinds = await session.exec(select(Paper.kind).where(*_standing(about, about_id), col(Paper.kind).in_(list(PhotoView))))
    return {PhotoView(kind) for kind in kinds}


async def list_standing_ids(session: AsyncSession, about: PaperAbout, about_id: UUID) -> set[UUID]:
    """Of the papers of a file that were not withdrawn."""
    return set(await session.exec(select(Paper.id).where(*_standing(about, about_id))))


async def find_views(session: AsyncSession, survey_ids: Collection[UUID]) -> dict[UUID, set[PhotoView]]:
    """What the standing photos of many surveys show; those without photos are left out."""
    query = select(Paper.about_id, Paper.kind).where(
        Paper.about == PaperAbout.SURVEY, col(Paper.about_id).in_(survey_ids), col(Paper.withdrawn_at).is_(None)
    )
    shown = dict[UUID, set[PhotoView]]()
    for survey_id, kind in await session.exec(query.where(col(Paper.kind).in_(list(PhotoView)))):
        shown.setdefault(survey_id, set()).add(PhotoView(kind))
    return shown


def _standing(about: PaperAbout, about_id: UUID) -> tuple[Any, ...]:
    return Paper.about == about, Paper.about_id == about_id, col(Paper.withdrawn_at).is_(None)
