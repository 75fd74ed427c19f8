"""Push what subscriptions are owed to their addresses, in order, and record what came of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels.receivers import Line, Receivers
from services.notifier.rules.push import PushState, Reply, is_to_be_told, is_worth_probing, wait_after, why_paused
from services.notifier.rules.subscription import Way, secrets_at
from services.notifier.schemas.subscription import Endpoint
from services.notifier.store.feed import Owed, Turn, get_feed, list_owed, lock_turn
from services.notifier.store.push import pause, push_of, take_warning_back, warn, write_reply
from services.notifier.store.subscription import find_pushes
from services.notifier.tables import Push
from shared import clock
from shared.events.wire import CONTENT_TYPE
from shared.vault import unseal

EVENTS_A_TURN = 50
TURN_S = 10.0
"""After so long another subscription has its turn; the transaction waits for the last answer besides."""


@dataclass
class Load:
    """What one subscription is owed in this turn, and what came of it."""

    turn: Turn
    head: int
    owed: list[Owed]
    known: dict[UUID, Push]
    taken: list[tuple[Owed, Reply]] = field(default_factory=list)
    aside: list[tuple[Owed, Reply]] = field(default_factory=list)
    failed: tuple[Owed, Reply] | None = None


async def push_events(session: AsyncSession, receivers: Receivers, *, is_failing: bool, at: datetime) -> bool:
    """Whether it was anybody's turn: one subscription, of those that go well or of those that fail. A receiver that hangs holds
    this turn and no other.

    Its progress stays locked while the events are on their way, so no other worker sends them. Should we die before the commit
    the turn's events are sent again, under the same ids, by which receivers tell.
    """
    turn = await lock_turn(session, way=Way.WEBHOOK, is_failing=is_failing, at=at)
    if turn is None:
        return False
    load = await _load(session, turn)
    await _send(receivers, load, at=at)
    await _write(session, load, at=clock.now())
    return True


async def _load(session: AsyncSession, turn: Turn) -> Load:
    head = (await get_feed(session)).position
    owed = await list_owed(session, turn.subscription.id, after=turn.progress.position, head=head, limit=EVENTS_A_TURN)
    known = await find_pushes(session, turn.subscription.id, [each.event_id for each in owed])
    return Load(turn, head, owed, known)


async def _send(receivers: Receivers, load: Load, *, at: datetime) -> None:
    """Touches no row."""
    endpoint = Endpoint.model_validate_json(unseal(load.turn.subscription.sealed_endpoint))
    signing = secrets_at(endpoint.secret, endpoint.former_secret, endpoint.former_until, at)
    ends_s, failures = monotonic() + TURN_S, load.turn.progress.failures
    waiting = iter(load.owed)
    async with receivers.line(endpoint.address) as line:
        for owed in waiting:
            reply = await _try(line, owed, signing)
            if reply.is_taken:
                load.taken.append((owed, reply))
            else:
                behind = next(waiting, None) if is_worth_probing(failures + 1) else None
                probe = await _try(line, behind, signing) if behind else None
                if behind is None or probe is None or not probe.is_taken:
                    load.failed = (owed, reply)
                    return
                load.aside.append((owed, reply))
                load.taken.append((behind, probe))
            failures = 0
            if monotonic() > ends_s:
                return


async def _try(line: Line, owed: Owed, signing: Sequence[str]) -> Reply:
    return await line.send(owed.body, message_id=str(owed.event_id), secrets=signing, kind=CONTENT_TYPE)


async def _write(session: AsyncSession, load: Load, *, at: datetime) -> None:
    subscription, progress = load.turn.subscription, load.turn.progress
    passed = [owed.position for owed, _ in (*load.taken, *load.aside)]
    if passed:
        progress.position = max(passed)
        if progress.failing_since and is_to_be_told(failing_since=progress.failing_since, at=at):
            await take_warning_back(session, load.turn, failing_since=progress.failing_since, at=at)
    if passed or not load.owed:
        # Where nothing is owed any more, as rights shrank, nothing fails either.
        progress.failures, progress.failing_since = 0, None
    if load.failed is None and len(passed) == len(load.owed) < EVENTS_A_TURN:
        progress.position = load.head
    progress.due_at = at
    for owed, reply in load.taken:
        push = push_of(subscription, owed, load.known.get(owed.event_id), at=at)
        session.add(write_reply(push, reply, state=PushState.DELIVERED, at=at, due_at=None, is_aside=False))
    for owed, reply in load.aside:
        push = push_of(subscription, owed, load.known.get(owed.event_id), at=at)
        due_at = at + wait_after(push.attempts + 1, reply, chance=_chance())
        session.add(write_reply(push, reply, state=PushState.FAILED, at=at, due_at=due_at, is_aside=True))
    if load.failed:
        owed, reply = load.failed
        push = push_of(subscription, owed, load.known.get(owed.event_id), at=at)
        session.add(write_reply(push, reply, state=PushState.FAILED, at=at, due_at=None, is_aside=False))
        # Never later than now: a clock that was set back would have it fail in the future, and be asked without a pause.
        progress.failures, progress.failing_since = progress.failures + 1, min(progress.failing_since or at, at)
        progress.due_at = at + wait_after(progress.failures, reply, chance=_chance())
        if why := why_paused(reply, failing_since=progress.failing_since, at=at):
            await pause(session, load.turn, why, at=at)
        elif is_to_be_told(failing_since=progress.failing_since, at=at):
            await warn(session, load.turn, reply, failing_since=progress.failing_since, at=at)
    session.add(progress)
    await session.flush()


def _chance() -> int:
    return random.randrange(41)  # noqa: S311  it spreads retries, and guards nothing
