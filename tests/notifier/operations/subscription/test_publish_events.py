"""Over the bus each subscriber finds on its own subjects what it is owed, once for each reading."""

from datetime import timedelta

from sqlalchemy import text

from services.notifier.operations.subscription import publish_events as publishing
from services.notifier.operations.subscription.publish_events import publish_events
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.schemas.subscription import ResumeSubscription
from services.notifier.store import push as store
from tests.builders.feed import ALERTED, a_detection_elsewhere, a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY, a_detection


async def owed(session):
    return (await session.execute(text("SELECT event_id, subject, body FROM outbox ORDER BY position"))).all()


async def test_what_is_granted_stands_on_the_subscribers_own_subjects(session):
    await a_subscriber(session)
    await a_subscription(session)
    mine = await kept(session, *alerts(1), a_detection_elsewhere(), a_detection())
    assert await publish_events(session, at=MONDAY)
    assert [(row.subject, bytes(row.body)) for row in await owed(session)] == [
        ("feed.data-platform.registry.alert-raised.v1", mine[0].body),
        ("feed.data-platform.registry.new-poverty-detected.v1", mine[2].body),
    ]
    assert not await publish_events(session, at=MONDAY), "once"


async def test_two_subscribers_have_each_their_own(session):
    for code in ("data-platform", "medical-insurance"):
        await a_subscriber(session, code=code, types=[ALERTED])
        await a_subscription(session, code=code)
    await kept(session, *alerts(1))
    while await publish_events(session, at=MONDAY):
        pass
    rows = await owed(session)
    assert {row.subject.split(".")[1] for row in rows} == {"data-platform", "medical-insurance"}
    assert len({row.event_id for row in rows}) == 2


async def test_a_replay_is_no_repetition_to_the_broker(session):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session)
    await kept(session, *alerts(1), at=MONDAY + timedelta(hours=1))
    await publish_events(session, at=MONDAY + timedelta(hours=1))
    form = ResumeSubscription(since=MONDAY)
    await resume_subscription(session, subscription.id, form, at=MONDAY + timedelta(hours=2))
    await publish_events(session, at=MONDAY + timedelta(hours=2))
    first, second = await owed(session)
    assert (first.body, first.event_id != second.event_id) == (second.body, True)


async def test_more_than_a_turn_holds_comes_in_turns_and_waits_for_the_bus(session, monkeypatch):
    monkeypatch.setattr(publishing, "EVENTS_AT_ONCE", 4)
    monkeypatch.setattr(store, "OWED_ON_THE_BUS", 8)
    await a_subscriber(session)
    await a_subscription(session)
    await kept(session, *alerts(10))
    assert [await publish_events(session, at=MONDAY) for _ in range(3)] == [True, True, False]
    assert len(await owed(session)) == 8, "our own facts are not put behind a long replay"
    await session.execute(text("DELETE FROM outbox"))
    assert await publish_events(session, at=MONDAY)
    assert len(await owed(session)) == 2
