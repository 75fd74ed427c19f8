"""Messages and their deliveries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import DeliveryState
from services.notifier.tables import Delivery, Message, Post

DUE = (DeliveryState.QUEUED, DeliveryState.FAILED)


async def lock_due_delivery(session: AsyncSession, *, at: datetime) -> tuple[Delivery, Message, Post | None] | None:
    """The delivery that has been due the longest, with its message and the post it goes to; None if nothing is due.

    A delivery that another worker is at is left to it.
    """
    due = (
        select(Delivery, Message, Post)
        .join(Message, col(Delivery.message_id) == Message.id)
        .outerjoin(Post, col(Message.post_id) == Post.id)
        .where(col(Delivery.state).in_(DUE), col(Delivery.due_at) <= at)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(1)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return (await session.exec(due)).one_or_none()


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
