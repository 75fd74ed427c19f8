"""Tell the officer of a place what it has to publish or to answer, and the county when that is late for long."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.code_names import CONTENT_NAMES, OUTLET_NAMES
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, officer_of
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Message
from shared import settings
from shared.events.funds import DutyToPublishMissed, ObjectionAnswerMissed, ObjectionReceived

Told = DutyToPublishMissed | ObjectionReceived | ObjectionAnswerMissed


async def tell_publishers(session: AsyncSession, event: Told, *, at: datetime) -> Message:
    """One message: to the owner of a duty, to the town of an objection (a village does not look into it), or to the county."""
    desks = await list_desks(session, event.region)

    kind, matter_id, reach, said = _said(event)

    desk = officer_of(event.region[:reach], desks)
    [message] = await add_letters(session, [letter_to(desk, kind, About(event.region, matter_id=matter_id), at=at, **said)])
    return message


def _said(event: Told) -> tuple[MessageKind, UUID, int, dict[str, Any]]:
    base = settings.current().base_url
    is_for_county = not isinstance(event, ObjectionReceived) and event.step == "county"
    if isinstance(event, DutyToPublishMissed):
        duty = {
            "content": CONTENT_NAMES.get(event.content, event.content),
            "outlet": OUTLET_NAMES.get(event.outlet, event.outlet),
            "due_on": event.due_on,
            "is_for_county": is_for_county,
            "link": link.duties(base),
        }
        return MessageKind.DUTY_LATE, event.duty_id, COUNTY_DIGITS if is_for_county else len(event.region), duty
    said = {"due_on": event.due_on, "link": link.objections(base)}
    if isinstance(event, ObjectionReceived):
        return MessageKind.OBJECTION_RECEIVED, event.objection_id, TOWN_DIGITS, said | {"is_held": event.is_held}
    reach = COUNTY_DIGITS if is_for_county else TOWN_DIGITS
    return MessageKind.OBJECTION_LATE, event.objection_id, reach, said | {"is_for_county": is_for_county}
