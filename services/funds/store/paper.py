"""The papers of matters."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PAPERS_OF_A_MATTER, NoSuchMatter, NoSuchPaper, PaperAbout, PaperNotOfMatter
from services.funds.tables import (
    Asset,
    AssetDisposal,
    DistributionPlan,
    Duty,
    EmergencyGrant,
    GrantApplication,
    Loan,
    Notice,
    Paper,
    PaperContent,
    PaperRead,
    Project,
)
from shared.filing.cabinet import Cabinet

MATTERS: dict[PaperAbout, Any] = {
    PaperAbout.EMERGENCY_GRANT: EmergencyGrant,
    PaperAbout.GRANT_APPLICATION: GrantApplication,
    PaperAbout.PROJECT: Project,
    PaperAbout.NOTICE: Notice,
    PaperAbout.DUTY: Duty,
    PaperAbout.ASSET: Asset,
    PaperAbout.DISPOSAL: AssetDisposal,
    PaperAbout.DISTRIBUTION: DistributionPlan,
    PaperAbout.LOAN: Loan,
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


async def check_papers(
    session: AsyncSession, about: PaperAbout, about_id: UUID, paper_ids: Collection[UUID], *, pointer: str
) -> dict[UUID, str]:
    """The kind of each of these papers, which all lie in this matter's file, none withdrawn. Raises PaperNotOfMatter."""
    wanted = set(paper_ids)
    if not wanted:
        return {}
    query = select(Paper.id, Paper.kind).where(*cabinet.standing_in(file_of(about, about_id)), col(Paper.id).in_(wanted))
    found = {id: kind for id, kind in await session.exec(query)}
    if strange := sorted(map(str, wanted - set(found))):
        raise PaperNotOfMatter(pointer=pointer, paper_ids=strange)
    return found


async def list_kinds(session: AsyncSession, files: Collection[tuple[PaperAbout, UUID]]) -> set[str]:
    """The kinds of the papers that stand in these files."""
    kinds = set[str]()
    for about, about_id in files:
        kinds |= set(await session.exec(select(Paper.kind).where(*cabinet.standing_in(file_of(about, about_id)))))
    return kinds
