"""Send the messages that have been due the longest, and record what came of each."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels import Channels, Letter
from services.notifier.channels.kept import rounds
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome, judge
from services.notifier.schemas.post import Contact, LogContact, PutPost
from services.notifier.store.delivery import Attempt, Due, lock_due_deliveries, put_attempts
from services.notifier.tables import Delivery
from shared.vault import unseal

log = structlog.get_logger()


AT_ONCE = 16
"""Messages of one turn: they share connections. A receiver that hangs holds up those of its turn for one time limit."""


async def send_messages(session: AsyncSession, channels: Channels, *, at: datetime) -> bool:
    """Send those that have been due the longest, at the same time, and record what came of each; whether anything was due.

    The deliveries stay locked while the messages are on their way, so no other worker sends them; should we die before the
    commit they are sent again, under the same message ids, by which receivers tell.
    """
    due = await lock_due_deliveries(session, at=at, limit=AT_ONCE)
    if not due:
        return False

    ways = {sealed: _ways(sealed) for sealed in {one.sealed_contact for one in due}}
    async with rounds(channels.values()):
        attempts = await asyncio.gather(*(_attempt(channels, one, ways[one.sealed_contact], at=at) for one in due))

    await put_attempts(session, attempts)
    if fallbacks := [attempt.fallback for attempt in attempts if attempt.fallback]:
        session.add_all(fallbacks)
        await session.flush()
    return True


async def _attempt(channels: Channels, due: Due, ways: Sequence[Contact], *, at: datetime) -> Attempt:
    contact = ways[due.rank] if due.rank < len(ways) else LogContact(channel=ChannelName.LOG)
    outcome = await _send(channels, due, contact)
    verdict = judge(outcome, attempts=due.attempts + 1, at=at)
    next_rank = due.rank + 1
    fallback = None
    if verdict.state is DeliveryState.GIVEN_UP and next_rank < len(ways):
        fallback = _fallback(due, rank=next_rank, channel=ways[next_rank].channel, at=at)
    return Attempt(due.delivery_id, contact.channel, verdict, outcome.error, at, fallback)


def _ways(sealed_contact: bytes | None) -> list[Contact]:
    """How the post is reached, in order; the duty log is the last resort."""
    ways = PutPost.model_validate_json(unseal(sealed_contact)).channels if sealed_contact else []
    if any(contact.channel is ChannelName.LOG for contact in ways):
        return ways
    return [*ways, LogContact(channel=ChannelName.LOG)]


async def _send(channels: Channels, due: Due, contact: Contact) -> Outcome:
    letter = Letter(
        message_id=due.message_id,
        case_id=due.case_id,
        errand_id=due.errand_id,
        order_id=due.order_id,
        region=due.region,
        kind=due.kind,
        subject=due.subject,
        body=due.body,
        written_at=due.written_at,
    )
    try:
        return await channels[contact.channel].send(letter, contact)
    except Exception as failure:  # a channel's fault must not stop the messages behind this one
        log.error("message.failed", channel=contact.channel.value, exc_info=failure)
        return Outcome(f"平台内部错误（{type(failure).__name__}）")


def _fallback(due: Due, *, rank: int, channel: ChannelName, at: datetime) -> Delivery:
    return Delivery(message_id=due.message_id, region=due.region, rank=rank, urgency=due.urgency, channel=channel, due_at=at)
