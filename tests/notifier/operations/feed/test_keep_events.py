"""What is kept for others: once, in one order, thin, and nothing that is not offered."""

import asyncio

import orjson
from sqlmodel import select

from services.notifier.operations.feed.keep_events import keep_events
from services.notifier.rules.feed import WITHHELD
from services.notifier.store.feed import get_feed
from services.notifier.tables import FedEvent
from shared import database
from shared.events.medical import MedicalCoverOpened
from shared.ids import uuid7
from tests.builders.feed import a_move, alerts, kept
from tests.builders.notifier import MONDAY, OTHER_COUNTY_VILLAGE, VILLAGE, a_detection


async def test_events_stand_in_the_order_in_which_they_came(session):
    events = [*alerts(2), a_detection(), *alerts(1)]
    first, second = await kept(session, *events[:2]), await kept(session, *events[2:])
    assert [each.event_id for each in (*first, *second)] == [event.event_id for event in events]
    assert [each.position for each in (*first, *second)] == [1, 2, 3, 4]
    assert (await get_feed(session)).position == 4


async def test_an_event_that_comes_again_is_kept_once(session):
    [one, two] = alerts(2)
    await kept(session, one)
    await kept(session, one, two, two)
    assert (await session.exec(select(FedEvent.event_id).order_by(FedEvent.position))).all() == [one.event_id, two.event_id]


async def test_nothing_of_a_person_leaves(session):
    [event] = await kept(session, a_detection(members=3))
    told = orjson.loads(event.body)
    assert told["id"] == str(event.event_id)
    assert (told["type"], told["data"]["region"]) == (event.type, VILLAGE)
    assert [set(member) for member in told["data"]["members"]] == [{"person_id"}] * 3
    assert not any(f'"{field}"' in event.body.decode() for field in WITHHELD)


async def test_what_is_not_offered_is_not_kept(session):
    cover = MedicalCoverOpened(case_id=uuid7(), household_id=uuid7(), persons=1, in_force_on=MONDAY.date())
    assert await kept(session, cover) == []


async def test_a_move_stands_for_both_places(session):
    [event] = await kept(session, a_move())
    assert (event.region, event.former_region) == (OTHER_COUNTY_VILLAGE, VILLAGE)


async def test_whoever_read_a_place_never_sees_anything_appear_before_it(sessions):
    """Two keepers at once: the second waits until the first is through, so no earlier position comes later."""
    one, two = alerts(1), alerts(1)
    async with sessions() as first:
        await database.set_scope(first, database.the_platform("test", "test"))
        await keep_events(first, one, at=MONDAY)

        async def beside() -> None:
            async with database.transaction(sessions, database.the_platform("test", "test")) as second:
                await keep_events(second, two, at=MONDAY)

        waiting = asyncio.create_task(beside())
        async with database.transaction(sessions, database.the_platform("test", "test")) as reader:
            assert (await get_feed(reader)).position == 0
        assert not waiting.done()
        await first.commit()
    await waiting
    async with database.transaction(sessions, database.the_platform("test", "test")) as reader:
        found = (await reader.exec(select(FedEvent).order_by(FedEvent.position))).all()
    assert [(each.position, each.event_id) for each in found] == [(1, one[0].event_id), (2, two[0].event_id)]
