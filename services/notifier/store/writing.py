"""Messages as they are written: what is said, in every form, and when it may first be sent, to whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_form import Form, Register, is_silent
from services.notifier.rules.message_times import Lane, Priority, lane_of, leaving
from services.notifier.rules.routing import Desk
from services.notifier.rules.urgency import Urgency, urgency_of
from services.notifier.store.message_times import get_times
from services.notifier.store.words import Said, say
from services.notifier.tables import Delivery, HouseholdContact, Message
from shared import rows
from shared.periods import day_in_china


@dataclass(frozen=True)
class About:
    """What a message is about. `place` is where that is, if whoever is told sits elsewhere."""

    region: str
    case_id: UUID | None = None
    errand_id: UUID | None = None
    matter_id: UUID | None = None
    order_id: UUID | None = None
    place: str = ""


@dataclass(frozen=True)
class Letter:
    """A message and its way over the first channel."""

    message: Message
    delivery: Delivery


HOME = ChannelName.SMS
"""How a household is reached."""


def letter_to(
    desk: Desk,
    kind: MessageKind,
    about: About,
    *,
    at: datetime,
    message_id: UUID | None = None,
    urgency: Urgency | None = None,
    **fields: Any,
) -> Letter:
    """To a post, under a number of its own unless one is given; its hours are its priority's, its lane too unless told.

    Raises FieldsAstray, TemplateAstray: faults of ours.
    """
    on = day_in_china(at)
    said = say(kind, region=about.place or about.region, on=on, **fields)
    priority = get_times(about.region, on).priority(kind, fields)
    message = _message(said, about, priority, at=at, post_id=desk.post_id)
    message.id = message_id or message.id
    delivery = delivery_of(message, desk.first_channel, rank=0, hours_of=desk.region or about.region, at=at)
    delivery.urgency = delivery.urgency if urgency is None else urgency
    return Letter(message, delivery)


def letters_about_household(
    desk: Desk, kind: MessageKind, about: About, home: HouseholdContact | None, *, at: datetime, link: str, **fields: Any
) -> list[Letter]:
    """To the household itself if it agreed, in plain words; and to its officer, who otherwise reads them out."""
    on = day_in_china(at)
    own = fields | {"link": link}
    plain = say(kind, region=about.region, on=on, register=Register.PLAIN, read_out="", **own)
    read_out = "" if home else read_aloud(plain.full.body)
    letters = [letter_to(desk, kind, about, at=at, read_out=read_out, **own)]
    if home:
        priority = get_times(about.region, on).priority(kind, own)
        message = _message(plain, about, priority, at=at, household_id=home.id)
        letters.append(Letter(message, delivery_of(message, HOME, rank=0, hours_of=about.region, at=at)))
    return letters


def read_aloud(plain: str) -> str:
    """Plain words as one line, for whoever reads them out."""
    return "".join(plain.split())


def delivery_of(message: Message, channel: ChannelName, *, rank: int, hours_of: str, at: datetime) -> Delivery:
    """Its way over a channel, from the first instant at which it may leave by the hours of a place."""
    lane = lane_of(
        message.priority,
        is_silent=is_silent(channel) or message.post_id is message.household_id is None,
        is_home=message.household_id is not None,
    )
    delivery = Delivery(
        message_id=message.id,
        region=message.region,
        rank=rank,
        urgency=urgency_of(message.priority),
        channel=channel,
        due_at=at,
        lane=lane,
        addressee_id=message.household_id or message.post_id,
    )
    if lane is not Lane.AT_ONCE:
        times = get_times(hours_of, day_in_china(at))
        first = leaving(message.priority, times.for_households if lane is Lane.HOUSEHOLD else times.for_officers, at)
        delivery.due_at, delivery.wait = first.at, first.wait
    return delivery


async def add_letters(session: AsyncSession, letters: Collection[Letter]) -> list[Message]:
    """Messages about what is there, in one statement each."""
    await rows.insert(session, *(letter.message for letter in letters))
    await rows.insert(session, *(letter.delivery for letter in letters))
    return [letter.message for letter in letters]


def split(letters: Sequence[Letter]) -> tuple[list[Message], list[Delivery]]:
    """For statements that write both with what they are about."""
    return [letter.message for letter in letters], [letter.delivery for letter in letters]


def _message(said: Said, about: About, priority: Priority, *, at: datetime, **to: Any) -> Message:
    return Message(
        case_id=about.case_id,
        errand_id=about.errand_id,
        matter_id=about.matter_id,
        order_id=about.order_id,
        region=about.region,
        kind=said.kind,
        subject=said.full.subject,
        body=said.full.body,
        forms={
            form.value: {"subject": text.subject, "body": text.body} for form, text in said.forms.items() if form is not Form.FULL
        },
        priority=priority,
        written_at=at,
        **to,
    )
