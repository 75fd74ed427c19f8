from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.grant import lock_grants_to_mark

GRANTS_AT_ONCE = 500


async def mark_overdue_papers(session: AsyncSession, *, on: date) -> int:
    """Mark the paid grants whose papers were due before this day and are not there; returns how many."""
    overdue = await lock_grants_to_mark(session, on=on, limit=GRANTS_AT_ONCE)
    for grant in overdue:
        grant.papers_overdue_on = on
    return len(overdue)
