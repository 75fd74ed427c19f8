"""Confirm a roster that another person has made: from now on it stands, and what it comes to can be paid."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import roster as rules
from services.medical.rules.roster import RosterStatus
from services.medical.schemas.roster import ConfirmRoster
from services.medical.store import rosters
from services.medical.tables import Roster
from shared import clock, outbox
from shared.events.medical import RegionShare, RosterConfirmed
from shared.security import Principal


async def confirm_roster(session: AsyncSession, form: ConfirmRoster, *, roster_id: UUID, by: Principal) -> Roster:
    """Whoever confirms says what they have looked at: a draft that was made anew since is refused.

    Raises NoSuchRoster, OutsideRegion, RosterConfirmed, ConfirmedByItsMaker, RosterMadeAnew.
    """
    roster = await rosters.lock_roster(session, roster_id)

    by.must_cover(roster.region)
    rules.must_be_draft(RosterStatus(roster.status))
    rules.must_be_another(roster.made_by, by.subject)
    if form.content_hash != roster.content_hash:
        raise rules.RosterMadeAnew(pointer="/content_hash")

    roster.status, roster.confirmed_by, roster.confirmed_at = RosterStatus.CONFIRMED, by.subject, clock.now()
    session.add(roster)
    await session.flush()

    towns = await rosters.sums_by_town(session, roster.id)
    await outbox.record(
        session,
        RosterConfirmed(
            roster_id=roster.id,
            insurance=roster.programme,
            scheme=roster.programme_terms["scheme"],
            year=roster.year,
            region=roster.region,
            number=roster.number,
            counted_on=roster.counted_on,
            policy=roster.policy,
            policy_version=roster.policy_version,
            added=roster.added,
            changed=roster.changed,
            removed=roster.removed,
            amount_fen=roster.amount_fen,
            towns=[RegionShare(region=town.key, persons=town.persons, amount_fen=town.amount_fen) for town in towns],
        ),
    )
    return roster
