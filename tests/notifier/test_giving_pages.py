"""Who gives work does so on pages: sees first who gets what, hands in lists of problems, keeps the people and their leave."""

import re

from services.notifier.rules.giving import TARGETS_LIMIT
from shared.security import Role
from tests.builders.notifier import COUNTY_OFFICER, OTHER_COUNTY_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE, by_log
from tests.builders.orders import a_list, a_problem

FAR = "2035-06-30"
HTML = {"Accept": "text/html"}


def county(api, subject=COUNTY_OFFICER.subject):
    return api.as_(Role.COUNTY, subject=subject)


def ticket_of(page) -> str:
    return re.findall('name="ticket" value="([^"]+)"', page.text)[0]


async def sent(who, address, /, *, files=None, **said):
    ticket = ticket_of(await who.get(address))
    return await who.post(address, data={"ticket": ticket, **said}, files=files, headers=HTML)


def a_task(**said):
    told = {"kind": "task", "title": "雨季前排查住房", "task": "逐户查看屋面和墙体", "addressee": "village", "due_on": FAR}
    return told | {"targets": f"{VILLAGE}\n{OTHER_VILLAGE}"} | said


async def orders(api):
    return (await county(api).get("/orders")).json()["rows"]


async def test_a_preview_says_who_gets_what_and_gives_nothing(api) -> None:
    (await county(api).put(f"/posts/{VILLAGE}", json={"name": "值班", "channels": [by_log()]})).raise_for_status()
    page = await sent(county(api), "/orders/new/page", act="preview", **a_task(wanted="排查记录、照片"))
    assert page.status_code == 200
    assert "还没有派出，请先核对：共 2 件" in page.text
    assert page.text.count("要交：排查记录、照片") == 2
    assert page.text.count("那里还没有登记岗位") == 1
    assert "逐户查看屋面和墙体</textarea>" in page.text  # what was written is still there
    assert await orders(api) == []
    assert (await county(api).get("/deliveries")).json()["rows"] == []


async def test_what_was_looked_at_is_given_once_however_often_it_is_sent(api) -> None:
    who = county(api)
    preview = await sent(who, "/orders/new/page", act="preview", **a_task())
    body = {"ticket": ticket_of(preview), "act": "give", **a_task()}
    given = [await who.post("/orders/new/page", data=body, headers=HTML) for _ in range(2)]
    assert "已派出 2 件" in given[0].text
    assert given[0].text == given[1].text
    assert sorted(order["region"] for order in await orders(api)) == [VILLAGE, OTHER_VILLAGE]


async def test_a_problem_is_given_to_a_person_on_the_page(api) -> None:
    body = {"region": TOWN, "name": "钱多多", "channels": [by_log()]}
    (await county(api).put("/officers/街道小钱", json=body)).raise_for_status()
    said = a_task(kind="rectification", addressee="town", targets=f"{TOWN} 街道小钱", found_by="区委巡察组")
    unsaid = await sent(county(api), "/orders/new/page", act="give", **said)
    assert unsaid.status_code == 422 and "没有写明问题" in unsaid.text
    given = await sent(county(api), "/orders/new/page", act="give", problem="补助没有公示", **said)
    assert "由镇街的 街道小钱 办理" in given.text
    assert "办结后由他人检查销号" in given.text


async def test_lines_that_nobody_understands_are_said(api) -> None:
    for targets in ("龙潭社区", f"{VILLAGE} 甲 乙", "\n".join([VILLAGE] * (TARGETS_LIMIT + 1))):
        refused = await sent(county(api), "/orders/new/page", act="give", **a_task(targets=targets))
        assert refused.status_code == 422 and "派给哪里没有看懂" in refused.text
    unknown = await sent(county(api), "/orders/new/page", act="give", **a_task(targets="371311999999"))
    assert "没有这个行政区划代码" in unknown.text
    elsewhere = await sent(county(api), "/orders/new/page", act="give", **a_task(targets=OTHER_COUNTY_VILLAGE))
    assert elsewhere.status_code == 403
    assert await orders(api) == []


async def test_a_village_gives_no_work(api) -> None:
    assert (await api.as_(Role.VILLAGE, region=VILLAGE).get("/orders/new/page")).status_code == 403


async def test_a_list_of_problems_is_handed_in_and_its_faults_are_shown_by_row_and_column(api) -> None:
    rows = [a_problem(整改期限=FAR), a_problem(问题编号="巡-02", 整改期限="明年"), a_problem(问题编号="", 整改期限=FAR)]
    file = {"file": ("台账.xlsx", a_list(*rows), "application/octet-stream")}
    page = await sent(county(api), "/orders/rectifications/page", files=file)
    assert "新派出 1 件；有错的 2 行没有派出" in page.text
    table = re.sub(r"\s*<[^>]+>\s*", "|", page.text)
    assert re.search(r"\|3\|+整改期限\|+不是日期\|", table)
    assert re.search(r"\|4\|+问题编号\|+没有填写\|", table)
    again = await sent(county(api), "/orders/rectifications/page", files={"file": ("台账.xlsx", a_list(rows[0]))})
    assert "新派出 0 件，已经派过 1 件" in again.text


async def test_our_own_list_of_problems_can_be_handed_in_again(api) -> None:
    said = a_task(kind="rectification", addressee="town", targets=TOWN, problem="补助没有公示", measure="补齐公示")
    await sent(county(api), "/orders/new/page", act="give", **said)
    ours = (await county(api).get("/orders/rectifications.xlsx")).content
    again = await sent(county(api), "/orders/rectifications/page", files={"file": ("台账.xlsx", ours)})
    assert "新派出 0 件，已经派过 1 件" in again.text


async def test_people_their_leave_and_their_leaving_on_one_page(api) -> None:
    who, address = county(api), "/officers/page"
    for subject, name in (("街道小钱", "钱多多"), ("街道小孙", "孙平")):
        page = await sent(who, address, act="register", subject=subject, name=name, region=TOWN)
        assert f"{subject} 的岗位已登记" in page.text
    away = await sent(
        who, address, act="leave", subject="街道小钱", from_on="2035-06-01", until_on="2035-06-05", substitute="街道小孙"
    )
    assert "由 街道小孙 替班" in away.text
    await sent(who, "/orders/new/page", act="give", **a_task(addressee="town", targets=f"{TOWN} 街道小钱"))
    assert "手上 1 件" in (await who.get(address)).text
    over = await sent(who, address, act="hand-over", subject="街道小钱", to="街道小孙", reason="调离", leaves="true")
    assert "街道小钱 手上的 1 件已移交给 街道小孙" in over.text
    assert "离任" in over.text


async def test_a_leave_that_began_is_ended_on_the_page(api) -> None:
    who, address = county(api), "/officers/page"
    for subject in ("街道小钱", "街道小孙"):
        await sent(who, address, act="register", subject=subject, name="某人", region=TOWN)
    today = str((await who.get("/orders/new/page")).text.split('min="')[1][:10])
    page = await sent(who, address, act="leave", subject="街道小钱", from_on=today, until_on=FAR, substitute="街道小孙")
    leave = re.findall('name="leave_id" value="([^"]+)"', page.text)[0]
    ended = await sent(who, address, act="end-leave", leave_id=leave)
    assert "已销假" in ended.text
    assert 'name="leave_id"' not in ended.text


async def test_a_leader_is_registered_on_the_page_and_seen_as_one(api) -> None:
    who = county(api)
    told = {"act": "register", "subject": "镇长老周", "name": "周某", "region": TOWN}
    assert "单位负责人，收督办周报" in (await sent(who, "/officers/page", **told, is_leader="true")).text
    assert "单位负责人，收督办周报" not in (await sent(who, "/officers/page", **told)).text


async def test_a_name_that_is_missing_is_said_and_nobody_is_registered(api) -> None:
    refused = await sent(county(api), "/officers/page", act="register", subject="街道小钱", region=TOWN)
    assert refused.status_code == 422
    assert (await county(api).get("/officers")).json()["rows"] == []


async def test_the_ways_to_reach_an_officer_stay_until_they_are_crossed_out(api) -> None:
    who, address = county(api), "/officers/page"
    hook = {"channel": "webhook", "address": "https://oa.example.gov.cn/h", "secret": "whsec_" + "A" * 43 + "="}
    ways = [{"channel": "sms", "address": "13900000000"}, hook]
    told = {"region": TOWN, "name": "钱多多", "channels": ways, "is_leader": True}
    (await who.put("/officers/街道小钱", json=told)).raise_for_status()
    form = (await who.get(address, params={"change": "街道小钱"})).text
    assert 'value="钱多多"' in form and 'name="is_leader" value="true" checked' in form
    assert re.findall('name="crossed_out" value="([^"]*)"', form) == ["sms 139****0000", "webhook https://oa.example.gov.cn/h"]

    entry = {"act": "register", "subject": "街道小钱", "name": "钱多多", "region": TOWN}
    assert "岗位已登记" in (await sent(who, address, **entry, channel="email", address="qian@x.example.gov.cn")).text
    assert await reached(who) == ["qian@x.example.gov.cn", "139****0000", "https://oa.example.gov.cn/h"]
    await sent(who, address, **entry, crossed_out="sms 139****0000")
    assert await reached(who) == ["qian@x.example.gov.cn", "https://oa.example.gov.cn/h"]


async def test_what_was_typed_of_an_officer_stays_when_it_is_refused(api) -> None:
    who, address = county(api), "/officers/page"
    known = {"region": TOWN, "name": "钱", "channels": [{"channel": "log"}]}
    (await who.put("/officers/街道小钱", json=known)).raise_for_status()
    entry = {"act": "register", "subject": "街道小钱", "name": "钱多多", "region": TOWN, "is_leader": "true"}
    typed = entry | {"channel": "sms", "address": "1390000", "crossed_out": "log 值班室"}
    refused = await sent(who, address, **typed)
    assert (refused.status_code, "联系方式：" in refused.text) == (422, True)
    for kept in ('value="钱多多"', 'value="1390000"', '"sms" selected', 'value="log 值班室" checked', 'value="true" checked'):
        assert kept in refused.text
    elsewhere = await sent(who, address, **(entry | {"region": "371302001"}))
    assert (elsewhere.status_code, 'value="371302001"' in elsewhere.text) == (403, True)
    assert await reached(who) == ["值班室"]


async def reached(who) -> list[str]:
    [person] = (await who.get("/officers")).json()["rows"]
    return [way["address"] for way in person["channels"]]
