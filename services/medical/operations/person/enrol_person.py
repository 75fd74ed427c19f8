"""Remember who registry says a person is, and from which day on; note the bills that were settled without knowing it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.reversal import DueCause
from services.medical.store import people, resettlements
from services.medical.store.resettlements import News
from services.medical.tables import Beneficiary, ResettlementDue
from shared.events.registry import PersonEnrolled


async def enrol_person(session: AsyncSession, event: PersonEnrolled) -> None:
    """Entitlement is judged on the day of a stay, so earlier days keep what held on them."""
    await people.put_beneficiary(
        session,
        Beneficiary(
            identity_hash=event.identity_hash,
            in_force_on=event.in_force_on,
            person_id=event.person_id,
            household_id=event.household_id,
            region=event.region,
            classes=sorted(event.classes),
        ),
    )
    news = News(event.identity_hash, event.in_force_on, sorted(event.classes))

    stale = await resettlements.find_stale(session, [news])

    await resettlements.note_dues(
        session,
        [
            ResettlementDue(settlement_id=one.settlement_id, region=one.region, cause=DueCause.ENROLMENT, since_on=one.since_on)
            for one in stale
        ],
    )
