"""Two files of registry are one human being: what a case covers under the one number holds under the other as well."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.reversal import DueCause
from services.medical.store import people, resettlements
from services.medical.store.resettlements import News
from services.medical.tables import ResettlementDue
from shared.events.registry import PersonsMerged


async def share_covers(session: AsyncSession, event: PersonsMerged) -> None:
    """From the day on which each began: the human being was entitled then. Bills that were settled without it are noted, as for
    any cover that became known late."""
    shared = await people.share_covers(session, event.identity_hash, event.former_identity_hash)

    stale = await resettlements.find_stale(session, [News(cover.identity_hash, cover.in_force_on) for cover in shared])
    await resettlements.note_dues(
        session,
        [
            ResettlementDue(settlement_id=one.settlement_id, region=one.region, cause=DueCause.COVER, since_on=one.since_on)
            for one in stale
        ],
    )
