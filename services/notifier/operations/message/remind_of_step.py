"""Tell whoever owes something to a case that its deadline is near or has passed."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, message, place
from services.notifier.rules.department import Department
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, desk_of, officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.post import list_desks
from services.notifier.tables import Message
from shared import settings
from shared.events.registry import CaseStepMissed, CaseStepReminded

REACH = {"village": 12, "town": TOWN_DIGITS, "county": COUNTY_DIGITS, "city": 4}


async def remind_of_step(session: AsyncSession, event: CaseStepReminded | CaseStepMissed, *, at: datetime) -> Message:
    """Before the deadline its department is told, or the village's officer where it has no desk; after it the officer of the
    level that now sees to the case, or whoever stands above."""
    desks = await list_desks(session, event.region)

    is_late = isinstance(event, CaseStepMissed)
    owner = desk_of(Department(event.department), event.region, desks) if event.department in list(Department) else None
    officer = officer_of(event.region[: REACH.get(event.level, COUNTY_DIGITS)], desks)
    desk = officer if is_late else owner or officer
    text = message.step_reminder(
        case_id=event.case_id,
        place=place.spoken(event.region),
        step=event.step,
        department=event.department,
        due_at=event.due_at,
        is_late=is_late,
        link=link.case_page(settings.current().base_url, event.case_id),
    )

    letter = Message(
        case_id=event.case_id,
        post_id=desk.post_id,
        region=event.region,
        kind=MessageKind.STEP_LATE if is_late else MessageKind.STEP_DUE,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    session.add(letter)
    await session.flush()
    session.add(first_delivery(letter, desk))
    await session.flush()
    return letter
