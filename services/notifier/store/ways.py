"""How a post or a household is reached, in order, and what comes after a way that failed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.message_form import is_silent
from services.notifier.rules.message_times import Priority, lane_of
from services.notifier.rules.urgency import Urgency
from services.notifier.schemas.household_contact import KeptContact
from services.notifier.schemas.post import Contact, LogContact, PutPost
from services.notifier.store.delivery import Due
from services.notifier.tables import Delivery, HouseholdContact, Message, Post
from shared.vault import unseal


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message, as far as its ways ask, and what its officer reads out where a household is not reached."""

    message_id: UUID
    case_id: UUID | None
    matter_id: UUID | None
    household_id: UUID | None
    addressee_id: UUID | None
    region: str
    priority: Priority
    body: str
    sealed_contact: bytes | None


async def list_addressed(session: AsyncSession, message_ids: Iterable[UUID]) -> Mapping[UUID, Addressed]:
    """By message, whom it is for and how they are reached now."""
    asked = (
        select(Message, func.coalesce(Post.sealed_contact, HouseholdContact.sealed_contact))
        .join(Post, col(Message.post_id) == Post.id, isouter=True)
        .join(HouseholdContact, col(Message.household_id) == HouseholdContact.id, isouter=True)
        .where(col(Message.id).in_(list(message_ids)))
    )
    return {
        one.id: Addressed(
            one.id,
            one.case_id,
            one.matter_id,
            one.household_id,
            one.household_id or one.post_id,
            one.region,
            one.priority,
            one.body,
            sealed,
        )
        for one, sealed in await session.exec(asked)
    }


def ways_of(one: Addressed | Due) -> list[Contact]:
    """The duty log is the last resort of every post, and the only one where there is none. A household is reached by its
    telephone, or not at all: what is its own belongs in no log."""
    if one.household_id:
        return [KeptContact.model_validate_json(unseal(one.sealed_contact)).sms] if one.sealed_contact else []
    ways = PutPost.model_validate_json(unseal(one.sealed_contact)).channels if one.sealed_contact else []
    if any(contact.channel is ChannelName.LOG for contact in ways):
        return ways
    return [*ways, LogContact(channel=ChannelName.LOG)]


def next_delivery(
    one: Addressed | Due, *, after: int, urgency: Urgency, ways: Sequence[Contact], at: datetime
) -> Delivery | None:
    """The delivery over the way after this rank, in the same lane; None if that was the last."""
    rank = after + 1
    if rank >= len(ways):
        return None
    channel = ways[rank].channel
    return Delivery(
        message_id=one.message_id,
        region=one.region,
        rank=rank,
        urgency=urgency,
        channel=channel,
        due_at=at,
        lane=lane_of(one.priority, is_silent=is_silent(channel), is_home=one.household_id is not None),
        addressee_id=one.addressee_id,
    )
