"""Orders at the doors: given, accepted, asked about, done with a photo, checked; by page and by telephone."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO

from openpyxl import load_workbook

from shared.events.funds import MoneyFindingReopened, MoneyFindingsRaised, MoneyFindingsSettled
from shared.events.registry import HouseholdChanged
from shared.ids import uuid7
from shared.security import Role
from tests.builders.housing_papers import a_coloured_photo
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, OTHER_VILLAGE, TOWN, VILLAGE, a_detection, an_alert, by_log
from tests.builders.orders import a_list, a_problem

FAR = "2035-06-30"


def county(api, subject=COUNTY_OFFICER.subject):
    return api.as_(Role.COUNTY, subject=subject)


def town(api, subject="街道小钱"):
    return api.as_(Role.TOWN, region=TOWN, subject=subject)


def a_body(*targets, **said):
    told = {"kind": "task", "title": "雨季前排查住房", "task": "逐户查看屋面和墙体", "addressee": "town", "due_on": FAR}
    return told | {"targets": list(targets) or [{"region": TOWN}]} | said


async def given(api, *targets, by=None, **said):
    answer = await (by or county(api)).post("/orders", json=a_body(*targets, **said))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def registered(api, subject="街道小钱", region=TOWN):
    body = {"region": region, "name": "钱多多", "channels": [by_log()]}
    answer = await county(api).put(f"/officers/{subject}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ticket_of(page) -> str:
    return re.findall('name="ticket" value="([^"]+)"', page.text)[0]


async def act(who, order, name, **said):
    address = f"/orders/{order['id']}/page"
    ticket = ticket_of(await who.get(address))
    files = said.pop("files", None)
    return await who.post(address, data={"ticket": ticket, "act": name, **said}, files=files)


async def test_an_order_goes_its_whole_way_on_pages_without_a_script(api) -> None:
    [order] = await given(
        api, kind="rectification", problem="补助没有公示", found_by="区委巡察组", papers=["整改佐证材料"], title="补助公示"
    )
    person = town(api)
    today = await person.get("/inbox/page")
    assert "补助公示" in today.text and "接单" in today.text
    accepted = await person.post("/inbox/page", data={"ticket": ticket_of(today), "act": "accept", "order_id": order["id"]})
    assert (accepted.status_code, "写结果、拍照、询问" in accepted.text) == (200, True)

    early = await act(person, order, "report", words="公示已补齐")
    assert (early.status_code, early.json()["code"]) == (422, "papers-missing")
    photo = {"file": ("照片.jpg", a_coloured_photo(), "image/jpeg")}
    done = await act(person, order, "report", words="公示已补齐", title="整改佐证材料", files=photo)
    assert (done.status_code, "已办结，待检查" in done.text) == (200, True)

    waiting = await county(api).get("/inbox/page")
    assert "去检查" in waiting.text
    checked = await act(county(api), order, "check", words="已到现场核对")
    assert "已检查销号" in checked.text
    for step in ("派单", "接单", "办结", "检查销号"):
        assert step in checked.text
    assert "没有待办的工单" in (await person.get("/inbox/page")).text
    [paper] = (await person.get(f"/orders/{order['id']}/papers")).json()["rows"]
    assert (await person.get(f"/orders/papers/{paper['paper_id']}")).headers["content-type"] == "image/jpeg"


async def test_one_tap_accepts_all_that_lies_on_one_way(api) -> None:
    await registered(api)
    orders = [
        *await given(api, {"region": VILLAGE, "holder": "街道小钱"}, title="看屋面"),
        *await given(api, {"region": VILLAGE, "holder": "街道小钱"}, title="看围墙"),
        *await given(api, {"region": OTHER_VILLAGE, "holder": "街道小钱"}, title="看水井"),
    ]
    page = await town(api).get("/inbox/page")
    assert page.text.count("接下这里的 2 件") == 1
    body = {"order_ids": [order["id"] for order in orders[:2]]}
    accepted = await town(api).post("/orders/acceptances", json=body)
    assert [order["state"] for order in accepted.json()] == ["accepted", "accepted"]
    again = await town(api).post("/orders/acceptances", json={"order_ids": [orders[2]["id"], orders[0]["id"]]})
    assert (again.status_code, again.json()["code"]) == (409, "order-cannot-move")
    assert (await town(api).get(f"/orders/{orders[2]['id']}")).json()["state"] == "open"


async def test_a_clue_goes_its_way_among_the_named_and_nobody_else_finds_it(api) -> None:
    for subject in ("街道小钱", "街道小孙"):
        await registered(api, subject)
    [clue] = await given(
        api, {"region": TOWN, "holder": "街道小钱"}, kind="clue", title="虚报", task="某项目虚报户数", readers=["纪委老郑"]
    )
    path = f"/orders/{clue['id']}"
    assert "虚报" not in str(clue)
    for stranger in (county(api, "旁人"), town(api, "街道小孙"), api.as_(Role.AUDITOR, region="*")):
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.get(f"{path}/page")).status_code == 404
        assert (await stranger.get("/orders")).json()["rows"] == []
    assert "某项目虚报户数" in (await town(api).get(f"{path}/page")).text
    assert "某项目虚报户数" in (await county(api, "纪委老郑").get(f"{path}/page")).text

    handed = await town(api).post(f"{path}/hand-on", json={"holder": "街道小孙", "reason": "由小孙核实"})
    assert handed.status_code == 201, handed.text
    sun = town(api, "街道小孙")
    assert (await sun.post(f"{path}/acceptance")).status_code == 201
    unanswered = await sun.post(f"{path}/completion", json={"result": "查实两户"})
    assert (unanswered.status_code, unanswered.json()["code"]) == (422, "outcome-missing")
    assert "查证属实，已处理" in (await sun.get(f"{path}/page")).text
    answered = await act(sun, clue, "report", words="查实两户", outcome="verified")
    assert answered.status_code == 200
    assert "办理结论：查证属实，已处理。查实两户" in answered.text
    struck = await county(api, "纪委老郑").post(f"{path}/check", json={"opinion": "同意了结"})
    assert struck.json()["state_label"] == "已检查销号"
    assert "查实两户" not in str(struck.json())
    assert "查实两户" in (await county(api).get(f"{path}/acts")).text


async def test_one_round_of_visits_is_accepted_photographed_and_reported_together(api) -> None:
    orders = await given(api, {"region": VILLAGE}, {"region": VILLAGE}, addressee="village", papers=["入户照片"])
    ids = [order["id"] for order in orders]
    village = api.as_(Role.VILLAGE, region=VILLAGE, subject="村干部老吴")
    assert (await village.post("/orders/acceptances", json={"order_ids": ids})).status_code == 201
    done = {"order_ids": ids, "result": "已逐户走访"}
    lacking = await village.post("/orders/completions", json=done)
    assert (lacking.status_code, lacking.json()["code"]) == (422, "papers-missing")
    assert {one["state"] for one in (await village.get("/orders")).json()["rows"]} == {"accepted"}

    photo = {"file": ("走访.jpg", a_coloured_photo(), "image/jpeg")}
    filed = await village.post("/orders/papers", data={"order_ids": ids, "title": "入户照片"}, files=photo)
    assert (filed.status_code, len(filed.json())) == (201, 2)
    together = await village.post("/orders/completions", json=done)
    assert [order["state"] for order in together.json()] == ["done", "done"]


async def test_an_outcome_is_for_clues_alone(api) -> None:
    [order] = await given(api)
    await town(api).post(f"/orders/{order['id']}/acceptance")
    refused = await town(api).post(f"/orders/{order['id']}/completion", json={"result": "已办", "outcome": "filed"})
    assert (refused.status_code, refused.json()["code"]) == (422, "outcome-of-no-clue")


async def test_what_another_service_records_is_put_right_there_and_not_on_the_order_s_page(api, deliver) -> None:
    found = MoneyFindingsRaised(
        finding_id=uuid7(),
        region=TOWN,
        rule="line-untouched",
        rule_title="预算指标长期没有动用",
        level="warning",
        findings=2,
        amount_fen=100,
        found_on=date(2020, 6, 1),
    )
    await deliver(found)
    [order] = (await county(api).get("/orders", params={"kind": "rectification"})).json()["rows"]
    page = await act(town(api), order, "accept")
    assert "自行销号" in page.text and 'value="report"' not in page.text
    assert f"funds/supervision/findings/page?region={TOWN}&amp;rule=line-untouched" in page.text

    await deliver(MoneyFindingsSettled(region=TOWN, rule="line-untouched", settled_on=date(2020, 6, 9)))
    assert (await county(api).get(f"/orders/{order['id']}")).json()["state_label"] == "已检查销号"
    again = found.model_dump(exclude={"event_id", "occurred_at"})
    await deliver(MoneyFindingReopened(**again))
    assert (await county(api).get(f"/orders/{order['id']}")).json()["turn"] == 2


async def test_who_sees_to_a_household_follows_it(api, deliver) -> None:
    household = uuid7()
    [order] = await given(api, {"region": VILLAGE, "household_id": str(household)}, addressee="village")
    said = {"household_id": household, "kind": "transferred", "happened_on": date(2020, 6, 1), "state": "current"}
    await deliver(HouseholdChanged(revision=3, region=OTHER_VILLAGE, **said))
    assert (await county(api).get(f"/orders/{order['id']}")).json()["region"] == OTHER_VILLAGE


async def test_an_incident_is_told_to_the_county_at_once_and_answered_within_hours(api) -> None:
    body = a_body(kind="incident", title="聚集反映补助发放", task="到现场核实并处置，随时续报") | {"due_on": None}
    for region in (TOWN, COUNTY):
        (await county(api).put(f"/posts/{region}", json={"name": "值班", "channels": [by_log()]})).raise_for_status()
    answer = await town(api).post("/orders", json=body)
    assert answer.status_code == 201, answer.text
    [order] = answer.json()
    opened, due = (datetime.fromisoformat(order[name]) for name in ("opened_at", "due_at"))
    assert due - opened == timedelta(hours=4)
    assert order["papers"] == ["处置情况报告"]
    told = (await county(api).get("/deliveries")).json()["rows"]
    assert len(told) == 2


async def test_errands_of_a_village_stand_beside_its_orders(api, deliver) -> None:
    await deliver(an_alert())
    await given(api, {"region": VILLAGE}, addressee="village")
    page = (await api.as_(Role.VILLAGE, region=VILLAGE).get("/inbox/page")).text
    assert "预警入户核实" in page and "雨季前排查住房" in page


async def test_a_question_on_the_page_is_answered_on_the_page(api) -> None:
    [order] = await given(api)
    asked = await act(town(api), order, "ask", words="由谁办理？")
    assert "待派单人答复" in asked.text
    empty = await act(county(api), order, "answer", words=" ")
    assert (empty.status_code, empty.json()["code"]) == (422, "words-missing")
    answered = await act(county(api), order, "answer", words="由你们办理", due_on="")
    assert "由你们办理" in answered.text
    sent_back = await act(county(api), order, "extend", words="雨季", due_on="")
    assert (sent_back.status_code, sent_back.json()["code"]) == (422, "day-missing")
    assert (await act(county(api), order, "extend", words="雨季", due_on="2035-07-30")).status_code == 200
    assert (await act(town(api), order, "photo")).json()["code"] == "photo-missing"


async def test_a_case_s_order_has_a_page_and_its_department_acts_on_it(api, deliver) -> None:
    await deliver(a_detection())
    person = api.as_(Role.DEPARTMENT, org="health", subject="卫健小张")
    [order] = (await person.get("/orders")).json()["rows"]
    assert "健康" in (await person.get("/inbox/page")).text or "签约" in (await person.get("/inbox/page")).text
    page = await person.get(f"/orders/{order['id']}/page")
    assert "即时帮扶台账" in page.text and "撤销这件工单" not in page.text
    assert (await act(person, order, "accept")).status_code == 200
    assert (await act(person, order, "report", words="已随访")).status_code == 200
    assert (await person.get(f"/orders/{order['id']}")).json()["result"] == "已随访"


async def test_every_move_has_a_door(api) -> None:
    await registered(api)
    [order] = await given(api)
    path = f"/orders/{order['id']}"

    async def done(who, move: str, **body):
        answer = await who.post(f"{path}/{move}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["state"]

    assert await done(town(api), "question", question="由谁办理？") == "asked"
    assert await done(county(api), "answer", answer="由你们办理") == "open"
    assert await done(town(api, "街道小赵"), "hand-on", holder="街道小钱", reason="由小钱负责") == "open"
    assert await done(county(api), "extension", reason="雨季", due_on="2035-08-01") == "open"
    assert await done(county(api), "withdrawal", reason="重复派单") == "cancelled"
    acts = (await county(api).get(f"{path}/acts")).json()
    assert [one["act_label"] for one in acts] == ["派单", "询问派单人", "答复询问", "转办", "延期", "撤销"]
    [problem] = await given(api, kind="rectification", problem="没有公示", papers=[])
    for move, body in {"acceptance": None, "completion": {"result": "已公示"}}.items():
        await town(api).post(f"/orders/{problem['id']}/{move}", json=body)
    struck = await county(api).post(f"/orders/{problem['id']}/check", json={"opinion": "同意销号"})
    assert struck.json()["state_label"] == "已检查销号"


async def test_people_their_leave_and_their_leaving(api) -> None:
    for subject in ("街道小钱", "街道小孙"):
        await registered(api, subject)
    body = {"from_on": "2035-06-01", "until_on": "2035-06-05", "substitute": "街道小孙"}
    leave = await county(api).post("/officers/街道小钱/leaves", json=body)
    assert leave.status_code == 201
    assert len((await county(api).get("/officers/leaves")).json()["rows"]) == 1
    assert (await county(api).post(f"/officers/leaves/{leave.json()['id']}/end")).status_code == 200
    await given(api, {"region": TOWN, "holder": "街道小钱"})
    over = await county(api).post("/officers/街道小钱/hand-over", json={"to": "街道小孙", "reason": "调离", "leaves": True})
    assert (over.status_code, over.json()["orders"]) == (201, 1)
    people = (await county(api).get("/officers")).json()["rows"]
    assert {one["subject"]: one["left_on"] is None for one in people} == {"街道小钱": False, "街道小孙": True}
    assert (await county(api).get("/posts")).json()["rows"] == []


async def test_a_list_of_problems_comes_in_and_goes_out_as_it_was_written(api) -> None:
    rows = [a_problem(整改期限=FAR), a_problem(问题编号="巡-02", 整改期限=FAR, 责任地代码="1")]
    file = {"file": ("台账.xlsx", a_list(*rows), "application/octet-stream")}
    taken = await county(api).post("/orders/rectifications", files=file)
    assert taken.status_code == 201, taken.text
    assert len(taken.json()["opened"]) == 1
    assert {(one["row"], one["column"]) for one in taken.json()["faults"]} <= {(3, "责任地代码"), (3, "责任级别")}
    out = await county(api).get("/orders/rectifications.xlsx")
    sheet = load_workbook(BytesIO(out.content)).active
    headings, first = list(sheet.iter_rows(values_only=True))[:2]
    told = dict(zip(headings, first, strict=True))
    assert (told["问题编号"], told["存在的问题"], told["整改期限"], told["状态"]) == ("巡-01", "补助没有公示", FAR, "待接单")
    again = await county(api).post("/orders/rectifications", files={"file": ("台账.xlsx", out.content)})
    assert (again.json()["opened"], again.json()["known"], again.json()["faults"]) == ([], 1, [])
    template = load_workbook(BytesIO((await county(api).get("/orders/rectifications/template.xlsx")).content)).active
    assert [cell.value for cell in template[1]][:2] == ["问题编号", "存在的问题"]
    book = load_workbook(BytesIO((await county(api).get("/orders/book.xlsx")).content)).active
    assert book.max_row == 2
