"""A system outside reads its feed, asks to be sent it, and sees nothing else of the platform."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from dirty_equals import IsPartialDict
from sqlmodel import select

from services.notifier.api import feed as feed_doors
from services.notifier.channels import settings
from services.notifier.channels.receivers import Receivers
from services.notifier.consumers.feed import keep_feed
from services.notifier.jobs import jobs
from services.notifier.operations.feed.forget_events import forget_events
from services.notifier.operations.subscription.ping_subscription import ping_subscription
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.rules.feed import PING, offered
from services.notifier.tables import FedEvent, WorkOrder
from shared import clock, consumers, database
from shared.events.wire import encode
from shared.jobs import take
from shared.long_poll import nothing_yet
from shared.security import Role
from tests.builders.feed import (
    ALERTED,
    CODE,
    DETECTED,
    TYPES,
    a_detection_elsewhere,
    a_subscriber,
    a_subscription,
    alerts,
    kept,
)
from tests.builders.notifier import COUNTY, MONDAY, TOWN, VILLAGE, a_detection
from tests.builders.receiver import LOOPBACK, Receiver
from tests.conftest import HandDelivery

GRANT = {"title": "罗庄区政务数据共享平台", "region": COUNTY, "types": TYPES}
README = Path(__file__).parents[2] / "services/notifier/README.md"


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY)


@pytest.fixture
async def system(api, county):
    """The other system, granted three types of events."""
    (await county.put(f"/subscribers/{CODE}", json=GRANT)).raise_for_status()
    return api.as_(Role.SUBSCRIBER, region=COUNTY, org=CODE, subject="政务数据平台")


@pytest.fixture
def keep(sessions):
    """Events that were kept, in a transaction of their own."""

    async def events(*given, at=None):
        async with database.transaction(sessions, database.the_platform("test", "test")) as session:
            return await kept(session, *given, at=at or clock.now())

    return events


@pytest.fixture
def ways_out(monkeypatch):
    """The operator listed loopback."""
    monkeypatch.setattr(settings, "current", lambda: settings.ChannelSettings(webhook_networks=LOOPBACK))
    monkeypatch.setattr(settings, "receivers", lambda: Receivers(allowed=LOOPBACK, timeout_s=30))


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


async def test_a_system_opens_renews_and_ends_its_own_subscription(system, ways_out):
    opened = await system.post("/subscriptions", json={"address": "https://oa.example.gov.cn/hooks?key=abc", "types": [ALERTED]})
    assert opened.status_code == 201, opened.text
    told = opened.json()
    assert told == IsPartialDict(code=CODE, state="active", state_label="推送中", address="https://oa.example.gov.cn/hooks?…")
    renewed = (await system.post(f"/subscriptions/{told['id']}/secret")).json()
    assert renewed["secret"].startswith("whsec_") and renewed["secret"] != told["secret"]
    shown = (await system.get(f"/subscriptions/{told['id']}")).text + (await system.get("/subscriptions")).text
    assert "whsec_" not in shown and "key=abc" not in shown
    assert (await system.post(f"/subscriptions/{told['id']}/ending")).json()["state"] == "ended"


async def test_another_system_cannot_touch_it(system, api, county, ways_out):
    told = (await system.post("/subscriptions", json={"address": "https://oa.example.gov.cn/hooks"})).json()
    (await county.put("/subscribers/another-one", json=GRANT)).raise_for_status()
    other = api.as_(Role.SUBSCRIBER, region=COUNTY, org="another-one")
    for act in ("secret", "ping", "ending"):
        answer = await other.post(f"/subscriptions/{told['id']}/{act}")
        assert answer.json()["code"] == "subscription-not-found"
    assert (await other.get("/subscriptions")).json()["rows"] == []
    assert len((await county.get("/subscriptions")).json()["rows"]) == 1
    neighbour = api.as_(Role.COUNTY, region="371302")
    assert (await neighbour.get("/subscriptions")).json()["rows"] == []


async def test_from_the_bus_to_another_systems_address(app, sessions, system, receiver: Receiver, ways_out):
    """Everything on the way but the broker: the handler of every event, the queue that pushes, the page that shows it."""
    told = (await system.post("/subscriptions", json={"address": receiver.address})).json()
    event = a_detection()
    [handler] = [each for each in app.state.handlers.handlers if each.durable == f"notifier-{keep_feed.__name__}"]
    delivery = HandDelivery(event.sent_to, encode(event))
    await consumers.settle("notifier", handler, delivery, sessions)
    strange = HandDelivery("relief.registry.thing-unheard-of.v1", encode(event))
    await consumers.settle("notifier", handler, strange, sessions)
    assert (delivery.settled, strange.settled) == (["ack"], ["bury"])
    [queue] = [queue for queue in jobs.queues if queue.name == "notifier-push_events"]
    assert await take("notifier", queue, sessions)
    assert receiver.ids == [str(event.event_id)]
    [push] = (await system.get(f"/subscriptions/{told['id']}/pushes")).json()["rows"]
    assert push == IsPartialDict(event_id=str(event.event_id), state="delivered", attempts=1, status=204)
    ping = (await system.post(f"/subscriptions/{told['id']}/ping")).json()
    assert ping == IsPartialDict(is_taken=True, status=204)
    assert receiver.events[-1]["type"] == PING
    again = await system.post(f"/subscriptions/{told['id']}/pushes/{push['id']}/resending")
    assert (again.status_code, again.json()["state"]) == (201, "failed")
    [queue] = [queue for queue in jobs.queues if queue.name == "notifier-retry_pushes"]
    assert await take("notifier", queue, sessions)
    assert receiver.ids.count(str(event.event_id)) == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"address": "https://127.0.0.1/x"}, 422, "webhook-address-refused"),
        ({"address": ""}, 422, "webhook-address-refused"),
        ({"address": "https://oa.example.gov.cn/", "types": ["x"]}, 403, "not-granted"),
        ({"address": "https://oa.example.gov.cn/", "types": [ALERTED, ALERTED]}, 422, "invalid-input"),
        ({"address": "https://oa.example.gov.cn/", "since": "2999-01-01T00:00:00Z"}, 422, "moment-ahead"),
        ({"address": "https://oa.example.gov.cn/", "region": "371302"}, 403, "not-granted"),
        ({"way": "pigeon"}, 422, "invalid-input"),
        ({"address": "https://oa.example.gov.cn/", "since": "0001-01-01T00:00:00+14:00"}, 422, "invalid-input"),
    ],
)
async def test_what_makes_no_sense_is_refused(system, body, status, code):
    answer = await system.post("/subscriptions", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def ticket_in(page):
    return re.search(r'name="ticket" value="([^"]+)"', page)[1]


async def test_pages_show_what_fails_and_let_it_be_sent_again(session, county, receiver, receivers, ways_out):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await a_subscription(session)
    events = await kept(session, *alerts(2))
    receiver.answers.extend([204, 410])
    await push_events(session, receivers, is_failing=False, at=clock.now())
    await session.commit()

    listed = (await county.get("/subscriptions/page")).text
    assert "已暂停" in listed and "答复 410" in listed and "feed.data-platform.&gt;" in listed
    path = f"/subscriptions/{subscription.id}/page"
    page = (await county.get(path)).text
    assert "恢复推送" in page and str(events[0].event_id) in page
    assert "没有推送记录" in (await county.get(f"{path}?show=given_up")).text

    ping = await county.post(path, data={"ticket": ticket_in(page), "act": "ping"})
    assert (ping.status_code, "测试已收下：对方答复 204" in ping.text) == (200, True)
    resumed = await county.post(path, data={"ticket": ticket_in(ping.text), "act": "resume"})
    assert "已恢复推送" in resumed.text
    push_id = re.search(r'name="push_id" value="([^"]+)"', page)[1]
    resent = await county.post(path, data={"ticket": ticket_in(resumed.text), "act": "resend", "push_id": push_id})
    assert "已安排重新推送" in resent.text
    stale = await county.post(path, data={"ticket": "x", "act": "ping"})
    assert stale.status_code == 403


async def test_an_empty_page_says_so(county):
    assert "还没有订阅" in (await county.get("/subscriptions/page")).text


async def test_an_auditor_looks_and_does_nothing(api, session, receiver, ways_out):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await session.commit()
    auditor = api.as_(Role.AUDITOR, region=COUNTY)
    page = await auditor.get(f"/subscriptions/{subscription.id}/page")
    assert (page.status_code, "<form" in page.text) == (200, False)
    assert (await auditor.post(f"/subscriptions/{subscription.id}/ping")).status_code == 403


def test_the_document_tells_an_engineer_what_comes_in(app):
    [way] = app.openapi()["webhooks"].values()
    content = way["post"]["requestBody"]["content"]["application/cloudevents+json"]
    assert set(content["examples"]) == {*offered(), PING}
    detected = content["examples"][DETECTED]["value"]
    assert detected["type"] == DETECTED and "identity_hash" not in str(detected)
    assert "HMAC-SHA256" in way["post"]["description"]
    assert {given["name"] for given in way["post"]["parameters"]} == {"webhook-id", "webhook-timestamp", "webhook-signature"}


async def test_the_readme_s_example_verifies_what_we_send(session, receiver, receivers):
    """The very text of the README, run."""
    await a_subscriber(session)
    subscription, _, secret = await a_subscription(session, receiver.address)
    now = clock.now()
    await ping_subscription(session, receivers, subscription.id, at=now)
    [(headers, body)] = receiver.posts
    [code] = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    told: dict = {}
    exec(code, told)  # noqa: S102  our own README
    assert told["verified"](secret, headers, body, now.timestamp())
    assert not told["verified"](secret, headers, body + b" ", now.timestamp())
    assert not told["verified"](secret, headers, body, now.timestamp() + 600)
