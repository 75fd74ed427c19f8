"""Messages and their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName, DeliveryState, Verdict
from services.notifier.rules.message import MessageKind
from services.notifier.rules.urgency import Urgency, share
from services.notifier.tables import Delivery, Message

# The states are written out, so that the index over deliveries that are due serves whatever plan PostgreSQL keeps.
_DUE = "FROM delivery WHERE state IN ('queued', 'failed') AND due_at <= :at"
# Each lane has its share of the turn, and what those before it left over; when all had theirs, whatever is due fills the rest.
_LOCK_DUE = text(f"""
WITH low AS (
    SELECT id {_DUE} AND urgency = 2 ORDER BY urgency, due_at, id LIMIT :low FOR UPDATE SKIP LOCKED
), ordinary AS (
    SELECT id {_DUE} AND urgency = 1 ORDER BY urgency, due_at, id
    LIMIT CAST(:low AS int) + :ordinary - (SELECT count(*) FROM low) FOR UPDATE SKIP LOCKED
), urgent AS (
    SELECT id {_DUE} AND urgency = 0 ORDER BY urgency, due_at, id
    LIMIT CAST(:limit AS int) - (SELECT count(*) FROM low) - (SELECT count(*) FROM ordinary) FOR UPDATE SKIP LOCKED
), shared AS MATERIALIZED (
    SELECT id FROM low UNION ALL SELECT id FROM ordinary UNION ALL SELECT id FROM urgent
), rest AS (
    SELECT id {_DUE} AND id NOT IN (SELECT id FROM shared) ORDER BY urgency, due_at, id
    LIMIT CAST(:limit AS int) - (SELECT count(*) FROM shared) FOR UPDATE SKIP LOCKED
)
SELECT d.id AS delivery_id, d.rank, d.urgency, d.attempts, m.id AS message_id, m.case_id, m.errand_id, m.order_id, m.region,
       m.kind, m.subject, m.body, m.written_at, p.sealed_contact
FROM (SELECT id FROM shared UNION ALL SELECT id FROM rest) AS mine
JOIN delivery d USING (id) JOIN message m ON m.id = d.message_id LEFT JOIN post p ON p.id = m.post_id
ORDER BY d.urgency, d.due_at, d.id
""")  # noqa: S608  the only interpolation is a constant of our own

_PUT_ATTEMPTS = text("""
UPDATE delivery
SET channel = new.channel, state = new.state, attempts = attempts + 1, due_at = new.due_at, last_error = new.error,
    sent_at = new.sent_at
FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[]), CAST(:states AS text[]), CAST(:instants AS timestamptz[]),
            CAST(:errors AS text[]), CAST(:sent AS timestamptz[])) AS new (id, channel, state, due_at, error, sent_at)
WHERE delivery.id = new.id
""")


_BRING_BACK = text("""
UPDATE delivery SET due_at = :at FROM message
WHERE message.id = delivery.message_id AND delivery.state IN ('queued', 'failed') AND delivery.due_at > :written_after
  AND (message.written_at > :written_after OR (delivery.state = 'failed' AND delivery.due_at > :due_after))
""")


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose time has come: what is told, and the sealed contact of the post (none for the desk on duty)."""

    delivery_id: UUID
    rank: int
    urgency: Urgency
    attempts: int
    message_id: UUID
    case_id: UUID | None
    errand_id: UUID | None
    order_id: UUID | None
    region: str
    kind: MessageKind
    subject: str
    body: str
    written_at: datetime
    sealed_contact: bytes | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one more attempt over this channel, and the delivery over the next one if this was given up."""

    delivery_id: UUID
    channel: ChannelName
    verdict: Verdict
    error: str | None
    at: datetime
    fallback: Delivery | None = None

    @property
    def sent_at(self) -> datetime | None:
        return self.at if self.verdict.state is DeliveryState.SENT else None


async def lock_due_deliveries(session: AsyncSession, *, at: datetime, limit: int) -> list[Due]:
    """The most urgent deliveries that have been due the longest, and of the others their share (`rules.urgency`). Those that
    another worker is at are left to it."""
    places = {lane.name.lower(): share(lane, limit) for lane in (Urgency.ORDINARY, Urgency.LOW)}
    rows = (await session.execute(_LOCK_DUE, {"at": at, "limit": limit, **places})).mappings()
    return [Due(**{**row, "kind": MessageKind(row["kind"]), "urgency": Urgency(row["urgency"])}) for row in rows]


async def put_attempts(session: AsyncSession, attempts: Sequence[Attempt]) -> None:
    """Record these attempts, in one statement. The deliveries are locked."""
    await session.execute(
        _PUT_ATTEMPTS,
        {
            "ids": [attempt.delivery_id for attempt in attempts],
            "channels": [attempt.channel.value for attempt in attempts],
            "states": [attempt.verdict.state.value for attempt in attempts],
            "instants": [attempt.verdict.retry_at for attempt in attempts],
            "errors": [attempt.error for attempt in attempts],
            "sent": [attempt.sent_at for attempt in attempts],
        },
    )


async def bring_back(session: AsyncSession, *, at: datetime, written_after: datetime, due_after: datetime) -> int:
    """Make due now what was written, or put off, by a clock that ran ahead; how many."""
    asked = {"at": at, "written_after": written_after, "due_after": due_after}
    brought: Any = await session.execute(_BRING_BACK, asked)
    return int(brought.rowcount)


async def list_deliveries(
    session: AsyncSession, *, state: DeliveryState | None, case_id: UUID | None, after: UUID | None, limit: int
) -> Sequence[tuple[Delivery, Message]]:
    """Deliveries in the order in which they were queued, each with its message."""
    deliveries = select(Delivery, Message).join(Message, col(Delivery.message_id) == Message.id)
    if state:
        deliveries = deliveries.where(Delivery.state == state)
    if case_id:
        deliveries = deliveries.where(Message.case_id == case_id)
    if after:
        deliveries = deliveries.where(Delivery.id > after)
    return (await session.exec(deliveries.order_by(col(Delivery.id)).limit(limit))).all()
