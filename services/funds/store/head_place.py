"""How far the log's heads have got to each place outside."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import HeadPlace, LogHead
from shared.ids import uuid7


async def lock_place_due(session: AsyncSession, places: Sequence[str], *, at: datetime) -> HeadPlace | None:
    """A place that has not got every head and may be tried, new ones among them; the one that was tried longest ago."""
    if not places:
        return None
    known = set((await session.exec(select(HeadPlace.place).where(col(HeadPlace.place).in_(places)))).all())
    fresh = [
        {"id": uuid7(), "place": place, "last_number": 0, "failures": 0, "last_failure": "", "next_try_at": at}
        for place in places
        if place not in known
    ]
    if fresh:
        await session.execute(insert(HeadPlace).values(fresh).on_conflict_do_nothing())
    newest = select(func.coalesce(func.max(LogHead.number), 0)).scalar_subquery()
    query = (
        select(HeadPlace)
        .where(col(HeadPlace.place).in_(places), col(HeadPlace.next_try_at) <= at, col(HeadPlace.last_number) < newest)
        .order_by(col(HeadPlace.next_try_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(query)).first()


async def list_places(session: AsyncSession) -> Sequence[HeadPlace]:
    return (await session.exec(select(HeadPlace).order_by(col(HeadPlace.place)))).all()
