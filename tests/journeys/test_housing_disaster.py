"""A flood over five processes: declared by a village and by a list, looked at, graded, sheltered, and ahead of every queue."""

import pytest

from deploy.demo.platform import COUNTY, Refused
from deploy.demo.story import Story, eventually
from shared import clock
from tests.journeys.notices import Notices
from tests.journeys.village import SOUND, homes, on_this_day

pytestmark = pytest.mark.journey


async def test_whoever_lost_their_roof_has_a_place_tonight_and_their_house_is_renovated_before_others(
    story: Story, notices: Notices
) -> None:
    [home, listed] = homes(story, 2)
    whom = {"places": [home.region], "households": [listed.code, "99999999999999"]}
    seen = home.county.post("/housing/disasters/preview", {"region": COUNTY} | whom)
    assert [each["pointer"] for each in seen["unknown"]] == ["/households/1"]

    flood = {"kind": "flood", "title": "强降雨洪涝", "happened_at": clock.now().isoformat(), "confirmed": seen["households"]}
    with pytest.raises(Refused, match="struck-otherwise"):
        home.county.post("/housing/disasters", {"region": COUNTY} | whom | flood | {"confirmed": seen["households"] + 1})
    declared = home.county.post("/housing/disasters", {"region": COUNTY} | whom | flood)
    disaster = declared["disaster"]["id"]
    rows = home.village.read("/housing/surveys/round/tasks", limit=200)["rows"]
    survey = next(row for row in rows if row["household_id"] == home.household_id)
    assert survey["trigger_name"] == "灾情应急"

    home.photo("survey", survey["id"], "front")
    graded = home.village.post(f"/housing/surveys/{survey['id']}/completion", SOUND | {"roof": "failing", "walls": "failing"})
    assert (graded["grade"], graded["needs_shelter"]) == ("D", True)

    place = {
        "region": home.region,
        "kind": "school",
        "title": "村小学",
        "capacity": 30,
        "keeper": "王校长",
        "phone": "13905390000",
    }
    shelter = home.town.post("/housing/shelters", place)
    whose = {"disaster_id": disaster, "household_id": home.household_id, "shelter_id": shelter["id"]}
    stay = home.village.post("/housing/shelter-stays", whose | {"persons": 2})
    with pytest.raises(Refused, match="home-not-safe"):
        home.village.post(f"/housing/shelter-stays/{stay['id']}/departure", {"left_as": "home"})
    board = home.county.read(f"/housing/disasters/{disaster}/board")["total"]
    assert (board["grade_d"], board["sheltered"], board["tonight"]) == (1, 1, 0)

    told = {"survey_id": survey["id"], "oldest": 55, "mode": "rebuild", "applied_on": on_this_day()}
    renovation = home.village.post("/housing/renovations", told)
    assert home.county.read("/housing/renovations", limit=1)["rows"][0]["number"] == renovation["number"]
    await home.agree(renovation, notices)
    home.sign_and_start(renovation["id"])
    assert home.renovation(renovation["id"])["state"] == "under-way"

    def shown() -> bool:
        return renovation["number"] in story.platform.anyone().get("/funds/portal/houses", number=renovation["number"]).text

    eventually(shown, "资金公开页上有这件改造")
    home.county.post(f"/housing/disasters/{disaster}/end", {"reason": "水已退去，其余各户另行排查"})
