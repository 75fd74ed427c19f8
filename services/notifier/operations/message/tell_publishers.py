"""Tell the officer of a place what it has to publish or to answer, and the county when that is late for long."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, place
from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.publishing_words import duty_late, objection_late, objection_received
from services.notifier.rules.routing import COUNTY_DIGITS, TOWN_DIGITS, officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.post import list_desks
from services.notifier.tables import Message
from shared import settings
from shared.events.funds import DutyToPublishMissed, ObjectionAnswerMissed, ObjectionReceived

Told = DutyToPublishMissed | ObjectionReceived | ObjectionAnswerMissed


async def tell_publishers(session: AsyncSession, event: Told, *, at: datetime) -> Message:
    """One message: to the owner of a duty, to the town of an objection (a village does not look into it), or to the county."""
    desks = await list_desks(session, event.region)

    kind, matter_id, text, reach = _said(event)
    desk = officer_of(event.region[:reach], desks)

    letter = Message(
        matter_id=matter_id,
        post_id=desk.post_id,
        region=event.region,
        kind=kind,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    session.add(letter)
    await session.flush()
    session.add(first_delivery(letter, desk))
    await session.flush()
    return letter


def _said(event: Told) -> tuple[MessageKind, UUID, Text, int]:
    base, where = settings.current().base_url, place.spoken(event.region)
    is_for_county = not isinstance(event, ObjectionReceived) and event.step == "county"
    if isinstance(event, DutyToPublishMissed):
        text = duty_late(
            place=where,
            content=event.content,
            outlet=event.outlet,
            due_on=event.due_on,
            is_for_county=is_for_county,
            link=link.duties(base),
        )
        return MessageKind.DUTY_LATE, event.duty_id, text, COUNTY_DIGITS if is_for_county else len(event.region)
    page = link.objections(base)
    if isinstance(event, ObjectionReceived):
        text = objection_received(place=where, due_on=event.due_on, is_held=event.is_held, link=page)
        return MessageKind.OBJECTION_RECEIVED, event.objection_id, text, TOWN_DIGITS
    text = objection_late(place=where, due_on=event.due_on, is_for_county=is_for_county, link=page)
    return MessageKind.OBJECTION_LATE, event.objection_id, text, COUNTY_DIGITS if is_for_county else TOWN_DIGITS
