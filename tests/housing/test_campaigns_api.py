"""Campaigns over HTTP: opened, followed by village, ended; a household that is enrolled meanwhile joins."""

import io

import openpyxl
import pytest

from shared.ids import uuid7
from shared.security import Role
from tests.builders.houses import a_change, a_family, an_enrolment
from tests.builders.housing import OTHER_TOWN, OTHER_VILLAGE, SOUND, TOWN, VILLAGE

CAMPAIGN = {"kind": "census", "region": "371311", "asked_by": "区住建局《关于开展农村住房安全排查的通知》"}


@pytest.fixture
async def families(session) -> None:
    for village in (VILLAGE, VILLAGE, OTHER_VILLAGE):
        await a_family(session, village=village)
    await session.commit()


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def test_each_household_has_its_task_and_the_board_counts_them_by_village(api, county, families, frozen_at):
    with frozen_at("2020-06-01T09:00:00+08:00"):
        campaign = (await county.post("/campaigns", json=CAMPAIGN)).json()
    village = api.as_(Role.VILLAGE, region=VILLAGE)
    tasks = (await village.get("/surveys", params={"campaign_id": campaign["id"]})).json()["rows"]
    assert [(task["origin_name"], task["trigger_name"]) for task in tasks] == [("排查行动", "排查行动")] * 2

    with frozen_at("2020-08-01T09:00:00+08:00"):
        done = await village.post(f"/surveys/{tasks[0]['id']}/completion", json=SOUND | {"roof": "failing"})
        board = (await county.get(f"/campaigns/{campaign['id']}/board")).json()
        seen_by_village = (await village.get(f"/campaigns/{campaign['id']}/board")).json()

    assert (done.json()["grade"], campaign["due_on"]) == ("C", "2020-07-31")
    total = board["total"]
    assert (total["households"], total["completed"], total["overdue"], total["late"], total["grade_c"]) == (3, 1, 2, 1, 1)
    assert (total["without_photos"], total["without_position"]) == (1, 1)
    assert [(one["village"], one["households"]) for one in seen_by_village["villages"]] == [("罗庄街道龙潭社区", 2)]
    lacking = await county.get("/surveys", params={"lacks_photos": True, "campaign_id": campaign["id"]})
    assert [one["id"] for one in lacking.json()["rows"]] == [tasks[0]["id"]]


async def test_whoever_is_enrolled_meanwhile_joins(county, families, deliver):
    campaign = (await county.post("/campaigns", json=CAMPAIGN)).json()
    id = uuid7()

    await deliver(a_change(id))
    await deliver(an_enrolment(id))

    assert (await county.get(f"/campaigns/{campaign['id']}/board")).json()["total"]["households"] == 4


async def test_a_campaign_of_the_county_is_seen_below_it_and_one_of_a_town_not_next_to_it(api, county, families):
    await county.post("/campaigns", json=CAMPAIGN)
    await api.as_(Role.TOWN, region=TOWN).post("/campaigns", json=CAMPAIGN | {"region": TOWN, "kind": "winter"})

    async def seen(role: Role, region: str) -> list[str]:
        rows = (await api.as_(role, region=region).get("/campaigns")).json()["rows"]
        return [row["kind"] for row in rows]

    assert await seen(Role.VILLAGE, VILLAGE) == ["census", "winter"]
    assert await seen(Role.TOWN, OTHER_TOWN) == ["census"]
    assert await seen(Role.COUNTY, "370305") == []


async def test_kinds_say_what_they_are_based_on(county):
    kinds = (await county.get("/campaigns/kinds", params={"region": "371311"})).json()

    assert [kind["kind"] for kind in kinds][:2] == ["census", "flood-season"]
    assert "平台推定" in kinds[0]["clause"]


async def test_it_ends_with_a_reason_for_what_is_left(county, families):
    campaign = (await county.post("/campaigns", json=CAMPAIGN)).json()

    early = await county.post(f"/campaigns/{campaign['id']}/end", json={})
    ended = await county.post(f"/campaigns/{campaign['id']}/end", json={"reason": "转入临时排查"})

    assert (early.status_code, early.json()["code"], early.json()["pointer"]) == (409, "houses-not-looked-at", "/reason")
    assert ended.json()["ended_on"] is not None
    assert (await county.get("/campaigns", params={"is_ended": False})).json()["rows"] == []


async def test_the_pages_and_the_workbook_say_the_same(county, families):
    assert "没有这样的排查行动" in (await county.get("/campaigns/page")).text
    campaign = (await county.post("/campaigns", json=CAMPAIGN)).json()

    assert "住房安全全面排查" in (await county.get("/campaigns/page")).text
    board = (await county.get(f"/campaigns/{campaign['id']}/board/page")).text
    assert "罗庄街道龙潭社区" in board and "要求的照片：正面、屋面、内墙、外墙" in board
    book = openpyxl.load_workbook(io.BytesIO((await county.get(f"/campaigns/{campaign['id']}/board.xlsx")).content))
    rows = list(book["各村"].iter_rows(values_only=True))
    assert rows[1][:2] == ("合计", 3) and len(rows) == 4
    assert ("辖区", "山东省临沂市罗庄区") in [row[:2] for row in book["说明"].iter_rows(values_only=True)]
