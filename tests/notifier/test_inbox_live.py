"""What open pages hear: new orders and messages at once, each person their own, nothing lost between two connections."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event as database_event
from sqlalchemy import text

from services.notifier.api import inbox_hub as hub
from services.notifier.api import inbox_live as live
from services.notifier.store.inbox import is_snapshot, look, snapshot
from shared import clock
from shared.database import the_platform, transaction
from shared.security import Role
from tests.builders.complaints import a_complaint
from tests.builders.notifier import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, an_alert, by_log
from tests.conftest import token
from tests.notifier.streaming import streaming
from tests.notifier.test_order_doors import county, given, registered, town
from tests.waiting import until

BEFORE_TODAY = "0.1:1:"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_S", 0.02)
    monkeypatch.setattr(live, "BEAT_S", 0.1)


def bearer(role: Role = Role.TOWN, region: str = TOWN, subject: str = "街道小钱", minutes: int = 60) -> str:
    return f"Bearer {token(role, region=region, subject=subject, minutes=minutes)}"


def listening(app, subject: str = "街道小钱", **headers: str):
    return streaming(app, "/inbox/events", Authorization=bearer(subject=subject), **headers)


async def test_a_new_order_its_message_and_its_change_are_heard_by_whom_they_concern_alone(api, app) -> None:
    await registered(api)
    await registered(api, "街道小孙")
    async with listening(app) as mine, listening(app, "街道小孙") as others:
        hello = await mine.next()
        assert (hello.name, hello.told["account"], mine.headers["content-type"][:17]) == (
            "hello",
            "街道小钱",
            "text/event-stream",
        )
        [order] = await given(api, {"region": TOWN, "holder": "街道小钱"})
        came = await mine.next("changed")
        assert (came.told["new"], came.told["messages"], came.told["changed"]) == (1, 1, 0)
        assert order["id"] in [one["id"] for one in came.told["things"]]

        await county(api).post(f"/orders/{order['id']}/extension", json={"reason": "雨季", "due_on": "2035-08-01"})
        assert (await mine.next("changed")).told["changed"] == 1
        await county(api).post(f"/orders/{order['id']}/hand-on", json={"holder": "街道小孙", "reason": "由小孙办"})
        gone = await mine.next("changed")
        assert (gone.told["changed"], gone.told["new"]) == (1, 0)
        assert (await others.next("changed")).told["new"] == 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(others.next("changed"), 0.3)


async def test_an_errand_is_heard_in_its_village_and_in_no_other(app, deliver) -> None:
    def officer(village):
        return streaming(app, "/inbox/events", Authorization=bearer(Role.VILLAGE, village, "村干部老吴"))

    async with officer(VILLAGE) as here, officer(OTHER_VILLAGE) as there:
        await here.next(), await there.next()
        await deliver(an_alert())
        assert (await here.next("changed")).told["new"] == 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(there.next("changed"), 0.3)


async def test_whoever_connects_again_hears_what_they_missed_and_only_that(api, app) -> None:
    await given(api)
    async with listening(app) as first:
        last = (await first.next()).id
    [order] = await given(api)
    async with listening(app, Last_Event_ID=last) as second:
        hello, missed = await second.next(), await second.next()
        assert [one["id"] for one in missed.told["things"]] == [order["id"]]
        assert (missed.name, missed.told["is_much"]) == ("changed", False)
    async with listening(app, Last_Event_ID=missed.id) as third:
        assert [(await third.next()).name, (await third.next()).name] == ["hello", "beat"]
    yesterday = f"{int((clock.now() - timedelta(days=2)).timestamp())}.{hello.id.partition('.')[2]}"
    for unknown in (yesterday, BEFORE_TODAY, "x", f"{int(clock.now().timestamp())}.9:1:", "9999999999.1:2:3"):
        async with listening(app, Last_Event_ID=unknown) as stranger:
            await stranger.next()
            assert (await stranger.next()).told["is_much"] is True


async def test_what_was_laid_early_and_committed_late_is_not_passed_over(sessions) -> None:
    platform = the_platform("test", "test")
    laid = """INSERT INTO inbox_change (thing, thing_id, is_new, region, given_by, is_restricted)
              VALUES ('order', CAST(:id AS uuid), true, '371311001', '', false)"""
    early, late = UUID(int=1), UUID(int=2)
    async with transaction(sessions, platform) as session:
        before = await snapshot(session)
    async with transaction(sessions, platform) as slow:
        await slow.execute(text(laid), {"id": early})
        async with transaction(sessions, platform) as quick:
            await quick.execute(text(laid), {"id": late})
        async with transaction(sessions, platform) as session:
            between, seen = await look(session, before)
        assert [change.thing_id for change in seen or ()] == [late]
    async with transaction(sessions, platform) as session:
        _, then = await look(session, between)
    assert [change.thing_id for change in then or ()] == [early]


def test_only_what_can_be_a_snapshot_is_put_to_the_database() -> None:
    for told in ("7:7:", "7:9:7,8"):
        assert is_snapshot(told)
    for told in ("", "7", "7:6:", "0:1:", "7:9:9", "7:9:8,7", "7:9:7,7", "7:9:x", "7:9:7;DROP", f"1:{2**63}:"):
        assert not is_snapshot(told)


async def test_a_stream_does_not_outlive_its_token(app, monkeypatch: pytest.MonkeyPatch) -> None:
    good = True
    monkeypatch.setattr(clock, "now", lambda real=clock.now: real() if good else real() + timedelta(minutes=2))
    async with streaming(app, "/inbox/events", Authorization=bearer(minutes=1)) as stream:
        assert [(await stream.next()).name, (await stream.next()).name] == ["hello", "beat"]
        good = False
        await stream.next("ended")
        with pytest.raises(EOFError):
            await stream.next()
    async with streaming(app, "/inbox/events") as nobody:
        assert nobody.status == 401


async def test_so_many_pages_of_one_account_and_no_more(app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PAGES_OF_ONE", 1)
    async with listening(app) as one:
        await one.next()
        async with listening(app) as second, listening(app, "街道小孙") as another:
            assert (second.status, another.status) == (429, 200)
    await until(lambda: _nobody_left(app))
    async with listening(app) as again:
        assert again.status == 200


async def _nobody_left(app) -> bool:
    return not hub.hub_of(app)._listeners and hub.hub_of(app)._looking is None


async def test_a_hundred_pages_are_one_query_and_hold_no_connection(api, app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_S", 3600)
    asked = []
    streams = [listening(app, f"街道人员{number}") for number in range(100)]
    opened = [await one.__aenter__() for one in streams]
    try:
        for stream in opened:
            await stream.next()
        assert app.state.engine.pool.checkedout() == 0
        await given(api)
        engine = app.state.engine.sync_engine
        database_event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        await hub.hub_of(app).look_once()
        assert len([one for one in asked if "set_config" not in one]) == 4, asked
        for stream in opened:
            assert (await stream.next("changed")).told["new"] == 1
        asked.clear()
        await hub.hub_of(app).look_once()
        assert len([one for one in asked if "set_config" not in one]) == 1, asked
    finally:
        for one in streams:
            await one.__aexit__(None, None, None)


async def test_very_much_at_once_is_told_in_one_word(api, app, monkeypatch: pytest.MonkeyPatch) -> None:
    await county(api).put(f"/posts/{TOWN}", json={"name": "值班", "channels": [by_log()]})
    async with listening(app) as stream:
        await stream.next()
        many = [{"region": TOWN} for _ in range(60)]
        await given(api, *many)
        told = (await stream.next("changed")).told
        assert told["is_much"] and len(told["things"]) == 50


async def test_the_log_of_changes_is_forgotten_after_a_day(api, session, tick) -> None:
    from services.notifier.jobs import forget_inbox_changes

    await given(api)
    await tick(forget_inbox_changes, clock.now() + timedelta(hours=23))
    count = text("SELECT count(*) FROM inbox_change")
    assert (await session.execute(count)).scalar_one() > 0
    await tick(forget_inbox_changes, clock.now() + timedelta(hours=26))
    assert (await session.execute(count)).scalar_one() == 0
    assert (await town(api).get("/inbox")).json()["counts"]["owed"] == 1


async def test_a_complaint_s_task_comes_to_the_town_that_looks_into_it_and_goes_when_reported(api, app) -> None:
    desk = api.as_(Role.COMPLAINTS, region=COUNTY)
    complaint = (await api.post("/complaints", json=a_complaint())).json()["receipt"]
    one = (await desk.get("/complaint-desk")).json()["rows"][0]["id"]
    assert complaint and (await desk.post(f"/complaint-desk/{one}/acceptance", json={"matter": "money"})).status_code < 300
    async with listening(app) as stream:
        await stream.next()
        task = (
            await desk.post(f"/complaint-desk/{one}/tasks", json={"summary": "请核实修路款", "level": "town", "region": TOWN})
        ).json()
        assert task["id"] in [each["id"] for each in (await stream.next("changed")).told["things"]]
        told = (await town(api).get("/inbox")).json()
        assert [each["id"] for round in told["rounds"] for each in round["tasks"]] == [task["id"]]
        assert "请核实修路款" in (await town(api).get("/inbox/page")).text
        await town(api).post(f"/complaint-tasks/{task['id']}/report", json={"found": "untrue", "report": "看过现场，路已修好"})
        assert (await stream.next("changed")).told["changed"] == 1
    assert (await town(api).get("/inbox")).json()["counts"]["owed"] == 0
