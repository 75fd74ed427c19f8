"""Duties to publish at the doors: seen by whom they concern, proved with a photo, counted by place."""

import pytest

from shared.security import Role
from tests.builders.funds import OTHER_TOWN, TOWN, VILLAGE
from tests.builders.funds_notices import a_notice, the_board_of
from tests.builders.funds_papers import a_pdf


@pytest.fixture
def on_the_day(frozen_at):
    with frozen_at("2020-06-01T10:00:00+08:00"):
        yield


@pytest.fixture
async def duty(session, on_the_day):
    made = await the_board_of(session, await a_notice(session))
    await session.commit()
    return made


async def _photo(client, duty) -> str:
    sent = await client.post(
        "/papers",
        params={"about": "duty", "about_id": str(duty.id)},
        files={"file": ("公开栏.pdf", a_pdf())},
        data={"title": "公开栏照片"},
    )
    assert sent.status_code == 201, sent.text
    return sent.json()["paper_id"]


async def test_a_village_proves_its_board_with_a_photo(api, duty):
    village = api.as_(Role.VILLAGE, region=VILLAGE)
    form = {"place": "龙潭社区村务公开栏", "posted_on": "2020-06-01", "photo_id": await _photo(village, duty)}

    proved = await api.as_(Role.VILLAGE, region=VILLAGE).post(f"/duties/{duty.id}/proof", json=form)

    assert (proved.status_code, proved.json()["state"], proved.json()["until_on"]) == (201, "standing", "2020-06-11")
    down = await api.as_(Role.VILLAGE, region=VILLAGE).post(f"/duties/{duty.id}/taking-down", json={"taken_on": "2020-06-01"})
    assert (down.status_code, down.json()["state"]) == (201, "owed")


async def test_everyone_sees_what_their_places_owe_and_nobody_anothers(api, duty):
    async def seen(role: Role, region: str, **asked: str) -> list[str]:
        answer = await api.as_(role, region=region).get("/duties", params={"state": "owed"} | asked)
        return [row["owner"] for row in answer.json()["rows"]]

    assert await seen(Role.VILLAGE, VILLAGE) == await seen(Role.TOWN, TOWN) == await seen(Role.COUNTY, "371311") == [VILLAGE]
    assert await seen(Role.TOWN, OTHER_TOWN) == []
    outside = await api.as_(Role.TOWN, region=OTHER_TOWN).get("/duties", params={"owner": TOWN})
    assert outside.json()["code"] == "outside-region"
    assert (await api.as_(Role.TOWN, region=OTHER_TOWN).get(f"/duties/{duty.id}")).json()["code"] == "outside-region"


async def test_what_is_late_is_listed_and_counted_by_place(api, duty, frozen_at):
    with frozen_at("2020-07-02T10:00:00+08:00"):
        late = (await api.as_(Role.COUNTY, region="371311").get("/duties", params={"late": "true"})).json()["rows"]
        [place] = (await api.as_(Role.COUNTY, region="371311").get("/duties/punctuality")).json()
        page = (await api.as_(Role.COUNTY, region="371311").get("/duties/page")).text

    assert [row["duty_id"] for row in late] == [str(duty.id)]
    assert (place["owner"], place["duties"], place["overdue"], place["in_time_rate"]) == (TOWN, 1, 1, "0.0%")
    assert "已逾期" in page and "一年来按期公开的情况" in page


async def test_a_place_that_owes_nothing_is_told_so(api, on_the_day):
    assert "没有待公开的任务。" in (await api.as_(Role.TOWN, region=TOWN).get("/duties/page")).text


async def test_a_duty_says_where_it_comes_from(api, duty):
    told = (await api.as_(Role.TOWN, region=TOWN).get(f"/duties/{duty.id}")).json()

    assert "不少于10天" in told["basis"] and "20个工作日" not in told["stands"]
    assert (told["stands"], told["is_late"]) == ("10天", False)
