"""The inbox at its doors: what stands there, several things at once, messages and their receipts, and the old address."""

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from services.notifier.tables import Message, MessageReceipt
from shared import clock
from shared.ids import uuid7
from shared.security import COOKIE, Role
from tests.builders.housing_papers import a_coloured_photo
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_VILLAGE, TOWN, VILLAGE, an_alert
from tests.builders.orders import PDF, letters
from tests.conftest import token
from tests.notifier.test_order_doors import county, given, registered, ticket_of, town

PHOTO = {"file": ("照片.jpg", a_coloured_photo(), "image/jpeg")}


async def inbox(who, **asked):
    answer = await who.get("/inbox", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(told) -> list[str]:
    return [order["title"] for round in told["rounds"] for order in round["orders"]]


async def in_page(who, act, files=None, **said):
    page = await who.get("/inbox/page")
    return await who.post("/inbox/page", data={"ticket": ticket_of(page), "act": act, **said}, files=files)


async def test_each_part_of_an_inbox_holds_what_stands_there(api, frozen_at) -> None:
    await registered(api)
    with frozen_at(MONDAY.isoformat()):
        target = {"region": VILLAGE, "holder": "街道小钱"}
        for title, due in {"看屋面": "2020-06-01", "看围墙": "2020-06-09", "看水井": "2020-06-02"}.items():
            await given(api, target, title=title, due_on=due)
        [asked] = await given(api, {"region": OTHER_VILLAGE, "holder": "街道小钱"}, title="看道路", due_on="2020-06-20")
        await town(api).post(f"/orders/{asked['id']}/question", json={"question": "由谁办理？"})
    with frozen_at((MONDAY + timedelta(days=1)).isoformat()):
        told = await inbox(town(api))
        counts = {name: told["counts"][name] for name in ("owed", "late", "today", "new", "asked", "to_answer")}
        assert counts == {"owed": 4, "late": 1, "today": 1, "new": 3, "asked": 1, "to_answer": 0}
        assert titles(told) == ["看屋面", "看水井", "看围墙", "看道路"]
        assert [round["region"] for round in told["rounds"]] == [VILLAGE, OTHER_VILLAGE]
        for show, expected in {"late": ["看屋面"], "today": ["看水井"], "asked": ["看道路"]}.items():
            assert titles(await inbox(town(api), show=show)) == expected
        for words, expected in {"围墙": ["看围墙"], "龙潭": ["看屋面", "看水井", "看围墙"], asked["id"][-6:]: ["看道路"]}.items():
            assert titles(await inbox(town(api), q=words)) == expected
        assert titles(await inbox(town(api), q="100%")) == []
        waiting = (await inbox(county(api)))["to_answer"]
        assert [order["title"] for order in waiting] == ["看道路"]
        assert titles(await inbox(town(api, "街道小孙"))) == []
        page = (await town(api).get("/inbox/page?show=late")).text
        assert "看屋面" in page and "看围墙" not in page


async def test_one_visit_is_reported_for_several_things_and_what_one_breaks_stops_no_other(api) -> None:
    await registered(api)
    mine = {"region": VILLAGE, "holder": "街道小钱"}
    orders = [
        *await given(api, mine, title="看屋面"),
        *await given(api, mine, title="看围墙", papers=["围墙照片"]),
        *await given(api, mine, title="看水井"),
    ]
    await county(api).post(f"/orders/{orders[2]['id']}/withdrawal", json={"reason": "重复派单"})
    ids = [order["id"] for order in orders]
    answer = await town(api).post("/inbox/reports", data={"words": "都看过了", "order_id": ids}, files=PHOTO)
    assert answer.status_code == 201, answer.text
    outcomes = {one["id"]: one for one in answer.json()["outcomes"]}
    assert [outcomes[id]["code"] for id in ids] == [None, "papers-missing", "order-cannot-move"]
    assert "还缺围墙照片" in outcomes[ids[1]]["title"]
    assert "已撤销" in outcomes[ids[2]]["title"]

    done, left, _ = [(await town(api).get(f"/orders/{id}")).json() for id in ids]
    assert (done["state"], done["result"], done["accepted_by"]) == ("done", "都看过了", "街道小钱")
    assert len((await town(api).get(f"/orders/{ids[0]}/papers")).json()["rows"]) == 1
    # What was refused is undone as a whole: not accepted, and no photo of it.
    assert left["state"] == "open" and (await town(api).get(f"/orders/{ids[1]}/papers")).json()["rows"] == []

    again = await town(api).post(
        "/inbox/reports", data={"words": "都看过了", "order_id": ids[1], "title": "围墙照片"}, files=PHOTO
    )
    assert again.json()["done"] == 1


async def test_who_was_too_late_reads_what_happened_meanwhile(api) -> None:
    for subject in ("街道小钱", "街道小孙"):
        await registered(api, subject)
    [order] = await given(api, {"region": TOWN, "holder": "街道小钱"})
    taken = {"order_ids": [order["id"]]}
    assert [(await town(api).post("/inbox/acceptances", json=taken)).json()["done"] for _ in range(2)] == [1, 1]
    await county(api).post(f"/orders/{order['id']}/hand-on", json={"holder": "街道小孙", "reason": "由小孙办"})
    [late] = (await town(api).post("/inbox/reports", data={"words": "已看过", "order_id": order["id"]})).json()["outcomes"]
    assert (late["code"], "已转给别人" in late["title"], "写下的内容还在" in late["mend"]) == ("not-your-order", True, True)
    await town(api, "街道小孙").post("/inbox/reports", data={"words": "已看过", "order_id": order["id"]})
    asked = {"order_id": order["id"], "question": "由谁办理？"}
    [over] = (await town(api, "街道小孙").post("/inbox/questions", json=asked)).json()["outcomes"]
    assert (over["code"], over["title"]) == ("order-cannot-move", "这件工单已经办结")


async def test_the_same_sending_is_done_once_and_answers_the_same(api) -> None:
    [order] = await given(api)
    key = {"Idempotency-Key": "begun-at-home"}
    data = {"words": "已看过", "order_id": order["id"]}
    first = await town(api).post("/inbox/reports", data=data, files=PHOTO, headers=key)
    second = await town(api).post("/inbox/reports", data=data, files=PHOTO, headers=key)
    assert (first.json()["done"], second.json()) == (1, first.json())
    assert len((await town(api).get(f"/orders/{order['id']}/papers")).json()["rows"]) == 1


async def test_what_is_wrong_with_the_words_or_a_photo_sends_all_of_it_back(api) -> None:
    orders = [*await given(api), *await given(api)]
    ids = [order["id"] for order in orders]
    for data, files, code in (
        ({"words": "身份证 371311198001011234", "order_id": ids}, None, "id-number-in-text"),
        ({"words": "已看过"}, None, "nothing-chosen"),
        ({"words": "已看过", "order_id": ids}, {"file": ("a.jpg", b"\xff\xd8\xffbroken")}, "broken-photo"),
        ({"words": "啊", "order_id": ids}, None, "invalid-input"),
        ({"words": "已看过", "order_id": ids}, [("file", (f"{n}.pdf", PDF + bytes([n]))) for n in range(7)], "invalid-input"),
    ):
        answer = await town(api).post("/inbox/reports", data=data, files=files)
        assert answer.json()["code"] == code, answer.text
    assert {(await town(api).get(f"/orders/{id}")).json()["state"] for id in ids} == {"open"}


async def test_without_a_script_the_page_does_the_same(api) -> None:
    await registered(api)
    mine = {"region": VILLAGE, "holder": "街道小钱"}
    one, other = [*await given(api, mine, title="看屋面"), *await given(api, mine, title="看围墙")]
    accepted = await in_page(town(api), "accept", order_id=[one["id"], other["id"]])
    assert "办成 2 件" in accepted.text
    asked = await in_page(town(api), "ask", order_id=one["id"], words="由谁办理？")
    assert "待派单人答复" in asked.text
    told = await in_page(town(api), "report", order_id=[one["id"], other["id"]], words="已看过", files=PHOTO)
    assert "办成 1 件" in told.text and "看屋面" in told.text and "没有办成" in told.text
    assert "本周办结 1 件" in told.text
    nothing = await in_page(town(api), "report", words="已看过")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing-chosen")


async def test_errands_that_are_reported_by_hand_are_ticked_too_and_others_are_not(api, deliver) -> None:
    await deliver(an_alert())
    village = api.as_(Role.VILLAGE, region=VILLAGE, subject="村干部老吴")
    told = await inbox(village)
    [errand] = told["rounds"][0]["errands"]
    assert told["counts"]["owed"] == 1
    refused = await village.post("/inbox/reports", data={"words": "已看过", "errand_id": errand["id"]})
    assert refused.json()["outcomes"][0]["code"] == "ends-by-record"
    assert f'name="errand_id" value="{errand["id"]}"' not in (await village.get("/inbox/page")).text


async def test_reading_a_message_is_its_receipt_and_each_account_has_its_own(api, session) -> None:
    await county(api).put(f"/posts/{TOWN}", json={"name": "值班", "channels": [{"channel": "page"}]})
    [order] = await given(api)
    [message] = (await inbox(town(api)))["messages"]
    assert (message["read_at"], message["order_id"]) == (None, order["id"])
    page = await town(api).get(f"/inbox/messages/{message['id']}/page")
    assert "雨季前排查住房" in page.text and f"orders/{order['id']}/page" in page.text
    told = await inbox(town(api))
    assert told["counts"]["unread"] == 0 and told["messages"][0]["read_at"]
    assert (await inbox(town(api, "街道小孙")))["counts"]["unread"] == 1
    await town(api).get(f"/inbox/messages/{message['id']}/page")
    [receipt] = await session.exec(select(MessageReceipt))
    assert datetime.fromisoformat(told["messages"][0]["read_at"]) == receipt.read_at

    for stranger in (county(api, "旁人"), api.as_(Role.TOWN, region="371311002")):
        assert (await inbox(stranger))["messages"] == []
        assert (await stranger.get(f"/inbox/messages/{message['id']}/page")).json()["code"] == "no-such-message"


async def test_all_messages_are_read_at_once_and_old_ones_are_gone(api, session) -> None:
    await registered(api)
    for title in ("看围墙", "看水井"):
        await given(api, {"region": TOWN, "holder": "街道小钱"}, title=title)
    [latest, _] = await letters(session)
    old = latest.model_dump() | {"id": uuid7(), "written_at": clock.now() - timedelta(days=31)}
    session.add(Message(**old))
    await session.commit()
    assert (await inbox(town(api)))["counts"]["unread"] == 2
    assert [one["subject"][-3:] for one in (await inbox(town(api), show="messages", q="围墙"))["messages"]] == ["看围墙"]
    page = await in_page(town(api), "read-all")
    assert "消息（0 条未读）" in page.text
    assert (await inbox(town(api)))["counts"]["unread"] == 0


@pytest.mark.parametrize("door", ["acceptances", "questions", "reports"])
async def test_the_cookie_writes_from_our_own_page_alone(api, door) -> None:
    [order] = await given(api)
    api.cookies.set(COOKIE, token(Role.TOWN, region=TOWN, subject="街道小钱"))
    bodies = {
        "acceptances": {"json": {"order_ids": [order["id"]]}},
        "questions": {"json": {"order_id": order["id"], "question": "由谁办理？"}},
        "reports": {"data": {"words": "已看过", "order_id": order["id"]}},
    }
    foreign = await api.post(f"/inbox/{door}", headers={"Sec-Fetch-Site": "cross-site"}, **bodies[door])
    own = await api.post(f"/inbox/{door}", headers={"Sec-Fetch-Site": "same-origin"}, **bodies[door])
    assert (foreign.status_code, own.status_code, own.json()["done"]) == (401, 201, 1)
    assert (await api.get("/inbox/account")).json()["subject"] == "街道小钱"


async def test_the_program_is_whole_and_lasts_under_its_version(api) -> None:
    version = re.findall(r'src="program/([0-9a-f]{16})/main.js"', (await town(api).get("/inbox/page")).text)[0]
    worker = await api.get("/inbox/worker.js")
    names = re.findall(r'"([^"]+)"', re.findall(r"^const FILES = \[(.*)\];$", worker.text, re.MULTILINE)[0])
    assert f'const VERSION = "{version}"' in worker.text and "main.js" in names
    for name in names:
        answer = await api.get(f"/inbox/program/{version}/{name}")
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)
        for imported in re.findall(r'^import .* from "\./([^"]+)";$', answer.text, re.MULTILINE):
            assert imported in names, f"{name} needs {imported}"
    assert (await api.get("/inbox/program/0000000000000000/main.js")).status_code == 404


async def test_messages_that_name_the_old_address_still_lead_to_the_inbox(api) -> None:
    led = await county(api, COUNTY_OFFICER.subject).get("/orders/today/page")
    assert (led.status_code, led.headers["location"]) == (308, "/inbox/page")
