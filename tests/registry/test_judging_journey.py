"""A household of 湖南 from its application to the announcement, with an objection in the middle, through the doors alone."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.notices import letterbox
from services.registry.rules.judging import PUBLIC_KINDS
from services.registry.rules.poverty import ProcedureKind
from services.registry.store.judging import get_policy_named
from shared import clock
from shared.security import Role
from tests.builders.judging import (
    HUNAN_COUNTY,
    HUNAN_TOWN,
    HUNAN_VILLAGE,
    PHOTO,
    SEPTEMBER_1,
    a_seated,
    officer,
    papers_of,
    record_of,
    someone,
)

SAID = "这户在县城有一套商品房，儿子有小汽车"


class County:
    """The officers of one county at their desks, on a day that goes on."""

    def __init__(self, api: Any) -> None:
        self.api, self.on = api, SEPTEMBER_1
        rule = get_policy_named("judging-hunan-2020").find_rule(ProcedureKind.IDENTIFICATION)
        self.stages = {stage.stage: stage for stage in rule.stages} if rule else {}

    def by(self, level: str, who: str = "") -> Any:
        known = officer(level)
        return self.api.as_(known.role, region=known.region, subject=who or f"{level} 干部")

    async def ask(self, client: Any, method: str, url: str, **options: Any) -> Any:
        with clock.frozen(datetime.combine(self.on, time(10), clock.CHINA)):
            return await client.request(method, url, **options)

    async def step(self, id: str, stage: str, who: str = "", **changed: Any) -> Any:
        at = self.stages[stage]
        form = {
            "stage": stage,
            "done_on": self.on.isoformat(),
            "papers": papers_of(at),
            "evidence": record_of(at),
        } | changed
        return await self.ask(self.by(at.by[0].value, who), "POST", f"/procedures/{id}/steps", json=form)

    async def post_notice(self, id: str, stage: str) -> str:
        form = {"procedure_ids": [id], "place": "公开栏", "posted_on": self.on.isoformat(), "photo_id": str(PHOTO)}
        answer = await self.ask(self.by(self.stages[stage].by[0].value), "POST", "/notices", json=form)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["notice_id"])

    async def end_notice(self, notice: str, stage: str) -> Any:
        return await self.ask(self.by(self.stages[stage].by[0].value), "POST", f"/notices/{notice}/end", json={})

    def later(self, days: int) -> date:
        self.on += timedelta(days=days)
        return self.on


@pytest.fixture
def county(api: Any) -> County:
    letterbox._calls.clear()
    return County(api)


async def opened_by_applicant(county: County) -> str:
    known = someone()
    form = {
        "kind": "identification",
        "applicant": {"id_number": known.identity.number, "name": known.name, "village": HUNAN_VILLAGE},
        "why": "户主患病，收入低于标准",
    }
    answer = await county.ask(county.by("village"), "POST", "/procedures", json=form)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["procedure_id"])


async def test_a_hunan_file_goes_from_application_to_announcement_with_an_objection_in_the_middle(
    county: County, session: AsyncSession
) -> None:
    id = await opened_by_applicant(county)
    for stage in ("application", "nomination", "comparison", "review"):
        done = await county.step(id, stage)
        assert done.status_code == 201, done.text
    assert done.json()["stage"] == "village-notice"

    # The village's list: masked, and readable by anyone, on a telephone too.
    notice = await county.post_notice(id, "village-notice")
    page = (await county.ask(county.api, "GET", f"/notices/{notice}/page")).text
    assert "王*山" in page and "2020-09-08" in page and "提出异议" in page
    assert "王大山" not in page and someone().identity.number not in page

    # On the third day a neighbour objects, without an account.
    county.later(2)
    [key] = re.findall(r'name="key" value="([^"]+)"', page)
    [_, line] = re.findall(r'<option value="([^"]*)"', page)
    form = {"key": key, "line_id": line, "said": SAID, "contact": ""}
    left = await county.ask(county.api, "POST", f"/notices/{notice}/objections", data=form)
    assert left.status_code == 201, left.text
    [receipt] = re.findall(r'class="receipt">([A-Z0-9-]+)<', left.text)
    again = await county.ask(county.api, "POST", f"/notices/{notice}/objections", data=form)
    assert receipt in again.text

    # The notice is held: not even after its days is it ended.
    county.later(10)
    held = await county.end_notice(notice, "village-notice")
    assert (held.status_code, held.json()["code"]) == (409, "objection-open")
    assert "有异议，暂停" in (await county.ask(county.by("county"), "GET", "/procedures/page")).text

    # The village sees that there is one, the town what it says; somebody of the town who had no part looks into it.
    mine = (await county.ask(county.by("village"), "GET", "/objections")).json()["rows"]
    assert [row["said"] for row in mine] == [None]
    [row] = (await county.ask(county.by("town"), "GET", "/objections")).json()["rows"]
    assert (row["said"], row["is_late"]) == (SAID, True)
    assert SAID in (await county.ask(county.by("town"), "GET", "/objections/page")).text
    assert SAID not in (await county.ask(county.by("village"), "GET", "/objections/page")).text
    answer = {"objection_ids": [row["objection_id"]], "verdict": "resume", "answer": "房屋是租住，车辆已报废，异议不成立。"}
    answered = await county.ask(county.by("town", "调查员"), "POST", "/objections/answers", json=answer)
    assert answered.json()["resumed"] == [id], answered.text
    told = await county.ask(county.api, "GET", f"/objections/{receipt}")
    assert "异议不成立" in told.text and "房屋是租住" in told.text

    # Two days had run; five more are needed after the answer, and then one to end it on.
    early = await (county.later(5) and county.end_notice(notice, "village-notice"))  # type: ignore[func-returns-value]
    assert (early.status_code, early.json()["code"]) == (409, "notice-not-over")
    county.later(2)
    assert "公示期满，可以结束" in (await county.ask(county.by("village"), "GET", "/procedures/page")).text
    over = await county.end_notice(notice, "village-notice")
    assert over.json() == {"ended": [id], "left": []}

    assert (await county.step(id, "town-review")).status_code == 201
    second = await county.post_notice(id, "town-notice")
    county.later(8)
    assert (await county.end_notice(second, "town-notice")).status_code == 200
    assert (await county.step(id, "county-check", "李科长")).status_code == 201
    same = await county.step(id, "approval", "李科长")
    assert (same.status_code, same.json()["code"]) == (403, "same-officer")
    assert (await county.step(id, "approval", "陈县长")).status_code == 201
    last = await county.post_notice(id, "announcement")
    county.later(8)

    # They applied in no household; they are recognised as the one that has been registered meanwhile.
    missing = await county.end_notice(last, "announcement")
    assert (missing.status_code, missing.json()["code"]) == (409, "household-missing")
    household = await a_seated(session)
    await session.commit()
    attach = {"household_id": str(household.id)}
    attached = await county.ask(county.by("town"), "POST", f"/procedures/{id}/household", json=attach)
    assert attached.status_code == 200, attached.text
    assert (await county.end_notice(last, "announcement")).json()["ended"] == [id]

    state = (await county.ask(county.by("village"), "GET", f"/poverty/{household.id}")).json()
    assert state["spoken"] == "未脱贫"
    assert [(entry["procedure_id"], entry["since_on"]) for entry in state["entries"]] == [(id, county.on.isoformat())]
    listed = (await county.ask(county.by("county"), "GET", "/poverty", params={"state": "poor"})).json()["rows"]
    assert [entry["household_id"] for entry in listed] == [str(household.id)]

    # Everything is there to be read: who, when, why, with which papers, by which clause.
    file = (await county.ask(county.by("county"), "GET", f"/procedures/{id}")).json()
    stages = [step["stage"] for step in file["steps"]]
    assert stages == list(county.stages)
    assert all(step["by"] and step["done_on"] for step in file["steps"])
    assert all(stage["is_passed"] for stage in file["stages"])
    printed = (await county.ask(county.by("county"), "GET", f"/procedures/{id}/page")).text
    assert "应到 40 人，到会 30 人，赞成 28、反对 2、弃权 0" in printed and "已认定" in printed and "第二十六条" not in printed


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        (Role.VILLAGE, HUNAN_VILLAGE, 200),
        (Role.TOWN, HUNAN_TOWN, 200),
        (Role.AUDITOR, HUNAN_COUNTY, 200),
        (Role.VILLAGE, "431124001202", 404),
        (Role.COUNTY, "431125", 404),
        (Role.HOSPITAL, HUNAN_COUNTY, 403),
    ],
)
async def test_a_file_is_seen_by_its_own_officers(county: County, role: Role, region: str, seen: int) -> None:
    id = await opened_by_applicant(county)
    answer = await county.api.as_(role, region=region, org="H1").get(f"/procedures/{id}")
    assert answer.status_code == seen


async def test_a_flood_of_objections_is_turned_away_and_a_person_reads_why(county: County) -> None:
    id = await opened_by_applicant(county)
    for stage in ("application", "nomination", "comparison", "review"):
        await county.step(id, stage)
    notice = await county.post_notice(id, "village-notice")
    browser = {"Accept": "text/html"}
    for _ in range(5):
        await county.ask(county.api, "POST", f"/notices/{notice}/objections", data={"said": SAID}, headers=browser)
    flood = await county.ask(county.api, "POST", f"/notices/{notice}/objections", data={"said": SAID}, headers=browser)
    assert flood.status_code == 429 and "查询过于频繁" in flood.text and "<h1>没有提交成功</h1>" in flood.text
    letterbox._calls.clear()
    short = await county.ask(county.api, "POST", f"/notices/{notice}/objections", data={"said": "无"}, headers=browser)
    assert short.status_code == 422 and "至少 5 个字符" in short.text
    machine = await county.ask(county.api, "POST", f"/notices/{notice}/objections", data={"said": "无"})
    assert machine.headers["content-type"].startswith("application/problem+json")


async def test_what_is_late_is_listed_with_whose_it_is(county: County, session: AsyncSession) -> None:
    household = await a_seated(session, "371311001001")
    await session.commit()
    village = county.api.as_(Role.VILLAGE, region="371311001001")
    form = {"kind": "take-in", "target": "marginal", "household_id": str(household.id), "why": "因病负债较多"}
    assert (await county.ask(village, "POST", "/procedures", json=form)).status_code == 201
    county.later(15)
    assert (await county.ask(village, "GET", "/procedures", params={"late": True})).json()["rows"] == []
    county.later(1)
    [row] = (await county.ask(village, "GET", "/procedures", params={"late": True})).json()["rows"]
    assert (row["owners"], row["is_late"], row["whole_due_on"]) == (["村（社区）", "镇街"], True, "2020-09-16")
    page = (await county.ask(village, "GET", "/procedures/page", params={"show": "late"})).text
    assert "逾期 1 件" in page and "入户核实（村（社区）、镇街）" in page


async def test_a_refusal_says_which_field_and_how_to_mend_it(county: County) -> None:
    id = await opened_by_applicant(county)
    await county.step(id, "application")
    bad = record_of(county.stages["nomination"], in_favour=40)
    told = (await county.step(id, "nomination", evidence=bad)).json()
    assert (told["code"], told["pointer"]) == ("votes-do-not-add-up", "/evidence/present")
    assert "签到表" in told["mend"]
    told = (await county.step(id, "nomination", papers=[])).json()
    assert (told["code"], told["missing"]) == ("papers-missing", ["会议记录", "签到表"])


def test_public_stages_are_the_ones_with_a_notice() -> None:
    stages = County(None).stages.values()
    assert [stage.stage for stage in stages if stage.kind in PUBLIC_KINDS] == ["village-notice", "town-notice", "announcement"]
