"""Throw a draft away, so that its place can be counted in another extent."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import roster as rules
from services.medical.rules.roster import RosterStatus
from services.medical.store import rosters
from shared.security import Principal


async def discard_roster(session: AsyncSession, *, roster_id: UUID, by: Principal) -> None:
    """Raises NoSuchRoster, OutsideRegion, RosterConfirmed."""
    roster = await rosters.lock_roster(session, roster_id)

    by.must_cover(roster.region)
    rules.must_be_draft(RosterStatus(roster.status))

    await rosters.clear_entries(session, roster.id)
    await session.delete(roster)
    await session.flush()
