"""A household's file through its doors: entered, changed, put right, and read as of any day and any instant."""

from datetime import date
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from shared.security import Role
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import a_file
from tests.shared.test_papers import a_photo

HEAD = {"relation": "户主", "name": "钱二", "id_number": id_number(date(1970, 1, 1), 3), "facts": {"health": ["长期慢性病"]}}
SPOUSE = {"relation": "配偶", "name": "孙三妹", "id_number": id_number(date(1972, 1, 1), 4)}
HOUSEHOLD = {
    "village": LONGTAN,
    "happened_on": "2020-06-01",
    "reason": "入户登记",
    "papers": ["户口簿"],
    "facts": {"main_cause": "因病", "phone": "13900000000"},
    "members": [HEAD, SPOUSE],
}
WHY = {"reason": "入户核实"}


async def entered(village: Any) -> dict[str, Any]:
    answer = await village.post("/households", json=HOUSEHOLD)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_file_is_read_as_it_was_true_and_as_it_was_known(api: Any, frozen_at: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    with frozen_at("2020-06-01T09:00:00+08:00"):
        household = await entered(village)
    here, head = f"/households/{household['household_id']}", household["members"][0]["person_id"]
    with frozen_at("2020-06-10T09:00:00+08:00"):
        change = {"happened_on": "2020-06-08", "facts": {"has_safe_water": "是"}, **WHY}
        assert (await village.post(f"{here}/changes", json=change)).status_code == 200
        death = {
            "happened_on": "2020-06-09",
            "relations": [{"person_id": household["members"][1]["person_id"], "relation": "户主"}],
        }
        assert (await village.post(f"/persons/{head}/death", json=death | WHY)).status_code == 200
    with frozen_at("2020-07-01T09:00:00+08:00"):
        now = (await village.get(here)).json()
        then = (await village.get(f"{here}?true_on=2020-06-05")).json()
        known = (await village.get(here, params={"true_on": "2020-06-20", "known_at": "2020-06-05T00:00:00+08:00"})).json()
        early = await village.get(here, params={"true_on": "2020-06-05", "known_at": "2020-05-05T00:00:00+08:00"})
    assert [member["name"] for member in now["members"]] == ["孙三妹"]
    assert {"title": "饮水安全", "value": "是"} in now["particulars"]
    for one in (then, known):
        assert [member["name"] for member in one["members"]] == ["钱二", "孙三妹"]
        assert "饮水安全" not in str(one["particulars"])
    assert (early.status_code, early.json()["code"]) == (404, "not-in-the-file-then")
    history = (await village.get(f"{here}/history")).json()["rows"]
    related = [said for row in history for said in row["said"] if said["title"] == "与户主关系"]
    assert [(said["person_name"], said["before"], said["after"]) for said in related] == [("孙三妹", "配偶", "户主")]
    dead = (await village.get(f"/persons/{head}")).json()
    assert (dead["died_on"], dead["household_id"]) == ("2020-06-09", None)


async def test_the_history_says_in_chinese_who_changed_what_when_and_why(api: Any, frozen_at: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN, subject="村干部 周")
    with frozen_at("2020-06-01T09:00:00+08:00"):
        household = await entered(village)
    here, head = f"/households/{household['household_id']}", household["members"][0]["person_id"]
    with frozen_at("2020-06-10T09:00:00+08:00"):
        wrong = {"facts": {"name": "钱贰"}, "reason": "登记时抄错"}
        assert (await village.post(f"/persons/{head}/corrections", json=wrong)).status_code == 200
    history = (await village.get(f"{here}/history")).json()["rows"]
    assert [row["sentence"] for row in history] == ["人工登记，新登记 2 人", "钱贰：信息更正"]
    first, second = history
    assert (first["papers"], first["reason"], first["source_name"]) == (["户口簿"], "入户登记", "干部填报")
    assert (second["recorded_by"], second["recorded_at"][:10]) == ("村干部 周", "2020-06-10")
    [said] = second["said"]
    assert (said["title"], said["before"], said["after"], said["since_on"]) == ("姓名", "钱二", "钱贰", "2020-06-01")
    masked = (await api.as_(Role.AUDITOR).get(f"{here}/history")).json()["rows"]
    assert [said["after"] for said in masked[1]["said"]] == ["钱*"]
    assert (await api.as_(Role.COUNTY, region="371402").get(f"{here}/history")).json()["rows"] == []


async def test_a_refusal_points_at_the_field(api: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    wrong = HOUSEHOLD | {"members": [HEAD | {"facts": {"health": ["健壮"]}}]}
    answer = await village.post("/households", json=wrong)
    assert (answer.status_code, answer.json()["code"], answer.json()["pointer"]) == (
        422,
        "value-not-in-list",
        "/members/0/facts/health/0",
    )
    assert "长期慢性病" in answer.json()["allowed"]
    elsewhere = await village.post("/households", json=HOUSEHOLD | {"village": "371311001002"})
    assert (elsewhere.status_code, elsewhere.json()["pointer"]) == (403, "/village")


async def test_two_counties_hand_a_household_over_through_their_doors(api: Any, session: AsyncSession) -> None:
    household, members = await a_file(session, 2)
    await session.commit()
    leaving, receiving = api.as_(Role.COUNTY), api.as_(Role.COUNTY, region="371402")
    offer = {"happened_on": "2020-06-10", "to_region": "371402", "person_ids": [str(each.id) for each in members], **WHY}
    offered = await leaving.post(f"/households/{household.id}/transfers", json=offer)
    assert (offered.status_code, offered.json()["state_name"], offered.json()["is_whole"]) == (201, "待接收", True)
    [waiting] = (await receiving.get("/transfers?state=offered")).json()["rows"]
    assert (await receiving.get(f"/households/{household.id}")).status_code == 404

    taken = {"happened_on": "2020-06-12", "village": "371402001001", **WHY}
    answer = await receiving.post(f"/transfers/{waiting['transfer_id']}/acceptance", json=taken)
    assert (answer.status_code, answer.json()["state_name"]) == (200, "已接收")
    assert len((await receiving.get(f"/households/{household.id}")).json()["members"]) == 2
    assert (await leaving.get(f"/households/{household.id}")).status_code == 404
    assert len((await leaving.get(f"/households/{household.id}?true_on=2020-06-11")).json()["members"]) == 2
    told = [row["kind_name"] for row in (await leaving.get(f"/households/{household.id}/history")).json()["rows"]]
    assert told == ["导入登记", "提出跨辖区移交", "跨辖区移交完成"]


async def test_a_photo_is_sent_listed_looked_at_and_traced(api: Any, session: AsyncSession) -> None:
    household, _ = await a_file(session, 2)
    await session.commit()
    village, here = api.as_(Role.VILLAGE, region=LONGTAN), f"/households/{household.id}/papers"
    sent = await village.post(here, data={"title": "房屋外观"}, files={"file": ("随便.exe", a_photo())})
    assert (sent.status_code, sent.json()["media_type"]) == (201, "image/jpeg")
    bad = await village.post(here, data={"title": "房屋外观"}, files={"file": ("照片.jpg", b"<html>")})
    assert (bad.status_code, bad.json()["code"]) == (422, "neither-photo-nor-paper")
    [listed] = (await village.get(here)).json()["rows"]
    got = await village.get(f"{here}/{listed['paper_id']}")
    assert (got.headers["content-type"], got.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert b"N35.1" not in got.content
    reads = (await api.as_(Role.AUDITOR).get(f"{here}/{listed['paper_id']}/reads")).json()["rows"]
    assert [read["role_name"] for read in reads] == ["村（社区）"]
    assert (await api.as_(Role.COUNTY, region="371402").get(f"{here}/{listed['paper_id']}")).status_code == 404


async def test_the_page_of_a_household_shows_members_papers_and_history(api: Any, session: AsyncSession) -> None:
    household, _ = await a_file(session, 2)
    await session.commit()
    village, here = api.as_(Role.VILLAGE, region=LONGTAN), f"/households/{household.id}"
    await village.post(f"{here}/papers", data={"title": "房屋外观"}, files={"file": ("a.jpg", a_photo())})
    change = {"happened_on": "2020-06-08", "facts": {"has_safe_water": "是"}, **WHY}
    await village.post(f"{here}/changes", json=change)
    shown = (await village.get(f"{here}/page")).text
    for told in ("王小明", "房屋外观", "导入登记", "信息变更", "饮水安全：（空） → 是", "入户核实"):
        assert told in shown
    masked = (await api.as_(Role.AUDITOR).get(f"{here}/page")).text
    assert "王小明" not in masked and "王*明" in masked


async def test_a_village_is_found_by_a_part_of_its_name_or_of_its_code(api: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    named = (await village.get("/divisions", params={"text": "龙潭社区", "within": "371311"})).json()
    assert LONGTAN in [each["region"] for each in named]
    coded = (await village.get("/divisions", params={"text": "3713", "limit": 2})).json()
    assert [each["short_name"] for each in coded] == ["临沂市", "兰山区"]


@pytest.mark.parametrize("title", ["\n\x86", "  ", "一\u202e二"])
async def test_a_paper_s_title_that_nobody_could_read_is_refused_by_its_field(
    api: Any, session: AsyncSession, title: str
) -> None:
    household, _ = await a_file(session, 1)
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    sent = await village.post(f"/households/{household.id}/papers", data={"title": title}, files={"file": ("a.jpg", a_photo())})
    assert sent.status_code == 422 and "title" in sent.text
