"""The feed keeps thirty days, and says up to where it forgot."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.feed.forget_events import forget_events
from services.notifier.store.feed import get_feed
from services.notifier.tables import FedEvent
from tests.builders.feed import alerts, kept
from tests.builders.notifier import MONDAY


async def test_what_is_older_than_thirty_days_is_gone(session):
    await kept(session, *alerts(2), at=MONDAY)
    [young] = await kept(session, *alerts(1), at=MONDAY + timedelta(days=1))
    assert await forget_events(session, at=MONDAY + timedelta(days=30, hours=1)) == 2
    assert (await session.exec(select(FedEvent.position))).all() == [young.position]
    feed = await get_feed(session)
    assert (feed.forgotten, feed.position) == (2, 3)


async def test_nothing_to_forget_changes_nothing(session):
    await kept(session, *alerts(1))
    assert await forget_events(session, at=MONDAY) == 0
    assert (await get_feed(session)).forgotten == 0
