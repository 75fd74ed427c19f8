"""Disasters over HTTP: previewed, declared, followed by village on a telephone, handed out as a workbook, and over."""

import io
from datetime import timedelta

import openpyxl
import pytest

from shared import clock
from shared.ids import uuid7
from shared.security import Role
from tests.builders.houses import a_change, a_family, a_house, a_ledger, an_enrolment
from tests.builders.housing import OTHER_TOWN, OTHER_VILLAGE, SOUND, TOWN, UNSAFE, VILLAGE

AT = "2019-08-10T21:00:00+08:00"
TYPHOON = {"region": "371311", "kind": "typhoon", "title": "台风“利奇马”", "happened_at": "2019-08-10T19:00:00+08:00"}
SCHOOL = {
    "region": VILLAGE, "kind": "school", "title": "龙潭小学教学楼一层", "capacity": 5, "keeper": "王建国", "phone": "13800138000",
}  # fmt: skip


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


@pytest.fixture
async def families(session) -> list:
    made = [await a_family(session, village=each) for each in (VILLAGE, VILLAGE, OTHER_VILLAGE)]
    await a_house(session, made[0])
    await session.commit()
    return made


async def declared(county, **told) -> dict:
    form = TYPHOON | {"places": [TOWN], "confirmed": 2} | told
    answer = await county.post("/disasters", json=form)
    assert answer.status_code == 201, answer.text
    return answer.json()["disaster"]


async def fell(village, disaster: dict, family) -> None:
    [task] = (await village.get("/surveys", params={"household_id": str(family.id), "is_urgent": True})).json()["rows"]
    assert (await village.post(f"/surveys/{task['id']}/completion", json=SOUND | UNSAFE)).json()["grade"] == "D"


async def test_a_preview_says_who_is_meant_and_leaves_no_trace(county, families):
    asked = {"region": "371311", "places": [TOWN], "households": [families[2].code, "没有"]}
    seen = (await county.post("/disasters/preview", json=asked)).json()

    assert (seen["households"], seen["houses"], seen["without_house"], seen["persons"]) == (3, 1, 2, 3)
    assert [one["pointer"] for one in seen["unknown"]] == ["/households/1"]
    assert next((one["village"], one["households"]) for one in seen["villages"]) == ("罗庄街道龙潭社区", 2)
    assert (await county.get("/surveys")).json()["rows"] == []


async def test_whoever_must_not_sleep_at_home_before_anybody_has_looked_is_listed_with_the_reason(
    county, village, families, frozen_at
):
    ledger = a_ledger({"户编号": families[0].code, "等级": "D", "评定日期": "2018-06-01"})
    with frozen_at(AT):
        file = (await county.post("/hazard-files", files={"file": ("台账.xlsx", ledger)}, data={"region": "371311"})).json()
        await county.post(f"/hazard-files/{file['id']}/taking")
        disaster = await declared(county)
        [one] = (await village.get(f"/disasters/{disaster['id']}/households", params={"which": "tonight"})).json()["rows"]

    assert (one["seen_as"], one["where"]) == ("待排查，台账 D 级", "没有住处")


async def test_the_first_night_of_a_typhoon(api, county, village, families, frozen_at):
    with frozen_at(AT):
        disaster = await declared(county)
        school = (await village.post("/shelters", json=SCHOOL)).json()
        await fell(village, disaster, families[0])
        tonight = f"/disasters/{disaster['id']}/households"
        [one] = (await village.get(tonight, params={"which": "tonight"})).json()["rows"]
        placed = {"disaster_id": disaster["id"], "household_id": one["household_id"], "shelter_id": school["id"], "persons": 4}
        stay = await village.post("/shelter-stays", json=placed)
        full = await village.post("/shelter-stays", json=placed | {"household_id": str(families[1].id), "persons": 2})
        home = await village.post(f"/shelter-stays/{stay.json()['id']}/departure", json={"left_as": "home", "reason": "想回家"})
        board = (await county.get(f"/disasters/{disaster['id']}/board")).json()

    assert (one["seen_as"], one["where"], one["members"]) == ("D 级，待鉴定", "没有住处", 1)
    assert (stay.status_code, full.json()["code"], home.json()["code"]) == (201, "shelter-full", "home-not-safe")
    total = board["total"]
    assert (total["households"], total["surveyed"], total["sheltered"], total["persons"], total["tonight"]) == (2, 1, 1, 4, 0)
    assert (board["disaster"]["hours"], board["events"][0]["act_name"]) == (2, "下达")
    assert (await village.get(tonight, params={"which": "tonight"})).json()["rows"] == []


async def test_the_urgent_come_first_in_every_list_of_surveys_and_pages_go_on_behind_them(county, families, frozen_at):
    with frozen_at("2019-08-01T09:00:00+08:00"):
        await county.post("/campaigns", json={"kind": "winter", "region": OTHER_TOWN, "asked_by": "通知"})
    with frozen_at(AT):
        await declared(county)
        seen, after = [], None
        while True:
            got = (await county.get("/surveys", params={"limit": 1} | ({"after": after} if after else {}))).json()
            seen += got["rows"]
            after = got["next"]
            if not after:
                break
    assert [one["is_urgent"] for one in seen] == [True, True, False]
    assert len({one["id"] for one in seen}) == 3
    with frozen_at("2019-08-11T21:00:01+08:00"):
        late = (await county.get("/surveys", params={"is_overdue": True})).json()["rows"]
        assert [one["is_overdue"] for one in late] == [True, True]
        assert "灾情" in (await county.get("/surveys/board")).text


async def test_a_household_that_the_register_tells_of_later_joins(county, families, deliver, frozen_at):
    disaster = await declared(county, happened_at=now_but(hours=1))
    await deliver(a_change(id := uuid7()))
    await deliver(an_enrolment(id))

    assert (await county.get(f"/disasters/{disaster['id']}/board")).json()["total"]["households"] == 3


def now_but(*, hours: int) -> str:
    return (clock.now() - timedelta(hours=hours)).isoformat()


async def test_who_sees_what_and_who_may_do_what(api, county, village, families, frozen_at):
    with frozen_at(AT):
        disaster = await declared(county)
        school = (await village.post("/shelters", json=SCHOOL)).json()
        neighbour = api.as_(Role.VILLAGE, region=OTHER_VILLAGE)

        assert (await village.post("/disasters", json=TYPHOON | {"places": [TOWN], "confirmed": 2})).status_code == 403
        assert (await neighbour.get(f"/disasters/{disaster['id']}")).json()["title"] == "台风“利奇马”"
        assert (await neighbour.get(f"/disasters/{disaster['id']}/households")).json()["rows"] == []
        there = (await neighbour.get(f"/shelters/{school['id']}")).json()
        assert (there["room"], there["keeper"], there["phone"]) == (5, None, None)
        assert (await village.get(f"/shelters/{school['id']}")).json()["keeper"] == "王建国"
        assert (await neighbour.post(f"/shelters/{school['id']}/capacity", json={"capacity": 9})).json()[
            "code"
        ] == "outside-region"
        placed = {"disaster_id": disaster["id"], "household_id": str(families[0].id), "shelter_id": school["id"], "persons": 1}
        assert (await neighbour.post("/shelter-stays", json=placed)).json()["code"] == "not-struck"
        assert (await api.as_(Role.COUNTY, region="370302").get(f"/disasters/{disaster['id']}")).status_code == 404


async def test_a_list_is_brought_mended_and_counts(county, families, frozen_at):
    rows = ({"户编号": families[0].code, "受灾情况": "屋顶掀翻"}, {"户编号": "没有", "受灾情况": "进水"})
    with frozen_at(AT):
        file = (
            await county.post("/disaster-lists", files={"file": ("受灾.xlsx", a_ledger(*rows))}, data={"region": "371311"})
        ).json()
        back = openpyxl.load_workbook(io.BytesIO((await county.get(f"/disaster-lists/{file['id']}/errors.xlsx")).content))
        done = (await county.post("/disasters", json=TYPHOON | {"list_id": file["id"], "confirmed": 1})).json()

    assert (file["rows"], file["households"], file["refused"]) == (2, 1, 1)
    assert [cell.value for cell in back["需更正的行"][2]][-1].startswith("请核对")
    assert (done["households"], done["refused"]) == (1, 1)
    assert (await county.get(f"/disaster-lists/{file['id']}")).json()["disaster_id"] == done["disaster"]["id"]
    template = openpyxl.load_workbook(io.BytesIO((await county.get("/disaster-lists/template.xlsx")).content))
    assert next(cell.value for cell in template["受灾名单"][1]) == "户编号"


async def test_the_pages_and_the_workbook_say_the_same_as_the_board(county, village, families, frozen_at):
    with frozen_at(AT):
        assert "没有灾情" in (await county.get("/disasters/page")).text
        assert "没有这样的安置点" in (await county.get("/shelters/page")).text
        disaster = await declared(county)
        await fell(village, disaster, families[0])
        await village.post("/shelters", json=SCHOOL)
        path = f"/disasters/{disaster['id']}"
        board = (await county.get(f"{path}/page")).text
        tonight = (await county.get(f"{path}/households/page")).text
        book = openpyxl.load_workbook(io.BytesIO((await county.get(f"{path}/board.xlsx")).content))

    assert "台风“利奇马”" in board and "罗庄街道龙潭社区" in board and "灾后 2 小时" in board
    assert families[0].code in tonight and families[1].code not in tonight
    assert [row[1].value for row in book["今晚没有住处"].iter_rows(min_row=2)] == [families[0].code]
    assert len(list(book["逐户"].iter_rows())) == 3
    assert "应急中" in (await county.get("/disasters/page")).text
    shelters = (await county.get("/shelters/page")).text
    assert "龙潭小学教学楼一层" in shelters and "13800138000" in shelters


async def test_it_grows_and_ends_with_a_report(county, village, families, frozen_at):
    with frozen_at(AT):
        disaster = await declared(county)
        path = f"/disasters/{disaster['id']}"
        preview = {"region": "371311", "places": ["371311"], "disaster_id": disaster["id"]}
        more = (await county.post("/disasters/preview", json=preview)).json()["households"]
        widened = await county.post(f"{path}/widening", json={"places": ["371311"], "confirmed": more})
        refused = await county.post(f"{path}/end", json={})
        ended = await county.post(f"{path}/end", json={"reason": "其余全家外出"})
        page = (await county.get(f"{path}/page")).text

    assert (more, widened.json()["disaster"]["places"]) == (1, ["371311"])
    assert (refused.json()["code"], ended.json()["report"]["households"]) == ("disaster-surveys-left", 3)
    assert "结束时" in page and "其余全家外出" in page
    assert next(one["kind"] for one in (await county.get("/disasters/kinds", params={"region": "371311"})).json()) == "typhoon"
    assert (await county.get("/disasters", params={"is_ended": False})).json()["rows"] == []
