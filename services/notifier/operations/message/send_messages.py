"""Send the messages that have been due the longest, and record what came of each."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels import Channels, Letter
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome, Verdict, judge
from services.notifier.rules.message_form import Form, form_of, is_silent
from services.notifier.rules.message_times import Lane, lane_of
from services.notifier.schemas.household_contact import PutHouseholdContact
from services.notifier.schemas.post import Contact, LogContact, PutPost
from services.notifier.store.delivery import Attempt, Due, lock_due_deliveries, put_attempts
from services.notifier.store.gathering import hold_back
from services.notifier.store.household_contact import tell_of_unreached
from services.notifier.store.writing import HOME
from services.notifier.tables import Delivery
from shared.vault import unseal

log = structlog.get_logger()


AT_ONCE = 8


async def send_messages(session: AsyncSession, channels: Channels, *, at: datetime, lanes: Sequence[Lane] = tuple(Lane)) -> bool:
    """Send those that have been due the longest and may leave, at the same time, and record what came of each; whether anything
    was done. Those of the first lane go before those of the next.

    The deliveries stay locked while the messages are on their way, so no other worker sends them; should we die before the
    commit they are sent again, under the same message ids, by which receivers tell.
    """
    due = await lock_due_deliveries(session, lanes=lanes, at=at, limit=AT_ONCE)
    if not due:
        return False
    leaving, is_changed = await hold_back(session, due, at=at)
    if not leaving:
        return is_changed

    attempts = await asyncio.gather(*(_attempt(channels, one, at=at) for one in leaving))

    await put_attempts(session, attempts)
    if fallbacks := [attempt.fallback for attempt in attempts if attempt.fallback]:
        session.add_all(fallbacks)
        await session.flush()
    told = zip(leaving, attempts, strict=True)
    await tell_of_unreached(session, [one for one, attempt in told if attempt.verdict.state is DeliveryState.GIVEN_UP], at=at)
    return True


async def _attempt(channels: Channels, due: Due, *, at: datetime) -> Attempt:
    ways = _ways(due)
    if not ways:
        return Attempt(due.delivery_id, HOME, form_of(HOME), Verdict(DeliveryState.GIVEN_UP), "本户已撤回同意", at)
    contact = ways[due.rank] if due.rank < len(ways) else LogContact(channel=ChannelName.LOG)
    form = form_of(contact.channel)
    outcome = await _send(channels, due, contact, form)
    verdict = judge(outcome, attempts=due.attempts + 1, at=at)
    next_rank = due.rank + 1
    fallback = None
    if verdict.state is DeliveryState.GIVEN_UP and next_rank < len(ways):
        fallback = _fallback(due, rank=next_rank, channel=ways[next_rank].channel, at=at)
    return Attempt(due.delivery_id, contact.channel, form, verdict, outcome.error, at, fallback)


def _ways(due: Due) -> list[Contact]:
    """How the post is reached, in order; the duty log is the last resort. A household is reached by its telephone, or not: what
    is its own belongs in no log."""
    if due.household_id:
        return [PutHouseholdContact.model_validate_json(unseal(due.sealed_contact)).sms] if due.sealed_contact else []
    ways = PutPost.model_validate_json(unseal(due.sealed_contact)).channels if due.sealed_contact else []
    if any(contact.channel is ChannelName.LOG for contact in ways):
        return ways
    return [*ways, LogContact(channel=ChannelName.LOG)]


async def _send(channels: Channels, due: Due, contact: Contact, form: Form) -> Outcome:
    said = due.said(form)
    letter = Letter(
        message_id=due.message_id,
        case_id=due.case_id,
        errand_id=due.errand_id,
        order_id=due.order_id,
        region=due.region,
        kind=due.kind,
        subject=said.subject,
        body=said.body,
        written_at=due.written_at,
    )
    try:
        return await channels[contact.channel].send(letter, contact)
    except Exception as failure:  # a channel's fault must not stop the messages behind this one
        log.error("message.failed", channel=contact.channel.value, exc_info=failure)
        return Outcome(f"平台内部错误（{type(failure).__name__}）")


def _fallback(due: Due, *, rank: int, channel: ChannelName, at: datetime) -> Delivery:
    return Delivery(
        message_id=due.message_id,
        region=due.region,
        rank=rank,
        channel=channel,
        due_at=at,
        lane=lane_of(due.priority, is_silent=is_silent(channel), is_home=due.household_id is not None),
        addressee_id=due.addressee_id,
    )
