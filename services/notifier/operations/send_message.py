"""Send the message that has been due the longest, and record what came of it."""

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels import Channels, Letter
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome, judge
from services.notifier.schemas import Contact, LogContact, PutPost
from services.notifier.store.delivery import lock_due_delivery
from services.notifier.tables import Delivery, Message, Post
from shared.vault import unseal

log = structlog.get_logger()


async def send_message(session: AsyncSession, channels: Channels, *, at: datetime) -> bool:
    """Whether anything was due. The delivery's row stays locked while the message is on its way, so no other worker sends it;
    should we die before the commit it is sent again, under the same message id, by which receivers tell.
    """
    due = await lock_due_delivery(session, at=at)
    if due is None:
        return False
    delivery, message, post = due
    ways = _ways(post)

    contact = ways[delivery.rank] if delivery.rank < len(ways) else LogContact(channel=ChannelName.LOG)
    outcome = await _send(channels, message, contact)
    delivery.attempts += 1
    verdict = judge(outcome, attempts=delivery.attempts, at=at)

    delivery.channel, delivery.state, delivery.due_at = contact.channel, verdict.state, verdict.retry_at
    delivery.last_error = outcome.error
    delivery.sent_at = at if verdict.state is DeliveryState.SENT else None
    session.add(delivery)
    next_rank = delivery.rank + 1
    if verdict.state is DeliveryState.GIVEN_UP and next_rank < len(ways):
        session.add(_fallback(message, rank=next_rank, channel=ways[next_rank].channel, at=at))
    await session.flush()
    return True


def _ways(post: Post | None) -> list[Contact]:
    """How the post is reached, in order; the duty log is the last resort."""
    ways = PutPost.model_validate_json(unseal(post.sealed_contact)).channels if post else []
    if any(contact.channel is ChannelName.LOG for contact in ways):
        return ways
    return [*ways, LogContact(channel=ChannelName.LOG)]


async def _send(channels: Channels, message: Message, contact: Contact) -> Outcome:
    letter = Letter(
        message_id=message.id,
        case_id=message.case_id,
        order_id=message.order_id,
        region=message.region,
        kind=message.kind,
        subject=message.subject,
        body=message.body,
        written_at=message.written_at,
    )
    try:
        return await channels[contact.channel].send(letter, contact)
    except Exception as failure:  # a channel's fault must not stop the messages behind this one
        log.error("message.failed", channel=contact.channel.value, exc_info=failure)
        return Outcome(f"平台内部错误({type(failure).__name__})")


def _fallback(message: Message, *, rank: int, channel: ChannelName, at: datetime) -> Delivery:
    return Delivery(message_id=message.id, region=message.region, rank=rank, channel=channel, due_at=at)
