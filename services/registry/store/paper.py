"""Papers, found and listed; their content unsealed for whoever may read it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.store.household import any_of
from services.registry.tables import Paper, PaperContent, PaperRead
from shared.errors import NotFound
from shared.vault import seal_bytes, unseal_bytes


class NoSuchPaper(NotFound):
    """没有找到这份材料"""


async def get_paper(session: AsyncSession, household_id: UUID, paper_id: UUID, *, locked: bool = False) -> Paper:
    """Raises NoSuchPaper, also for one of a household that the asker may not see."""
    paper = await session.get(Paper, paper_id, with_for_update=locked or None)
    if paper is None or paper.household_id != household_id:
        raise NoSuchPaper(paper_id=paper_id)
    return paper


async def get_content(session: AsyncSession, paper: Paper) -> bytes:
    content = await session.get_one(PaperContent, paper.id)
    return unseal_bytes(content.content_sealed)


def content_of(paper: Paper, content: bytes) -> PaperContent:
    return PaperContent(id=paper.id, content_sealed=seal_bytes(content))


async def find_same(session: AsyncSession, household_id: UUID, sha256: str) -> Paper | None:
    same = select(Paper).where(Paper.household_id == household_id, Paper.sha256 == sha256)
    return (await session.exec(same.where(col(Paper.withdrawn_at).is_(None)))).one_or_none()


async def count_papers(session: AsyncSession, household_id: UUID) -> int:
    there = Paper.household_id == household_id, col(Paper.withdrawn_at).is_(None)
    return (await session.exec(select(func.count()).select_from(Paper).where(*there))).one()


async def list_papers(session: AsyncSession, household_id: UUID, *, after: UUID | None, limit: int) -> list[Paper]:
    """The earliest filed first, withdrawn ones too; one more than `limit`."""
    query = select(Paper).where(Paper.household_id == household_id).order_by(col(Paper.id)).limit(limit + 1)
    if after:
        query = query.where(Paper.id > after)
    return list(await session.exec(query))


async def list_reads(session: AsyncSession, paper_id: UUID, *, after: UUID | None, limit: int) -> list[PaperRead]:
    """The earliest first; one more than `limit`."""
    query = select(PaperRead).where(PaperRead.paper_id == paper_id).order_by(col(PaperRead.id)).limit(limit + 1)
    if after:
        query = query.where(PaperRead.id > after)
    return list(await session.exec(query))


async def check_papers(session: AsyncSession, household_id: UUID, paper_ids: Collection[UUID], *, pointer: str) -> None:
    """Whether these are papers of this household, none of them withdrawn. Raises PaperNotOfHousehold."""
    wanted = set(paper_ids)
    if not wanted:
        return
    there = Paper.household_id == household_id, col(Paper.withdrawn_at).is_(None)
    found = set(await session.exec(select(Paper.id).where(*there, col(Paper.id) == any_of(wanted, Uuid))))
    if strange := sorted(map(str, wanted - found)):
        raise PaperNotOfHousehold(pointer=pointer, paper_ids=strange)
