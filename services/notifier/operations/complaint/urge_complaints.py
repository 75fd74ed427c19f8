"""Tell the county, once a day, of complaints that are late; not what they say."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, place
from services.notifier.rules.complaint import ComplaintState
from services.notifier.rules.complaint_words import complaint_late
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import COUNTY_DIGITS, officer_of
from services.notifier.store.complaint import lock_late
from services.notifier.store.opening import first_delivery
from services.notifier.store.post import list_desks
from services.notifier.tables import Complaint, Message
from shared import rows, settings
from shared.clock import china

AT_ONCE = 200


async def urge_complaints(session: AsyncSession, *, at: datetime) -> Sequence[Complaint]:
    """Those of which somebody was told."""
    on = china(at).date()
    late = await lock_late(session, on=on, limit=AT_ONCE)
    desks = await list_desks(session, *{complaint.region[:COUNTY_DIGITS] for complaint in late})

    letters = []
    for complaint in late:
        desk = officer_of(complaint.region[:COUNTY_DIGITS], desks)
        is_accepted = complaint.state is not ComplaintState.RECEIVED
        text = complaint_late(
            place=place.spoken(complaint.region),
            due_on=complaint.finish_by if is_accepted and complaint.finish_by else complaint.accept_by,
            is_accepted=is_accepted,
            link=link.complaint_statistics(settings.current().base_url, complaint.region[:COUNTY_DIGITS]),
        )
        letter = Message(
            matter_id=complaint.id,
            post_id=desk.post_id,
            region=complaint.region[:COUNTY_DIGITS],
            kind=MessageKind.COMPLAINT_LATE,
            subject=text.subject,
            body=text.body,
            written_at=at,
        )
        complaint.urged_on = on
        session.add(complaint)
        letters.append((letter, first_delivery(letter, desk)))
    await session.flush()
    await rows.insert(session, *(letter for letter, _ in letters))
    await rows.insert(session, *(delivery for _, delivery in letters))
    return late
