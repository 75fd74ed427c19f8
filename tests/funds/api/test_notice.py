"""Notices at the doors: read, printed and objected to by anyone; opened and answered by officers."""

import re

import pytest

from services.funds.api.notice import letterbox
from services.funds.rules.public_text import Line, MaskedName, PublicText
from shared.ids import uuid7
from shared.notices.laws import Verdict
from shared.security import Role
from tests.builders.funds import TOWN
from tests.builders.funds_notices import OPENED_ON, TITLE, a_notice, an_objection, answered, proved, the_board_of

NAMES = ("王小明", "买买提·吐尔逊", "欧阳娜娜", "李芳")
SAID = "这户在县城有一套商品房"
PLAN = {
    "region": TOWN,
    "title": "2020年帮扶项目年度计划公示",
    "lines": [{"who": "龙潭社区光伏电站扩建", "says": "100 千瓦，9月建成", "amount_yuan": "350000.00"}],
}


@pytest.fixture
def on_the_day(frozen_at):
    """The first of June 2020, on which the notices of these tests are opened."""
    letterbox._calls.clear()
    with frozen_at("2020-06-01T10:00:00+08:00"):
        yield


@pytest.fixture
async def notice(session, on_the_day):
    lines = tuple(Line(MaskedName.of(name), PublicText("公益岗位工资"), 120_000) for name in NAMES)
    made = await a_notice(session, lines=lines)
    await proved(session, await the_board_of(session, made), on=OPENED_ON)
    await answered(session, await an_objection(session, made, said=SAID), on=OPENED_ON)
    await an_objection(session, made, said=SAID)
    await session.commit()
    return made


async def test_anyone_reads_a_notice_with_its_clock_its_postings_and_what_came_of_objections(api, notice):
    told = (await api.get(f"/notices/{notice.id}")).json()
    page = await api.get(f"/notices/{notice.id}/page")

    assert (told["state"], told["objections"], told["open_objections"]) == ("on-hold", 2, 1)
    assert told["total_yuan"] == "4800.00"
    assert [proof["place"] for proof in told["proofs"]] == ["龙潭社区村务公开栏"]
    assert [outcome["verdict"] for outcome in told["outcomes"]] == ["resume", None]
    assert page.status_code == 200
    for said in (TITLE, "有 1 件异议正在调查，公示暂停", "经核对方案，金额与标准一致。", "龙潭社区村务公开栏", "共收到 2 件"):
        assert said in page.text


async def test_no_name_no_objector_and_no_officer_is_in_any_public_byte(api, notice):
    paths = ("", "?running=true", "/page", f"/{notice.id}", f"/{notice.id}/page")
    bytes_of_all = "".join([(await api.get(f"/notices{path}")).text for path in paths])

    for secret in (*NAMES, SAID, "13800000000", "镇街经办", "镇街纪检"):
        assert secret not in bytes_of_all
    assert "买*****逊" in bytes_of_all


async def test_it_is_printed_for_the_board(api, notice):
    poster = await api.get(f"/notices/{notice.id}/poster.pdf")

    assert poster.headers["content-type"] == "application/pdf"
    assert poster.content.startswith(b"%PDF-")


async def test_a_stranger_objects_on_the_page_and_asks_with_the_receipt(api, notice):
    key = str(uuid7())
    sent = [await api.post(f"/notices/{notice.id}/objections", data={"key": key, "line_id": "", "said": SAID}) for _ in range(2)]
    [receipt] = {re.search(r'class="receipt">([A-Z0-9-]+)<', one.text)[1] for one in sent}

    asked = await api.get(f"/objections/{receipt}")
    assert [one.status_code for one in sent] == [201, 201]
    assert "正在调查" in asked.text and "公示暂停" in asked.text
    assert (await api.get("/objections/AAAA-AAAA-AAAA")).status_code == 404


async def test_a_flood_of_objections_is_turned_away(api, notice):
    form = {"said": SAID}
    answers = [(await api.post(f"/notices/{notice.id}/objections", data=form)).status_code for _ in range(6)]

    assert answers == [201] * 5 + [429]


async def test_officers_see_what_was_written_and_the_village_does_not(api, notice):
    for role, region, said in ((Role.TOWN, TOWN, SAID), (Role.VILLAGE, notice.region, None)):
        listed = (await api.as_(role, region=region).get("/objections")).json()["rows"]
        shown = (await api.as_(role, region=region).get("/objections/page")).text
        assert [row["said"] for row in listed] == [said]
        assert (SAID in shown) == (said is not None)


async def test_an_answer_stops_a_notice_and_says_so_on_its_page(api, session, notice):
    [row] = (await api.as_(Role.COUNTY, region="371311").get("/objections")).json()["rows"]
    form = {"objection_ids": [row["objection_id"]], "verdict": Verdict.STOP, "answer": "经核查，一户不符合条件。"}

    done = await api.as_(Role.COUNTY, region="371311").post("/objections/answers", json=form)

    assert (done.status_code, done.json()["state"]) == (201, "stopped")
    page = (await api.get(f"/notices/{notice.id}/page")).text
    assert "异议成立，公示已中止" in page and "经核查，一户不符合条件。" in page and "提交异议" not in page


async def test_a_town_posts_its_plan_and_anyone_finds_it(api, on_the_day):
    made = await api.as_(Role.TOWN, region=TOWN).post("/notices", json=PLAN)

    assert (made.status_code, made.json()["until_on"], made.json()["state"]) == (201, "2020-06-11", "standing")
    listed = await api.get("/notices/page", params={"region": TOWN, "running": "true"})
    assert PLAN["title"] in listed.text
    assert "还没有公示。" in (await api.get("/notices/page", params={"region": "371302"})).text


async def test_a_number_in_a_plan_is_refused_with_its_place(api, on_the_day):
    wrong = PLAN | {"lines": [{"who": "王某 13953312345", "says": "补助"}]}
    answer = await api.as_(Role.TOWN, region=TOWN).post("/notices", json=wrong)

    assert (answer.status_code, answer.json()["code"]) == (422, "number-in-public-text")
    assert "/lines/0/who" in answer.text


async def test_what_is_not_there_is_answered_precisely(api):
    for path in ("", "/page", "/poster.pdf"):
        assert (await api.get(f"/notices/{uuid7()}{path}")).json()["code"] == "no-such-notice"
