"""Houses over HTTP: entered, described, lived in, read as of any day, seen by those they concern."""

from uuid import uuid4

import pytest

from shared.security import Role
from tests.builders.houses import a_family, an_enrolment
from tests.builders.housing import OTHER_TOWN, TOWN, VILLAGE, an_unsafe_house
from tests.shared.test_papers import a_photo

HOUSE = {"region": VILLAGE, "address": "三组 12 号", "structure": "masonry", "built_year": 1986, "floor_area_m2": "62.50"}


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


async def test_a_house_is_entered_with_its_household_and_shown_with_what_is_known_of_it(village, session):
    family = await a_family(session, is_disabled=True)
    await session.commit()

    entered = await village.post("/houses", json=HOUSE | {"household_id": str(family.id), "tenure": "own"})

    house = entered.json()
    assert (entered.status_code, house["number"], house["floor_area_m2"]) == (201, f"H-{VILLAGE}-0001", "62.50")
    assert (house["structure_name"], house["village"], house["warnings"]) == ("砌体结构", "罗庄街道龙潭社区", [])
    [occupant] = house["occupants"]
    assert (occupant["household_code"], occupant["members"]) == (family.code, 1)
    assert occupant["group_names"] == ["建档立卡户", "贫困残疾人家庭"]


async def test_who_lived_where_is_read_as_of_any_day(village, session):
    family = await a_family(session)
    await session.commit()
    houses = [(await village.post("/houses", json=HOUSE)).json()["id"] for _ in range(2)]
    for house, day in zip(houses, ("2015-03-01", "2019-09-01"), strict=True):
        moved = await village.post(f"/houses/{house}/households", json={"household_id": str(family.id), "since_on": day})
        assert moved.status_code == 201

    async def living(house: str, day: str) -> int:
        return len((await village.get(f"/houses/{house}/households", params={"on": day})).json())

    assert [await living(house, "2019-08-31") for house in houses] == [1, 0]
    assert [await living(house, "2019-09-01") for house in houses] == [0, 1]
    homes = (await village.get(f"/households/{family.id}/houses")).json()
    assert [(home["house_id"], home["until_on"]) for home in homes] == [(houses[0], "2019-09-01"), (houses[1], None)]
    on = (await village.get(f"/households/{family.id}/houses", params={"on": "2016-01-01"})).json()
    assert [home["house_id"] for home in on] == houses[:1]
    left = await village.post(f"/households/{family.id}/departure", json={"until_on": "2020-01-01"})
    assert (left.json()["left_why_name"], left.status_code) == ("迁出", 201)


async def test_a_house_far_from_its_village_is_hinted_at_and_taken(village):
    for at in range(3):
        position = {"latitude": f"35.05{at}", "longitude": "118.34"}
        assert (await village.post("/houses", json=HOUSE | {"position": position})).json()["warnings"] == []

    far = await village.post("/houses", json=HOUSE | {"position": {"latitude": "35.20", "longitude": "118.34"}})

    assert (far.status_code, far.json()["warnings"]) == (201, ["登记的位置离本村其他住房很远，请核对经纬度"])


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"floor_area_m2": "62.555"}, "/floor_area_m2"),
        ({"position": {"latitude": "60", "longitude": "118"}}, "/position/latitude"),
        ({"structure": "bamboo"}, "/structure"),
        ({"region": "999999999999"}, "/region"),
    ],
)
async def test_what_cannot_be_is_refused_in_place(village, told, pointer):
    answer = await village.post("/houses", json=HOUSE | told)

    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


async def test_another_town_s_house_is_not_there(api, village):
    house = (await village.post("/houses", json=HOUSE)).json()
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get("/houses")).json()["rows"] == []
    assert (await elsewhere.get(f"/houses/{house['id']}")).json()["code"] == "no-such-house"
    assert (await elsewhere.post(f"/houses/{house['id']}/changes", json={"storeys": 2})).status_code == 404


async def test_the_list_is_narrowed_and_goes_on(api, village, session):
    family = await a_family(session)
    await session.commit()
    for told in ({}, {"structure": "earth"}, {"household_id": str(family.id)}):
        await village.post("/houses", json=HOUSE | told)
    town = api.as_(Role.TOWN, region=TOWN)

    async def count(**asked: object) -> int:
        return len((await town.get("/houses", params=asked)).json()["rows"])

    assert [await count(structure="earth"), await count(is_empty=True), await count(is_positioned=True)] == [1, 2, 0]
    first = (await town.get("/houses", params={"limit": 2})).json()
    assert await count(after=first["next"]) == 1


async def test_demolition_and_merger_are_for_town_and_county(api, village):
    ids = [(await village.post("/houses", json=HOUSE)).json()["id"] for _ in range(3)]
    county = api.as_(Role.COUNTY)
    demolition = {"gone_on": "2020-06-01", "why": "原址重建"}

    assert (await village.post(f"/houses/{ids[0]}/demolition", json=demolition)).status_code == 403
    assert (await county.post(f"/houses/{ids[0]}/demolition", json=demolition)).json()["state_name"] == "已拆除"
    merged = await county.post(f"/houses/{ids[1]}/merger", json={"into_id": ids[2], "why": "登记了两次"})
    assert merged.json()["merged_into_id"] == ids[2]
    again = await county.post(f"/houses/{ids[1]}/changes", json={"storeys": 1})
    assert (again.status_code, again.json()["code"]) == (409, "house-gone")


async def test_the_page_tells_the_house_s_life(village, session):
    survey = await an_unsafe_house(session)
    await session.commit()

    page = (await village.get(f"/houses/{survey.house_id}/page")).text

    assert f"H-{VILLAGE}-0001" in page and "D 级" in page and "即时帮扶" in page
    assert '<dt>现行等级</dt><dd><span class="grade grade-D">D 级</span>，以排查为准' in page


async def test_photos_of_a_survey_are_what_a_village_sends_and_what_is_missing_is_said(village, session, deliver):
    family = await a_family(session)
    await session.commit()
    spot = {"household_id": str(family.id), "origin": "citizen", "why": "邻居来电，西山墙开裂"}
    survey = (await village.post("/surveys", json=spot)).json()
    assert survey["missing_views"] == ["front", "roof", "inner-wall", "outer-wall"]

    sent = await village.post(
        "/papers",
        params={"about": "survey", "about_id": survey["id"]},
        files={"file": ("1.jpg", a_photo(), "image/jpeg")},
        data={"title": "屋面", "kind": "roof"},
    )

    assert (sent.status_code, sent.json()["about_name"]) == (201, "排查")
    shown = (await village.get(f"/surveys/{survey['id']}")).json()
    assert shown["missing_view_names"] == ["正面", "内墙", "外墙"]
    assert (await village.get(f"/papers/{sent.json()['paper_id']}")).headers["content-type"] == "image/jpeg"
    await deliver(an_enrolment(uuid4()))
