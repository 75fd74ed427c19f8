from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import root_of
from services.funds.store.disclosure import list_day
from services.funds.tables import Seal


async def seal_day(session: AsyncSession, day: date, *, at: datetime) -> Seal:
    """Close a day of the disclosure for ever under one root; the database takes no entry of that day any more."""
    entries = await list_day(session, day)
    seal = Seal(day=day, root=root_of(entries), entries=len(entries), sealed_at=at)
    session.add(seal)
    return seal
