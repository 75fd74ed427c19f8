"""What a clock that was years ahead put off is due now; what waits for a night or a digest is left."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.message.recall_messages import recall_messages
from services.notifier.tables import Delivery
from tests.builders.notifier import MONDAY


async def test_only_what_waits_for_longer_than_anything_can_is_recalled(session, opened):
    await opened()
    await opened()
    first, second = (await session.exec(select(Delivery).order_by(Delivery.id))).all()
    first.due_at, second.due_at = MONDAY + timedelta(days=400), MONDAY + timedelta(hours=30)
    session.add_all([first, second])
    await session.flush()

    assert await recall_messages(session, at=MONDAY) == 1

    await session.refresh(first)
    await session.refresh(second)
    assert (first.due_at, second.due_at) == (MONDAY, MONDAY + timedelta(hours=30))
