"""Tell the county, once a day, of complaints that are late; not what they say."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.complaint import ComplaintState
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import COUNTY_DIGITS, officer_of
from services.notifier.store.complaint import lock_late
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Complaint
from shared import settings
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
        letter = letter_to(
            desk,
            MessageKind.COMPLAINT_LATE,
            About(complaint.region[:COUNTY_DIGITS], matter_id=complaint.id, place=complaint.region),
            at=at,
            due_on=complaint.finish_by if is_accepted and complaint.finish_by else complaint.accept_by,
            owed="答复" if is_accepted else "决定是否受理",
            link=link.complaint_statistics(settings.current().base_url, complaint.region[:COUNTY_DIGITS]),
        )
        complaint.urged_on = on
        session.add(complaint)
        letters.append(letter)
    await session.flush()
    await add_letters(session, letters)
    return late
