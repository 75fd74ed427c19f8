"""Two files of registry are one human being: with whichever number they come, they are who they are and covered as they were."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.reversal import DueCause
from services.medical.store import people, resettlements
from services.medical.store.health import files
from services.medical.store.resettlements import News
from services.medical.tables import Beneficiary, ResettlementDue
from shared.events.registry import PersonsMerged


async def follow_merger(session: AsyncSession, event: PersonsMerged) -> None:
    """From the day of the merger the second number is the first file's person; cover that a case opened under either number
    holds under both, from the day on which it began. Bills that were settled without it are noted, as for any news that came
    late. Yearly counters follow by another handler (`join_years`)."""
    await people.put_beneficiary(
        session,
        Beneficiary(
            identity_hash=event.former_identity_hash,
            in_force_on=event.happened_on,
            person_id=event.person_id,
            household_id=event.household_id,
            region=event.region,
            classes=sorted(event.classes),
        ),
    )
    for file in await files.lock_open_files(session, event.former_identity_hash):
        file.person_id, file.household_id = event.person_id, event.household_id
        session.add(file)
    shared = await people.share_covers(session, event.identity_hash, event.former_identity_hash)

    known = News(event.former_identity_hash, event.happened_on, sorted(event.classes))
    covered = [News(cover.identity_hash, cover.in_force_on) for cover in shared]
    for news, cause in (([known], DueCause.ENROLMENT), (covered, DueCause.COVER)):
        stale = await resettlements.find_stale(session, news) if news else []
        await resettlements.note_dues(
            session,
            [
                ResettlementDue(settlement_id=one.settlement_id, region=one.region, cause=cause, since_on=one.since_on)
                for one in stale
            ],
        )
