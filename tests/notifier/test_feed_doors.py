"""A system outside reads its feed, asks to be sent it, and sees nothing else of the platform."""

import asyncio
from datetime import timedelta

import pytest
from dirty_equals import IsPartialDict
from sqlmodel import select

from services.notifier.api import feed as feed_doors
from services.notifier.operations.feed.forget_events import forget_events
from services.notifier.rules.feed import offered
from services.notifier.tables import FedEvent, WorkOrder
from shared import database
from shared.long_poll import nothing_yet
from shared.security import Role
from tests.builders.feed import (
    ALERTED,
    CODE,
    DETECTED,
    GRANT,
    a_detection_elsewhere,
    alerts,
)
from tests.builders.notifier import COUNTY, MONDAY, TOWN, VILLAGE, a_detection


def ids(page):
    return [event["id"] for event in page["events"]]


async def read(system, **given):
    answer = await system.get("/feed", params=given)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_system_reads_page_by_page_and_misses_nothing(system, keep):
    events = [*alerts(3), a_detection(), a_detection_elsewhere(), *alerts(2)]
    await keep(*events)
    mine = [str(event.event_id) for event in events if event.region.startswith(COUNTY)]
    found, after = [], None
    while True:
        page = await read(system, limit=2, **({"after": after} if after else {}))
        found, after = found + ids(page), page["next"]
        if not page["events"]:
            break
    assert found == mine
    assert after == "7"
    assert page["events"] == []
    await keep(*(later := alerts(1)))
    assert ids(await read(system, after=after)) == [str(later[0].event_id)]


async def test_the_feed_is_of_cloudevents_as_they_go_over_the_bus(system, keep):
    [event] = await keep(a_detection())
    [told] = (await read(system))["events"]
    assert told == IsPartialDict(specversion="1.0", id=str(event.event_id), type=DETECTED, source="/jishiyu/registry")
    assert told["data"]["region"] == VILLAGE and "identity_hash" not in str(told)


async def test_some_types_or_a_moment_may_be_asked_for(system, keep):
    await keep(*alerts(1), a_detection(), at=MONDAY)
    await keep(*alerts(1), at=MONDAY + timedelta(hours=2))
    assert [event["type"] for event in (await read(system, types=DETECTED))["events"]] == [DETECTED]
    assert len((await read(system, types=f"{DETECTED},{ALERTED}"))["events"]) == 3
    assert len((await read(system, since="2020-06-01T10:00:00+08:00"))["events"]) == 1
    assert (await system.get("/feed?types=relief.x.y.v1")).json()["code"] == "unknown-event-type"


async def test_whoever_waits_is_told_as_soon_as_something_comes(system, keep, monkeypatch):
    found_nothing = asyncio.Event()

    def noticed(request, *, wait_s):
        found_nothing.set()
        nothing_yet(request, wait_s=wait_s)

    monkeypatch.setattr(feed_doors, "nothing_yet", noticed)
    waiting = asyncio.create_task(read(system, wait=25))
    await found_nothing.wait()
    [event] = await keep(*alerts(1))
    assert ids(await waiting) == [str(event.event_id)]


async def test_a_place_that_is_forgotten_is_not_passed_over_in_silence(system, keep, sessions):
    await keep(*alerts(2), at=MONDAY)
    await keep(*alerts(1), at=MONDAY + timedelta(days=31))
    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        await forget_events(session, at=MONDAY + timedelta(days=31))
    answer = await system.get("/feed?after=1")
    assert (answer.status_code, answer.json()["code"]) == (410, "event-forgotten")
    assert len((await read(system, after="2"))["events"]) == len((await read(system))["events"]) == 1


async def test_a_moment_that_no_clock_shows_is_refused(system):
    answer = await system.get("/feed", params={"since": "0001-01-01T00:00:00+14:00"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


@pytest.mark.parametrize("after", ["x", "-1", "99", "１"])
async def test_a_place_that_was_never_told_is_refused(system, after):
    assert (await system.get("/feed", params={"after": after})).json()["code"] == "unreadable-cursor"


async def test_a_system_sees_what_it_was_granted_and_nothing_else(system, keep, sessions, session, deliver):
    await deliver(a_detection())
    await keep(a_detection(), a_detection_elsewhere())
    assert (await session.exec(select(WorkOrder))).all()
    for path in ("/orders", "/errands", "/deliveries", "/posts", "/subscribers", "/trail", "/orders/page"):
        assert (await system.get(path)).status_code == 403, path
    scope = database.Scope(by="x", role="subscriber", region=COUNTY, org=CODE, why="test")
    async with database.transaction(sessions, scope) as theirs:
        assert (await theirs.exec(select(WorkOrder))).all() == []
        assert [event.region for event in (await theirs.exec(select(FedEvent))).all()] == [VILLAGE]
    async with database.transaction(sessions, database.Scope("x", "subscriber", COUNTY, "nobody", "test")) as stranger:
        assert (await stranger.exec(select(FedEvent))).all() == []


async def test_rights_end_at_once(system, county, keep):
    await keep(*alerts(1))
    (await county.put(f"/subscribers/{CODE}", json=GRANT | {"types": [DETECTED]})).raise_for_status()
    assert (await read(system))["events"] == []
    assert (await system.get("/feed/rights")).json() == IsPartialDict(types=[DETECTED], region=COUNTY, ended_at=None)
    refused = await system.get(f"/feed?types={DETECTED},{ALERTED}")
    assert (refused.status_code, refused.json()) == (
        403,
        IsPartialDict(code="not-granted", event_type=ALERTED, pointer="/query/types"),
    )
    (await county.post(f"/subscribers/{CODE}/ending")).raise_for_status()
    assert (await system.get("/feed")).json()["code"] == "subscriber-ended"


async def test_an_account_that_was_granted_nothing_reads_nothing(api):
    stranger = api.as_(Role.SUBSCRIBER, region=COUNTY, org="nobody")
    assert (await stranger.get("/feed")).json()["code"] == "subscriber-not-found"
    assert (await api.as_(Role.TOWN, region=TOWN).get("/feed")).status_code == 403
    assert (await api.as_(Role.TOWN, region=TOWN).put(f"/subscribers/{CODE}", json=GRANT)).status_code == 403


async def test_every_type_is_explained(system):
    types = (await system.get("/feed/types")).json()
    assert {each["type"] for each in types} == set(offered())
    [detected] = [each for each in types if each["type"] == DETECTED]
    assert (detected["title"], detected["fields"]["region"]) == (offered()[DETECTED].title, "村（社区）代码")
