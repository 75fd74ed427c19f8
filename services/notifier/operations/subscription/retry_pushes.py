"""Try again, each by itself, the events that a receiver did not take while it took others, and those sent again by hand."""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels.receivers import Receivers
from services.notifier.rules.push import GONE, PushState, Reply, is_given_up, wait_after, why_paused
from services.notifier.rules.subscription import secrets_at
from services.notifier.schemas.subscription import Endpoint
from services.notifier.store.feed import Owed, Turn, get_turn, list_owed
from services.notifier.store.push import pause, write_reply
from services.notifier.store.subscription import find_event, lock_due_pushes
from services.notifier.tables import Push
from shared import clock
from shared.events.wire import CONTENT_TYPE
from shared.vault import unseal

AT_ONCE = 8
WITHDRAWN = Reply(took_ms=0, error="事件已超过保存期限，或授权已收回")


@dataclass(frozen=True)
class Waiting:
    """A push whose time has come, and what is to be sent; nothing if it may not leave any more."""

    push: Push
    turn: Turn
    owed: Owed | None


async def retry_pushes(session: AsyncSession, receivers: Receivers, *, at: datetime) -> bool:
    """Whether anything was due. They stay locked while they are on their way, as in a turn."""
    due = [await _waiting(session, push) for push in await lock_due_pushes(session, at=at, limit=AT_ONCE)]
    if not due:
        return False

    replies = await asyncio.gather(*(_try(receivers, each, at=at) for each in due))

    for each, reply in zip(due, replies, strict=True):
        await _write(session, each, reply, at=clock.now())
    return True


async def _waiting(session: AsyncSession, push: Push) -> Waiting:
    turn, event = await get_turn(session, push.subscription_id), await find_event(session, push.event_id)
    if event is None:
        return Waiting(push, turn, None)
    # Asked anew: what was granted then may be granted no more.
    owed = await list_owed(session, push.subscription_id, after=event.position - 1, head=event.position, limit=1)
    return Waiting(push, turn, owed[0] if owed else None)


async def _try(receivers: Receivers, waiting: Waiting, *, at: datetime) -> Reply:
    if waiting.owed is None:
        return WITHDRAWN
    endpoint = Endpoint.model_validate_json(unseal(waiting.turn.subscription.sealed_endpoint))
    signing = secrets_at(endpoint.secret, endpoint.former_secret, endpoint.former_until, at)
    async with receivers.line(endpoint.address) as line:
        return await line.send(waiting.owed.body, message_id=str(waiting.owed.event_id), secrets=signing, kind=CONTENT_TYPE)


async def _write(session: AsyncSession, waiting: Waiting, reply: Reply, *, at: datetime) -> None:
    push, due_at, state = waiting.push, None, PushState.FAILED
    if reply.is_taken:
        state = PushState.DELIVERED
    elif waiting.owed is None or is_given_up(first_at=push.first_at, at=at):
        state = PushState.GIVEN_UP
    else:
        due_at = at + wait_after(push.attempts + 1, reply, chance=random.randrange(41))  # noqa: S311  it spreads retries
    is_aside = state is PushState.FAILED
    session.add(write_reply(push, reply, state=state, at=at, due_at=due_at, is_aside=is_aside))
    if reply.status == GONE:
        await pause(session, waiting.turn, why_paused(reply, failing_since=at, at=at), at=at)
    await session.flush()
