"""The round over HTTP: what a telephone takes along, a page under a strict policy, a program that is fetched when it changed."""

import base64
import re
from hashlib import sha256

import pytest

from shared.security import COOKIE, Role
from tests.builders.houses import a_campaign, a_family, a_house
from tests.builders.housing import OTHER_VILLAGE, SOUND, TOWN, VILLAGE, a_detection
from tests.builders.housing_disasters import a_disaster
from tests.conftest import token
from tests.shared.test_papers import a_photo


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE, subject="村干部 李")


async def test_a_village_takes_along_what_is_to_be_looked_at_with_its_form_and_where_it_lies(village, session):
    family = await a_family(session)
    house = await a_house(session, family)
    await a_family(session, village=OTHER_VILLAGE)
    await a_campaign(session)
    await session.commit()

    told = (await village.get("/surveys/round/tasks")).json()

    [survey] = told["rows"]
    assert told["bearer"] == {
        "subject": "村干部 李",
        "role_name": "村（社区）",
        "region": VILLAGE,
        "place": "山东省临沂市罗庄区罗庄街道龙潭社区居民委员会",
    }
    assert (survey["household_code"], survey["house_number"], survey["address"]) == (family.code, house.number, "三组 12 号")
    assert (survey["structure_name"], survey["built_year"], survey["village"]) == ("砌体结构", 1986, "罗庄街道龙潭社区")
    assert [(view["name"], view["is_filed"]) for view in survey["views"]] == [
        ("正面", False),
        ("屋面", False),
        ("内墙", False),
        ("外墙", False),
    ]
    [form] = told["forms"]
    assert form["policy"] == survey["policy"] and [part["name"] for part in form["parts"]][:2] == ["场地", "地基基础"]
    assert [condition["code"] for condition in form["parts"][0]["conditions"]] == ["sound", "flawed", "failing", "failed"]


async def test_whoever_a_disaster_struck_is_told_so_whatever_had_the_house_looked_at_before(village, session):
    await a_house(session, await a_family(session))
    await a_campaign(session)
    await a_disaster(session)
    await session.commit()

    [survey] = (await village.get("/surveys/round/tasks")).json()["rows"]

    assert (survey["trigger_name"], survey["is_overdue"]) == ("灾情应急", True)


async def test_the_form_does_not_say_which_answer_makes_which_grade(village, deliver):
    await deliver(a_detection())

    assert not re.search("grade|[A-D] ?级", (await village.get("/surveys/round/tasks")).text)


async def test_a_house_without_a_record_can_be_looked_at_and_what_was_done_is_not_taken_along(village, deliver):
    await deliver(a_detection())
    [survey] = (await village.get("/surveys/round/tasks")).json()["rows"]
    assert (survey["household_code"], survey["house_number"], survey["address"]) == (None, None, "")

    await village.post(f"/surveys/{survey['id']}/completion", json=SOUND)

    assert (await village.get("/surveys/round/tasks")).json()["rows"] == []


async def test_a_town_chooses_a_village_and_a_long_list_comes_in_pages(api, deliver):
    for place in (VILLAGE, VILLAGE, OTHER_VILLAGE):
        await deliver(a_detection(village=place))
    town = api.as_(Role.TOWN, region=TOWN)

    villages = (await town.get("/surveys/round/villages")).json()["rows"]
    first = (await town.get("/surveys/round/tasks", params={"region": VILLAGE, "limit": 1})).json()
    second = (await town.get("/surveys/round/tasks", params={"region": VILLAGE, "limit": 1, "after": first["next"]})).json()

    assert [(row["region"], row["open"], row["overdue"]) for row in villages] == [(VILLAGE, 2, 2)]
    assert first["rows"][0]["id"] != second["rows"][0]["id"]


async def test_only_who_completes_surveys_goes_on_a_round(api):
    for role in (Role.COUNTY, Role.AUDITOR):
        assert (await api.as_(role).get("/surveys/round/tasks")).status_code == 403
    led = await api.get("/surveys/round/page", headers={"Accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (303, "/session?next=/surveys/round/page")


async def test_the_page_allows_its_own_modules_and_style_and_nothing_else(village):
    page = await village.get("/surveys/round/page")

    policy = dict(each.split(" ", 1) for each in page.headers["content-security-policy"].split("; "))
    [style] = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert policy["style-src"] == f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'"
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in page.headers["content-security-policy"] and 'style="' not in page.text


async def test_the_program_is_fetched_again_only_when_it_changed_and_names_all_that_is_to_be_kept(api, village):
    worker = await api.get("/surveys/round/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    [kept] = re.findall(r"^const FILES = \[(.*)\];$", worker.text, re.MULTILINE)
    names = re.findall(r'"([^"]+)"', kept)
    for name in names:
        answer = await village.get(f"/surveys/round/{name}")
        assert answer.status_code == 200
        for imported in re.findall(r'^import .* from "\./([^"]+)";$', answer.text, re.MULTILINE):
            assert imported in names, f"{name} needs {imported}"

    same = await api.get("/surveys/round/worker.js", headers={"If-None-Match": worker.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert (await api.get("/surveys/round/nothing.js")).json()["code"] == "no-such-address"


async def test_the_page_s_cookie_files_photos_and_completes_from_our_own_page_alone(api, village, deliver):
    await deliver(a_detection())
    [survey] = (await village.get("/surveys/round/tasks")).json()["rows"]
    api.cookies.set(COOKIE, token(Role.VILLAGE, region=VILLAGE))
    photo = {
        "files": {"file": ("a.jpg", a_photo())},
        "data": {"title": "正面", "kind": "front", "taken_at": "2020-06-20T08:05:00Z"},
    }
    papers = {"params": {"about": "survey", "about_id": survey["id"]}, **photo}

    foreign = await api.post("/papers", headers={"Sec-Fetch-Site": "cross-site"}, **papers)
    filed = await api.post("/papers", headers={"Sec-Fetch-Site": "same-origin"}, **papers)
    form = SOUND | {"photos": [filed.json()["paper_id"]]}
    done = await api.post(f"/surveys/{survey['id']}/completion", headers={"Sec-Fetch-Site": "same-origin"}, json=form)

    assert (foreign.status_code, filed.status_code, done.status_code) == (401, 201, 201)
    assert (filed.json()["taken_at"], filed.json()["taken_on"]) == ("2020-06-20T08:05:00Z", "2020-06-20")
    assert "正面" not in done.json()["missing_view_names"]


@pytest.mark.parametrize(
    "wrong", [{"visited_at": "2020-06-04T09:00:00"}, {"visited_at": "2999-01-01T00:00:00Z"}, {"notes": "长" * 501}]
)
async def test_what_is_wrong_of_a_visit_is_pointed_at(village, deliver, wrong):
    await deliver(a_detection())
    [survey] = (await village.get("/surveys/round/tasks")).json()["rows"]

    answer = await village.post(f"/surveys/{survey['id']}/completion", json=SOUND | wrong)

    assert (answer.status_code, answer.json()["pointer"]) == (422, f"/{next(iter(wrong))}")
