"""How a post is reached, in order, and what comes after a way that failed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifier.rules.delivery import ChannelName
from services.notifier.schemas.post import Contact, LogContact, PutPost
from services.notifier.tables import Delivery
from shared.vault import unseal


def ways_of(sealed_contact: bytes | None) -> list[Contact]:
    """The duty log is the last resort of every post, and the only one where there is none."""
    ways = PutPost.model_validate_json(unseal(sealed_contact)).channels if sealed_contact else []
    if any(contact.channel is ChannelName.LOG for contact in ways):
        return ways
    return [*ways, LogContact(channel=ChannelName.LOG)]


def next_delivery(message_id: UUID, region: str, *, after: int, ways: Sequence[Contact], at: datetime) -> Delivery | None:
    """The delivery over the way after this rank; None if that was the last."""
    rank = after + 1
    if rank >= len(ways):
        return None
    return Delivery(message_id=message_id, region=region, rank=rank, channel=ways[rank].channel, due_at=at)
