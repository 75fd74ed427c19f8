"""Claims on paper at the county desk."""

from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.claim import ClaimStatus, NoSuchClaim
from services.medical.tables import PaperClaim


async def get_claim(session: AsyncSession, claim_id: UUID) -> PaperClaim:
    """Raises NoSuchClaim."""
    claim = await session.get(PaperClaim, claim_id, populate_existing=True)
    if claim is None:
        raise NoSuchClaim(claim_id=claim_id)
    return claim


async def lock_claim(session: AsyncSession, claim_id: UUID) -> PaperClaim:
    """Raises NoSuchClaim."""
    claim = await session.get(PaperClaim, claim_id, with_for_update=True, populate_existing=True)
    if claim is None:
        raise NoSuchClaim(claim_id=claim_id)
    return claim


async def add_claim(session: AsyncSession, claim: PaperClaim) -> bool:
    """False if the person's invoice of this number has been claimed."""
    added = await session.execute(
        insert(PaperClaim).values(**claim.model_dump()).on_conflict_do_nothing().returning(col(PaperClaim.id))
    )
    return added.first() is not None


async def list_claims(
    session: AsyncSession, *, status: ClaimStatus | None, overdue_on: date | None, after: UUID | None, limit: int
) -> list[PaperClaim]:
    """Oldest first, one more than `limit`; with `overdue_on` those still undecided after their last day."""
    query = select(PaperClaim)
    if status is not None:
        query = query.where(PaperClaim.status == status)
    if overdue_on is not None:
        query = query.where(PaperClaim.status == ClaimStatus.RECEIVED, col(PaperClaim.due_on) < overdue_on)
    if after is not None:
        query = query.where(col(PaperClaim.id) > after)
    return list(await session.exec(query.order_by(col(PaperClaim.id)).limit(limit + 1)))


async def reopen_claim(session: AsyncSession, admission_id: UUID) -> None:
    """A claim whose settlement was taken back waits for its settlement again, by the same last day."""
    await session.execute(
        update(PaperClaim)
        .where(col(PaperClaim.admission_id) == admission_id, col(PaperClaim.status) == ClaimStatus.SETTLED)
        .values(status=ClaimStatus.RECEIVED, decided_at=None)
    )
