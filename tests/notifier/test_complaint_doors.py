"""12317 at the doors: from anybody's words to the answer, and who reads what on the way."""

import json
import re
from datetime import datetime

import pytest
from sqlalchemy import text

from services.notifier.jobs import close_answered_complaints, urge_late_complaints
from shared.ids import uuid7
from shared.security import Role
from tests.builders.complaints import SAID, a_complaint
from tests.builders.notifier import COUNTY, TOWN, VILLAGE

JUNE = "2020-06-01T09:00:00+08:00"


@pytest.fixture(autouse=True)
def from_an_address_of_its_own(api) -> None:
    """Doors for anyone count by address."""
    api.headers["X-Forwarded-For"] = str(uuid7())


async def complained(api, **other) -> str:
    """The receipt."""
    answer = await api.post("/complaints", json=a_complaint(**other))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["receipt"])


async def on_the_desk(api) -> dict:
    [row] = (await api.as_(Role.COMPLAINTS).get("/complaint-desk")).json()["rows"]
    return row


async def handed_on(api, **to) -> tuple[str, str]:
    """A complaint that was accepted and handed on: its number and its task's."""
    desk, one = api.as_(Role.COMPLAINTS), await on_the_desk(api)
    await desk.post(f"/complaint-desk/{one['id']}/acceptance", json={"matter": "money"})
    given = await desk.post(f"/complaint-desk/{one['id']}/tasks", json={"summary": "反映修路款拨付后未开工，请核实"} | to)
    assert given.status_code == 201, given.text
    return one["id"], given.json()["id"]


async def test_a_complaint_goes_from_anybody_to_the_desk_to_the_town_and_back_as_an_answer(api, frozen_at) -> None:
    with frozen_at(JUNE):
        receipt = await complained(api)
        complaint, task = await handed_on(api, level="town", region=TOWN)
        town = api.as_(Role.TOWN, region=TOWN)
        [seen] = (await town.get("/complaint-tasks", params={"open": True})).json()["rows"]
        assert (seen["summary"], seen["due_on"]) == ("反映修路款拨付后未开工，请核实", "2020-07-01")
        reported = await town.post(f"/complaint-tasks/{task}/report", json={"found": "true", "report": "工程队拖延，已限期开工"})
        assert reported.status_code == 201, reported.text
        desk = api.as_(Role.COMPLAINTS)
        answer = {"verdict": "true", "answer": "反映属实，已限期开工，九月底前完工"}
        assert (await desk.post(f"/complaint-desk/{complaint}/answer", json=answer)).status_code == 201
        face = (await api.get(f"/complaints/by-receipt/{receipt.lower().replace('-', '')}")).json()
    assert (face["state_label"], face["verdict_label"], face["answer"]) == ("已答复", "属实", answer["answer"])
    assert (face["finish_by"], face["review_until"]) == ("2020-07-31", "2020-07-01")


async def test_what_was_written_and_by_whom_is_read_by_the_desk_alone_and_each_look_leaves_a_trace(api, session) -> None:
    await complained(api)
    complaint, _ = await handed_on(api, level="town", region=TOWN)
    whole = (await api.as_(Role.COMPLAINTS).get(f"/complaint-desk/{complaint}")).json()
    assert [(letter["said"], letter["name"], letter["contact"]) for letter in whole["letters"]] == [
        (SAID, "赵大山", "13900000000")
    ]

    for role, region in ((Role.VILLAGE, VILLAGE), (Role.TOWN, TOWN), (Role.COUNTY, COUNTY)):
        assert (await api.as_(role, region=region).get(f"/complaint-desk/{complaint}")).status_code == 403
    audited = (await api.as_(Role.AUDITOR).get(f"/complaint-desk/{complaint}")).json()
    assert (audited["letters"], audited["state_label"]) == ([], "正在调查")
    handled = json.dumps((await api.as_(Role.TOWN, region=TOWN).get("/complaint-tasks")).json(), ensure_ascii=False)
    assert "赵大山" not in handled
    assert SAID not in handled
    assert (await api.as_(Role.COMPLAINTS, region="371302").get(f"/complaint-desk/{complaint}")).status_code == 404

    for table in ("complaint", "complaint_letter", "complaint_task", "audit", "message"):
        stored = "\n".join(str(row) for row in await session.execute(text(f"SELECT to_jsonb(t) FROM {table} t")))
        assert "赵大山" not in stored
        assert SAID not in stored
    read = (await session.execute(text("SELECT read_by FROM complaint_reading"))).scalars().all()
    assert read == ["测试员"]


async def test_a_village_never_learns_that_there_is_a_complaint(api) -> None:
    await complained(api)
    await handed_on(api, level="town", region=TOWN)
    village = api.as_(Role.VILLAGE, region=VILLAGE)
    assert (await village.get("/complaint-desk")).status_code == 403
    assert (await village.get("/complaint-tasks")).status_code == 403


async def test_the_same_form_is_one_complaint_and_the_same_words_are_one_for_the_desk(api) -> None:
    key = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"
    first, again = await complained(api, key=key), await complained(api, key=key)
    assert first == again
    another = await complained(api, said=SAID.replace("，", " ， "), name="", contact="")
    assert another != first
    row = await on_the_desk(api)
    assert (row["repeats"], row["is_anonymous"]) == (1, False)
    await api.as_(Role.COMPLAINTS).post(f"/complaint-desk/{row['id']}/acceptance", json={"matter": "money"})
    assert (await api.get(f"/complaints/by-receipt/{another}")).json()["state_label"] == "已受理"


async def test_a_wrong_receipt_finds_nothing_and_nobody_guesses_for_long(api) -> None:
    await complained(api)
    answers = [await api.get("/complaints/by-receipt/AAAA-BBBB-CCCC") for _ in range(31)]
    assert (answers[0].status_code, answers[0].json()["code"]) == (404, "no-such-complaint")
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too-often")


async def test_a_flood_from_one_address_is_turned_away_before_it_becomes_work(api) -> None:
    sent = [await api.post("/complaints", json=a_complaint(said=f"{SAID}，第 {n} 次")) for n in range(7)]
    assert [answer.status_code for answer in sent] == [201] * 5 + [429] * 2
    assert len((await api.as_(Role.COMPLAINTS).get("/complaint-desk")).json()["rows"]) == 5


async def test_who_is_not_content_asks_for_another_look_in_time_and_not_later(api, frozen_at) -> None:
    with frozen_at(JUNE):
        receipt = await complained(api)
        complaint, task = await handed_on(api, level="town", region=TOWN)
        early = await api.post(f"/complaints/by-receipt/{receipt}/review", json={"said": "我等不及了，请现在就答复我"})
        assert (early.status_code, early.json()["code"]) == (409, "complaint-stands")
        await api.as_(Role.TOWN, region=TOWN).post(
            f"/complaint-tasks/{task}/report", json={"found": "untrue", "report": "看过现场，路已修好"}
        )
        await api.as_(Role.COMPLAINTS).post(
            f"/complaint-desk/{complaint}/answer", json={"verdict": "untrue", "answer": "看过现场，路已修好"}
        )
        rated = await api.post(f"/complaints/by-receipt/{receipt}/rating", json={"satisfaction": "dissatisfied"})
        assert rated.json()["satisfaction"] == "dissatisfied"
    with frozen_at("2020-07-01T23:00:00+08:00"):
        again = await api.post(f"/complaints/by-receipt/{receipt}/review", json={"said": "路没有修好，照片可以给你们看"})
        assert (again.json()["state_label"], again.json()["finish_by"]) == ("已受理", "2020-08-30")
        whole = (await api.as_(Role.COMPLAINTS).get(f"/complaint-desk/{complaint}")).json()
        assert (whole["round"], [letter["said"] for letter in whole["letters"]]) == (2, [SAID, "路没有修好，照片可以给你们看"])
        await api.as_(Role.COMPLAINTS).post(
            f"/complaint-desk/{complaint}/answer", json={"verdict": "partly-true", "answer": "还有一段没有修，已开工"}
        )
    with frozen_at("2020-08-02T09:00:00+08:00"):
        late = await api.post(f"/complaints/by-receipt/{receipt}/review", json={"said": "还是没有修好，请再查一次"})
        assert (late.status_code, late.json()["code"]) == (409, "review-too-late")


async def test_what_nobody_asks_after_is_closed_and_what_is_late_is_told_once_a_day(api, frozen_at, tick) -> None:
    with frozen_at(JUNE):
        receipt = await complained(api)
        await complained(api, said="另一件事：低保评议没有开会，名单是定好的")
    for day in ("17T09:00:00", "17T10:00:00", "18T09:00:00"):
        await tick(urge_late_complaints, datetime.fromisoformat(f"2020-06-{day}+08:00"))
    told = (await api.as_(Role.COUNTY).get("/deliveries")).json()["rows"]
    assert len(told) == 4
    with frozen_at("2020-06-19T09:00:00+08:00"):
        desk = api.as_(Role.COMPLAINTS)
        one = (await desk.get("/complaint-desk", params={"late": True})).json()["rows"][0]
        await desk.post(f"/complaint-desk/{one['id']}/acceptance", json={"matter": "money"})
        await desk.post(f"/complaint-desk/{one['id']}/answer", json={"verdict": "true", "answer": "已经查明并公布"})
    await tick(close_answered_complaints, datetime.fromisoformat("2020-07-19T09:00:00+08:00"))
    assert (await api.get(f"/complaints/by-receipt/{receipt}")).json()["state_label"] == "已答复"
    await tick(close_answered_complaints, datetime.fromisoformat("2020-07-20T09:00:00+08:00"))
    assert (await api.get(f"/complaints/by-receipt/{receipt}")).json()["state_label"] == "已办结"


async def test_another_is_asked_and_whoever_was_asked_before_reports_no_more(api) -> None:
    await complained(api)
    complaint, task = await handed_on(api, level="town", region=TOWN)
    desk = api.as_(Role.COMPLAINTS)
    unclear = await desk.post(f"/complaint-desk/{complaint}/tasks", json={"summary": "请核实资金去向", "level": "department"})
    assert (unclear.status_code, unclear.json()["code"]) == (422, "handler-unclear")
    to = {"summary": "请核实资金去向", "level": "department", "department": "civil-affairs"}
    second = (await desk.post(f"/complaint-desk/{complaint}/tasks", json=to)).json()["id"]
    report = {"found": "true", "report": "资金去向已经核实"}
    gone = await api.as_(Role.TOWN, region=TOWN).post(f"/complaint-tasks/{task}/report", json=report)
    assert (gone.status_code, gone.json()["code"]) == (409, "task-reported")
    other = await api.as_(Role.DEPARTMENT, org="health").post(f"/complaint-tasks/{second}/report", json=report)
    assert (other.status_code, other.json()["code"]) == (403, "task-of-another")
    assert (await api.as_(Role.DEPARTMENT, org="health").get("/complaint-tasks")).json()["rows"] == []
    done = await api.as_(Role.DEPARTMENT, org="civil-affairs").post(f"/complaint-tasks/{second}/report", json=report)
    assert done.status_code == 201


async def test_the_desk_extends_once_and_refuses_with_a_reason_that_is_read(api, frozen_at) -> None:
    with frozen_at(JUNE):
        receipt = await complained(api)
        complaint, _ = await handed_on(api)
        desk = api.as_(Role.COMPLAINTS)
        for code in (201, 409):
            longer = await desk.post(f"/complaint-desk/{complaint}/extension", json={"reason": "须等审计报告"})
            assert longer.status_code == code
        face = (await api.get(f"/complaints/by-receipt/{receipt}")).json()
        assert (face["finish_by"], face["extension"]) == ("2020-08-30", "须等审计报告")
        other = await complained(api, said="邻居家的狗整夜叫，请你们管一管")
        [row] = (await desk.get("/complaint-desk", params={"state": "received"})).json()["rows"]
        await desk.post(f"/complaint-desk/{row['id']}/refusal", json={"reason": "不属于帮扶领域，请向社区居委会反映"})
    assert (await api.get(f"/complaints/by-receipt/{other}")).json()["refusal"] == "不属于帮扶领域，请向社区居委会反映"


async def test_small_numbers_are_not_published_nor_what_would_give_them_away(api, frozen_at) -> None:
    desk = api.as_(Role.COMPLAINTS)
    with frozen_at(JUNE):
        for n, matter in enumerate(["money"] * 6 + ["housing"] * 2):
            made = await desk.post("/complaint-desk", json=a_complaint(said=f"{SAID}，第 {n} 件", channel="telephone"))
            assert made.status_code == 201
            rows = (await desk.get("/complaint-desk", params={"state": "received"})).json()["rows"]
            await desk.post(f"/complaint-desk/{rows[0]['id']}/acceptance", json={"matter": matter})
        counted = (await api.get("/complaints/statistics", params={"region": COUNTY})).json()
    received = {row["matter"]: row["received"] for row in counted["counts"]}
    assert (received["money"], received["housing"], received["conduct"]) == (None, None, 0)
    in_town = await api.get("/complaints/statistics", params={"region": TOWN})
    assert counted["total"]["received"] == 8
    # Else the county's numbers less those of its towns would be the hidden ones.
    assert (in_town.status_code, in_town.json()["code"]) == (422, "counted-by-county")


async def test_all_of_it_is_done_on_pages_without_a_script(api, frozen_at) -> None:
    with frozen_at(JUNE):
        written = (await api.get("/complaints/page", params={"region": TOWN})).text
        assert "龙潭社区" in written
        assert "罗庄区" in (await api.get("/complaints/page", params={"region": "3713"})).text
        [key] = re.findall('name="key" value="([^"]+)"', written)
        sent = {"key": key, "region": VILLAGE, "said": SAID, "about": "nothing", "name": "", "contact": ""}
        received = await api.post("/complaints/page", data=sent)
        [receipt] = re.findall('class="receipt">([^<]+)<', received.text)
        desk = api.as_(Role.COMPLAINTS)
        listed = (await desk.get("/complaint-desk/page")).text
        [complaint] = re.findall('href="([0-9a-f-]{36})/page"', listed)

        async def act(address: str, by, **form: str) -> str:
            [ticket, *_] = re.findall('name="ticket" value="([^"]+)"', (await by.get(address)).text)
            done = await by.post(address, data={"ticket": ticket} | form)
            assert done.status_code == 200, done.text
            return done.text

        address = f"/complaint-desk/{complaint}/page"
        assert "已受理" in await act(address, desk, act="accept", matter="money")
        await act(address, desk, act="hand-on", said="请核实修路款的去向", level="town", region=TOWN)
        town = api.as_(Role.TOWN, region=TOWN)
        [task] = re.findall('href="([0-9a-f-]{36})/page"', (await town.get("/complaint-tasks/page")).text)
        assert "工程队拖延" in await act(f"/complaint-tasks/{task}/page", town, found="true", report="工程队拖延，已限期开工")
        assert "没有未反馈的转办件" in (await town.get("/complaint-tasks/page")).text
        await act(address, desk, act="answer", verdict="true", said="反映属实，九月底前完工")
        found = (await api.post("/complaints/track/page", data={"receipt": receipt})).text
        assert "反映属实，九月底前完工" in found
        rated = (await api.post("/complaints/track/page", data={"receipt": receipt, "satisfaction": "fair"})).text
        assert 'value="fair" required checked' in rated
        reviewed = await api.post("/complaints/track/page", data={"receipt": receipt, "said": "完工的日子没有写清楚是哪一段"})
        assert "已受理" in reviewed.text
        assert (await api.get("/complaints/statistics/page", params={"region": COUNTY})).status_code == 200


@pytest.mark.parametrize("form", [{"region": "999999"}, {"said": "太短"}, {"key": "x"}])
async def test_a_page_that_is_filled_in_wrongly_is_refused_and_not_broken(api, form) -> None:
    sent = {"key": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10", "region": VILLAGE, "said": SAID} | form
    assert (await api.post("/complaints/page", data=sent)).status_code == 422
