"""What housing asks its database of disputes about grades."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.grade_dispute import DisputeState, NoSuchDispute
from services.housing.tables import GradeDispute


async def get_dispute(session: AsyncSession, id: UUID, *, locked: bool = False) -> GradeDispute:
    """Raises NoSuchDispute."""
    found = await session.get(GradeDispute, id, with_for_update=locked or None, populate_existing=locked)
    if found is None:
        raise NoSuchDispute(dispute_id=str(id))
    return found


async def has_open_dispute(session: AsyncSession, appraisal_id: UUID) -> bool:
    query = select(GradeDispute.id).where(GradeDispute.appraisal_id == appraisal_id, GradeDispute.state == DisputeState.OPEN)
    return (await session.exec(query)).first() is not None


async def list_disputes(
    session: AsyncSession,
    *,
    state: DisputeState | None,
    is_overdue: bool | None,
    house_id: UUID | None,
    on: date,
    after: UUID | None,
    limit: int,
) -> Sequence[GradeDispute]:
    """The first filed first; one more than `limit`."""
    query = select(GradeDispute).order_by(col(GradeDispute.id)).limit(limit + 1)
    if after is not None:
        query = query.where(col(GradeDispute.id) > after)
    if state is not None:
        query = query.where(GradeDispute.state == state)
    if house_id is not None:
        query = query.where(GradeDispute.house_id == house_id)
    if is_overdue is not None:
        overdue = (col(GradeDispute.state) == DisputeState.OPEN) & (col(GradeDispute.due_on) < on)
        query = query.where(overdue if is_overdue else ~overdue)
    return (await session.exec(query)).all()
