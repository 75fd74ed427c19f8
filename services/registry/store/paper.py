"""The papers of households."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.paper import PAPERS_OF_A_HOUSEHOLD, PaperNotOfHousehold
from services.registry.store.household import any_of
from services.registry.tables import Paper, PaperContent, PaperRead
from shared.errors import NotFound
from shared.filing.cabinet import Cabinet

cabinet = Cabinet(Paper, PaperContent, PaperRead, limit=PAPERS_OF_A_HOUSEHOLD)


class NoSuchPaper(NotFound):
    """没有找到这份材料"""


def file_of(household_id: UUID) -> dict[str, UUID]:
    return {"household_id": household_id}


async def get_paper(session: AsyncSession, household_id: UUID, paper_id: UUID, *, locked: bool = False) -> Paper:
    """Raises NoSuchPaper, also for one of a household that the asker may not see."""
    paper = await session.get(Paper, paper_id, with_for_update=locked or None)
    if paper is None or paper.household_id != household_id:
        raise NoSuchPaper(paper_id=paper_id)
    return paper


async def check_papers(session: AsyncSession, household_id: UUID, paper_ids: Collection[UUID], *, pointer: str) -> None:
    """Whether these are papers of this household, none of them withdrawn. Raises PaperNotOfHousehold."""
    wanted = set(paper_ids)
    if not wanted:
        return
    there = cabinet.standing_in(file_of(household_id))
    found = set(await session.exec(select(Paper.id).where(*there, col(Paper.id) == any_of(wanted, Uuid))))
    if strange := sorted(map(str, wanted - found)):
        raise PaperNotOfHousehold(pointer=pointer, paper_ids=strange)
