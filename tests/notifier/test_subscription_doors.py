"""A system outside asks to be sent its feed: its subscriptions, what was pushed, and the pages of both."""

import re
from pathlib import Path

import pytest
from dirty_equals import IsPartialDict

from services.notifier.consumers.feed import keep_feed
from services.notifier.jobs import jobs
from services.notifier.operations.subscription.ping_subscription import ping_subscription
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.rules.feed import PING, offered
from services.notifier.rules.subscription import SubscriptionState
from shared import clock, consumers
from shared.events.wire import encode
from shared.jobs import take
from shared.security import Role
from tests.builders.feed import (
    ALERTED,
    CODE,
    DETECTED,
    GRANT,
    a_subscriber,
    a_subscription,
    alerts,
    kept,
)
from tests.builders.notifier import COUNTY, MONDAY, a_detection
from tests.builders.receiver import Receiver, is_signed
from tests.conftest import HandDelivery

README = Path(__file__).parents[2] / "services/notifier/README.md"


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
    for act in ("secret", "ping", "ending", "address"):
        there = {"address": "https://oa.example.gov.cn/theirs"} if act == "address" else None
        answer = await other.post(f"/subscriptions/{told['id']}/{act}", json=there)
        assert answer.json()["code"] == "subscription-not-found"
    assert (await other.get("/subscriptions")).json()["rows"] == []
    assert len((await county.get("/subscriptions")).json()["rows"]) == 1
    neighbour = api.as_(Role.COUNTY, region="371302")
    assert (await neighbour.get("/subscriptions")).json()["rows"] == []


async def test_it_is_moved_and_the_old_address_is_seen_no_more(system, county, api, ways_out):
    opened = (await system.post("/subscriptions", json={"address": "https://old.example.gov.cn/hooks?key=abc"})).json()
    path = f"/subscriptions/{opened['id']}"
    key = {"Idempotency-Key": "move-1"}
    moved = await system.post(f"{path}/address", json={"address": "https://new.example.gov.cn/hooks?key=def"}, headers=key)
    assert moved.status_code == 201, moved.text
    told = moved.json()
    assert told == IsPartialDict(id=opened["id"], state="active", address="https://new.example.gov.cn/hooks?…")
    assert told["moved_at"] and "secret" not in told
    again = await system.post(f"{path}/address", json={"address": "https://new.example.gov.cn/hooks?key=def"}, headers=key)
    assert again.json() == told
    by_county = await county.post(f"{path}/address", json={"address": "https://third.example.gov.cn/hooks"})
    assert by_county.json()["address"] == "https://third.example.gov.cn/hooks"

    auditor = api.as_(Role.AUDITOR, region=COUNTY)
    looked = [await auditor.get(path), await auditor.get("/subscriptions"), await auditor.get(f"{path}/page")]
    trail = await auditor.get("/trail", params={"thing": "subscription", "thing_id": opened["id"]})
    shown = "".join(answer.text for answer in (*looked, trail))
    assert not any(word in shown for word in ("old.example", "new.example", "key=", "whsec_"))
    deeds = [deed for deed in trail.json()["rows"] if deed["why_name"] == "更换推送地址"]
    assert len(deeds) == 2 and "moved_at" in str(deeds[0]["changes"])
    assert (await auditor.post(f"{path}/address", json={"address": "https://x.example.gov.cn/"})).status_code == 403


@pytest.mark.parametrize(
    ("address", "code", "pointer"),
    [
        ("https://10.0.0.7/hooks", "webhook-address-refused", "/address"),
        ("http://oa.example.gov.cn/hooks", "webhook-address-refused", "/address"),
        (f"https://oa.example.gov.cn/{'x' * 500}", "invalid-input", "/address"),
    ],
)
async def test_it_does_not_move_where_none_may_be_opened(system, ways_out, address, code, pointer):
    opened = (await system.post("/subscriptions", json={"address": "https://oa.example.gov.cn/hooks"})).json()
    answer = await system.post(f"/subscriptions/{opened['id']}/address", json={"address": address})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert pointer in answer.text
    assert (await system.get(f"/subscriptions/{opened['id']}")).json() == {k: opened[k] for k in opened if k != "secret"}


async def test_what_has_no_address_or_is_over_does_not_move(system, ways_out):
    there = {"address": "https://oa.example.gov.cn/hooks"}
    over_the_bus = (await system.post("/subscriptions", json={"way": "nats"})).json()
    answer = await system.post(f"/subscriptions/{over_the_bus['id']}/address", json=there)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-pushed")
    ended = (await system.post("/subscriptions", json=there)).json()
    await system.post(f"/subscriptions/{ended['id']}/ending")
    answer = await system.post(f"/subscriptions/{ended['id']}/address", json=there)
    assert (answer.status_code, answer.json()["code"]) == (409, "subscription-over")


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


async def test_on_its_page_a_secret_is_renewed_and_shown_this_once(session, api, county, receiver, ways_out):
    await a_subscriber(session)
    subscription, _, old = await a_subscription(session, receiver.address)
    over_the_bus, _, _ = await a_subscription(session)
    await session.commit()
    path = f"/subscriptions/{subscription.id}/page"
    page = (await county.get(path)).text
    assert "更换签名密钥" in page and "现在再换" not in page
    for answer in (
        await county.get(f"/subscriptions/{over_the_bus.id}/page"),
        await api.as_(Role.AUDITOR, region=COUNTY).get(path),
    ):
        assert (answer.status_code, "更换签名密钥" in answer.text) == (200, False)

    renewed = await county.post(path, data={"ticket": ticket_in(page), "act": "renew"})
    [new] = re.findall("<code>(whsec_[^<]+)</code>", renewed.text)
    assert (renewed.status_code, renewed.headers["cache-control"], new != old) == (200, "no-store", True)
    again = (await county.get(path)).text
    assert new not in again and "换下的密钥到" in again and "现在再换，它立即失效" in again
    await county.post(path, data={"ticket": ticket_in(renewed.text), "act": "ping"})
    [(headers, body)] = receiver.posts
    assert [is_signed(headers, body, secret) for secret in (old, new)] == [True, True]


async def test_on_its_page_a_paused_one_is_moved_tested_and_resumed(session, sessions, county, receiver, receivers, ways_out):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, "https://127.0.0.1/gone?key=abc")
    over_the_bus, _, _ = await a_subscription(session)
    await kept(session, *alerts(1))
    subscription.state, subscription.paused_at = SubscriptionState.PAUSED, clock.now()
    subscription.paused_because = "接收系统答复 410：该地址不再接收"
    await session.commit()
    path = f"/subscriptions/{subscription.id}/page"
    page = (await county.get(path)).text
    assert "更换推送地址" in page and "key=abc" not in page
    assert "更换推送地址" not in (await county.get(f"/subscriptions/{over_the_bus.id}/page")).text

    inside = {"ticket": ticket_in(page), "act": "move", "address": "https://10.0.0.7/hooks"}
    refused = await county.post(path, data=inside, headers={"Accept": "text/html"})
    assert (refused.status_code, "请填写 https 开头的公网地址" in refused.text) == (422, True)
    page = (await county.get(path)).text
    moved = await county.post(path, data={"ticket": ticket_in(page), "act": "move", "address": f" {receiver.address} "})
    assert (moved.status_code, "推送地址已更换" in moved.text, receiver.address in moved.text) == (200, True, True)
    assert "暂停：接收系统答复 410" in moved.text and "127.0.0.1/gone" not in moved.text
    ping = await county.post(path, data={"ticket": ticket_in(moved.text), "act": "ping"})
    assert "测试已收下：对方答复 204" in ping.text
    resumed = await county.post(path, data={"ticket": ticket_in(ping.text), "act": "resume"})
    assert "已恢复推送" in resumed.text
    [queue] = [queue for queue in jobs.queues if queue.name == "notifier-push_events"]
    assert await take("notifier", queue, sessions)
    assert len(receiver.posts) == 2


async def test_a_page_of_one_that_fails_says_when_it_will_be_paused(session, county, receiver, receivers, ways_out):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(1))
    receiver.always = 503
    with clock.frozen(MONDAY):
        await push_events(session, receivers, is_failing=False, at=MONDAY)
    await session.commit()
    for path in (f"/subscriptions/{subscription.id}/page", "/subscriptions/page"):
        assert "到 2020-06-04 09:00 仍送不到就暂停" in (await county.get(path)).text
    told = (await county.get(f"/subscriptions/{subscription.id}")).json()
    assert told["pauses_at"].startswith("2020-06-04T")


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
