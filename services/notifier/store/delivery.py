"""Messages and their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName, DeliveryState, Verdict
from services.notifier.rules.message import MessageKind
from services.notifier.tables import Delivery, Message

# The states are written out, so that the index over deliveries that are due serves whatever plan PostgreSQL keeps.
_LOCK_DUE = text("""
SELECT d.id AS delivery_id, d.rank, d.attempts, m.id AS message_id, m.case_id, m.order_id, m.region, m.kind, m.subject, m.body,
       m.written_at, p.sealed_contact
FROM delivery d JOIN message m ON m.id = d.message_id LEFT JOIN post p ON p.id = m.post_id
WHERE d.state IN ('queued', 'failed') AND d.due_at <= :at
ORDER BY d.due_at, d.id LIMIT 1
FOR UPDATE OF d SKIP LOCKED
""")

_PUT_ATTEMPT = text("""
UPDATE delivery
SET channel = :channel, state = :state, attempts = attempts + 1, due_at = :retry_at, last_error = :error, sent_at = :sent_at
WHERE id = :delivery_id
""")


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose time has come: what is told, and the sealed contact of the post (none for the desk on duty)."""

    delivery_id: UUID
    rank: int
    attempts: int
    message_id: UUID
    case_id: UUID
    order_id: UUID | None
    region: str
    kind: MessageKind
    subject: str
    body: str
    written_at: datetime
    sealed_contact: bytes | None


async def lock_due_delivery(session: AsyncSession, *, at: datetime) -> Due | None:
    """The delivery that has been due the longest; None if nothing is due. One that another worker is at is left to it."""
    row = (await session.execute(_LOCK_DUE, {"at": at})).mappings().first()
    return Due(**{**row, "kind": MessageKind(row["kind"])}) if row else None


async def put_attempt(
    session: AsyncSession, delivery_id: UUID, *, channel: ChannelName, verdict: Verdict, error: str | None, at: datetime
) -> None:
    """What came of one more attempt, over this channel. The delivery is locked."""
    await session.execute(
        _PUT_ATTEMPT,
        {
            "delivery_id": delivery_id,
            "channel": channel.value,
            "state": verdict.state.value,
            "retry_at": verdict.retry_at,
            "error": error,
            "sent_at": at if verdict.state is DeliveryState.SENT else None,
        },
    )


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
