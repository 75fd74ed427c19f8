"""What housing asks its database of what follows a move."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.support import NoSuchSupport, SupportState
from services.housing.tables import Relocation, Support, SupportCheck


async def lock_support(session: AsyncSession, id: UUID) -> Support:
    """Raises NoSuchSupport."""
    support = await find_support(session, id)
    if support is None:
        raise NoSuchSupport(support_id=str(id))
    return support


async def find_support(session: AsyncSession, id: UUID) -> Support | None:
    return await session.get(Support, id, with_for_update=True, populate_existing=True)


async def list_supports(session: AsyncSession, relocation_id: UUID) -> Sequence[Support]:
    query = select(Support).where(Support.relocation_id == relocation_id).order_by(col(Support.due_on), Support.code)
    return (await session.exec(query)).all()


async def list_checks(session: AsyncSession, relocation_id: UUID) -> Sequence[SupportCheck]:
    query = select(SupportCheck).where(SupportCheck.relocation_id == relocation_id).order_by(col(SupportCheck.due_on))
    return (await session.exec(query)).all()


async def lock_next_check(session: AsyncSession, relocation_id: UUID) -> SupportCheck | None:
    query = select(SupportCheck).where(SupportCheck.relocation_id == relocation_id, col(SupportCheck.checked_on).is_(None))
    return (await session.exec(query.order_by(col(SupportCheck.due_on)).limit(1).with_for_update())).one_or_none()


async def list_open_supports(
    session: AsyncSession, *, department: str | None, late_on: date | None, region: str, after: UUID | None, limit: int
) -> Sequence[Support]:
    """What is owed (by a department if one is named); of `late_on` only what should have been done by then. One more than
    `limit`."""
    query = select(Support).where(Support.state == SupportState.OPEN).order_by(col(Support.id)).limit(limit + 1)
    if region:
        query = query.where(col(Support.region).startswith(region, autoescape=True))
    if department is not None:
        query = query.where(Support.department == department)
    if late_on is not None:
        query = query.where(col(Support.due_on) < late_on)
    if after is not None:
        query = query.where(col(Support.id) > after)
    return (await session.exec(query)).all()


async def count_supports(session: AsyncSession, programme_id: UUID, *, on: date) -> dict[str, tuple[int, int, int]]:
    """By the title of what is owed: how many, how many answered, how many open past their day."""
    answered = func.count().filter(col(Support.state) != SupportState.OPEN)
    late = func.count().filter(col(Support.state) == SupportState.OPEN, col(Support.due_on) < on)
    query = select(Support.title, func.count(), answered, late).join(Relocation, col(Relocation.id) == Support.relocation_id)
    counted = await session.exec(query.where(Relocation.programme_id == programme_id).group_by(Support.title))
    return {title: (many, done, over) for title, many, done, over in counted.all()}


async def count_checks(session: AsyncSession, programme_id: UUID, *, on: date) -> tuple[int, int]:
    """How many looks were made, and how many are due and were not."""
    made = func.count().filter(col(SupportCheck.checked_on).is_not(None))
    late = func.count().filter(col(SupportCheck.checked_on).is_(None), col(SupportCheck.due_on) < on)
    query = select(made, late).join(Relocation, col(Relocation.id) == SupportCheck.relocation_id)
    return (await session.exec(query.where(Relocation.programme_id == programme_id))).one()


async def list_open_of(session: AsyncSession, relocation_ids: Collection[UUID]) -> dict[UUID, list[Support]]:
    """What is still owed to each of these households."""
    query = select(Support).where(col(Support.relocation_id).in_(relocation_ids), Support.state == SupportState.OPEN)
    found = dict[UUID, list[Support]]()
    for each in await session.exec(query.order_by(col(Support.due_on))):
        found.setdefault(each.relocation_id, []).append(each)
    return found
