"""What came of an event that was sent to another system, and what follows for its subscription."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.feed import bus_subject
from services.notifier.rules.message import MessageKind
from services.notifier.rules.push import WARNED_AFTER, PushState, Reply, pauses_at
from services.notifier.rules.routing import officer_of
from services.notifier.rules.subscription import SubscriptionState
from services.notifier.store.feed import Owed, Turn
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Message, Push, Subscription
from shared import rows, settings

OWED_ON_THE_BUS = 500
"""So many messages may wait for the bus before more of a feed are put behind them: our own facts must not wait for a replay."""

_OWE = text(rows.OWE)
_WAITING = text("SELECT count(*) FROM (SELECT FROM outbox LIMIT :limit) AS waiting")


def push_of(subscription: Subscription, owed: Owed, known: Push | None, *, at: datetime) -> Push:
    """The record of an event on its way there: the one that is known, or a new one. Sent anew, it has its three days anew."""
    if known:
        known.first_at = known.first_at if known.state is PushState.FAILED else at
        return known
    return Push(
        subscription_id=subscription.id,
        code=subscription.code,
        region=subscription.region,
        event_id=owed.event_id,
        type=owed.type,
        state=PushState.FAILED,
        attempts=0,
        took_ms=0,
        first_at=at,
        last_at=at,
    )


def write_reply(push: Push, reply: Reply, *, state: PushState, at: datetime, due_at: datetime | None, is_aside: bool) -> Push:
    """One more attempt and what came of it."""
    push.attempts, push.last_at, push.state, push.due_at, push.is_aside = push.attempts + 1, at, state, due_at, is_aside
    push.status, push.answer, push.took_ms = reply.status, reply.answer, reply.took_ms
    push.error = "" if reply.is_taken else reply.said
    return push


async def pause(session: AsyncSession, turn: Turn, why: str, *, at: datetime) -> None:
    """Send nothing more until somebody says so, and tell whoever granted it."""
    subscription = turn.subscription
    subscription.state, subscription.paused_at, subscription.paused_because = SubscriptionState.PAUSED, at, why
    session.add(subscription)
    await session.flush()
    await _tell(session, turn, MessageKind.SUBSCRIPTION_PAUSED, at=at, reason=why)


async def warn(session: AsyncSession, turn: Turn, reply: Reply, *, failing_since: datetime, at: datetime) -> None:
    """Tell whoever granted it that it has been failing for long and when it will be paused; once, until it is well again."""
    if not await _is_warned(session, turn, failing_since):
        known = {"reason": reply.said, "failing_since": failing_since, "due_at": pauses_at(failing_since)}
        await _tell(session, turn, MessageKind.SUBSCRIPTION_FAILING, at=at, **known)


async def take_warning_back(session: AsyncSession, turn: Turn, *, failing_since: datetime, at: datetime) -> None:
    """Tell those who were warned that it is well again; nobody if nobody was."""
    if await _is_warned(session, turn, failing_since):
        await _tell(session, turn, MessageKind.SUBSCRIPTION_RECOVERED, at=at, failing_since=failing_since)


async def _is_warned(session: AsyncSession, turn: Turn, failing_since: datetime) -> bool:
    """The message itself is what is known of it. It was written in the transaction of an attempt, under the lock of the turn, so
    no replica writes it twice. A warning of an earlier failing is older than the first day of this one."""
    wanted = select(Message.id).where(
        Message.matter_id == turn.subscription.id,
        Message.kind == MessageKind.SUBSCRIPTION_FAILING,
        Message.written_at >= failing_since + WARNED_AFTER,
    )
    return (await session.exec(wanted.limit(1))).first() is not None


async def _tell(session: AsyncSession, turn: Turn, kind: MessageKind, *, at: datetime, **fields: Any) -> None:
    """Whoever sees to it where it was granted."""
    subscription, subscriber = turn.subscription, turn.subscriber
    region = "" if subscriber.region == "*" else subscriber.region
    desk = officer_of(region, await list_desks(session, region) if region else [])
    letter = letter_to(
        desk,
        kind,
        About(subscriber.region, matter_id=subscription.id),
        at=at,
        title=subscriber.title,
        link=link.subscription(settings.current().base_url, subscription.id),
        **fields,
    )
    await add_letters(session, [letter])


async def owe_to_subscriber(session: AsyncSession, turn: Turn, owed: Sequence[Owed]) -> None:
    """Owe these to the subscriber's own subjects of the bus. Begun anew, a reading goes under other ids: the broker would drop
    what it thinks a repetition."""
    code, number = turn.subscriber.code, turn.progress.turn
    debts = [
        {
            "event_id": uuid5(NAMESPACE_OID, f"{turn.subscription.id} {number} {each.event_id}"),
            "subject": bus_subject(code, each.type),
            "body": each.body,
            "traceparent": None,
        }
        for each in owed
    ]
    await session.execute(_OWE, rows.owing(debts))


async def is_bus_behind(session: AsyncSession) -> bool:
    """Whether much waits for the bus already."""
    return int((await session.execute(_WAITING, {"limit": OWED_ON_THE_BUS})).scalar_one()) >= OWED_ON_THE_BUS
