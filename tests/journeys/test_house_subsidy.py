"""From a house that was made safe to funds, over the real broker: what the money waits for, and what housing is told of it."""

from typing import Any

import pytest

from deploy.demo.platform import Refused
from deploy.demo.story import VILLAGE, Story, eventually
from shared import clock
from shared.security import Role
from tests.builders.housing_papers import a_coloured_photo

pytestmark = pytest.mark.journey
COUNTY = "371311"
SOUND = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")


def test_what_a_village_agreed_to_is_shown_by_funds_until_it_does_not_go_on(story: Story) -> None:
    county = story.platform.as_(Role.COUNTY, subject="住建局")
    town = story.platform.as_(Role.TOWN, region=VILLAGE[:9], subject="村镇建设办")
    village = story.platform.as_(Role.VILLAGE, region=VILLAGE, subject="村干部")
    survey, today = _unsafe_house(story, county, village), clock.today().isoformat()
    seen = {"about": "survey", "about_id": survey["id"]}
    photo = {"file": ("正面.jpg", a_coloured_photo(7), "image/jpeg")}
    village.post("/housing/papers", params=seen, data={"title": "正面", "kind": "front"}, files=photo)
    told: dict[str, Any] = {"survey_id": survey["id"], "groups": ["enrolled"], "persons": 3, "oldest": 55, "mode": "rebuild"}
    # Whether housing has heard of the one patient yet is a matter of milliseconds.
    told["differs_because"] = "登记的是刚住院的一人，户口簿上是三人"
    renovation = village.post("/housing/renovations", told | {"applied_on": today})

    opinion: dict[str, Any] = {"is_agreed": True, "said": "情况属实，同意", "present": 21, "agreed": 19}
    village.post(f"/housing/renovations/{renovation['id']}/reviews", opinion)

    shown = eventually(lambda: _notice_of(county, renovation["number"]), "资金服务已公示")
    assert (shown["region"], shown["state"]) == (VILLAGE, "standing")
    with pytest.raises(Refused, match="notice-not-stood"):
        town.post(f"/housing/renovations/{renovation['id']}/reviews", {"is_agreed": True, "said": "同意"})

    town.post(f"/housing/renovations/{renovation['id']}/withdrawal", {"on": today, "why": "户主随子女迁居县城"})
    eventually(lambda: _notice_of(county, renovation["number"], state="stopped"), "公示随之结束")


def test_an_accepted_house_waits_in_funds_and_its_acceptance_can_be_taken_back(story: Story) -> None:
    county = story.platform.as_(Role.COUNTY, subject="住建验收")
    survey = _unsafe_house(story, county, story.platform.as_(Role.VILLAGE, region=VILLAGE, subject="村干部"))

    form: dict[str, Any] = SOUND | {"work": "rebuilt", "accepted_on": clock.today().isoformat(), "budget_code": "housing"}
    form |= {"year": clock.today().year, "subsidy_yuan": "14000.00"}
    with pytest.raises(Refused, match="house-still-unsafe"):
        county.post(f"/housing/surveys/{survey['id']}/acceptance", form | {"roof": "failing"})
    accepted = county.post(f"/housing/surveys/{survey['id']}/acceptance", form)

    told = eventually(lambda: _with_subsidy(county, accepted["id"], "waiting"), "资金服务答复尚缺发放条件")
    assert told["subsidy_code"] == "payee-missing"
    [request] = [
        row for row in county.read("/funds/payment-requests", state="waiting")["rows"] if row["about_id"] == accepted["id"]
    ]
    assert (request["told_by"], request["total_yuan"], request["refusal_code"]) == ("housing", "14000.00", "payee-missing")

    county.post(f"/housing/acceptances/{accepted['id']}/revocation", {"reason": "补助金额录入有误"})
    eventually(lambda: _discarded(county, request["id"]), "资金服务不再等待")
    again = county.post(f"/housing/surveys/{survey['id']}/acceptance", form | {"subsidy_yuan": "12000.00"})
    assert again["house_id"] == accepted["house_id"]


def _unsafe_house(story: Story, county: Any, village: Any) -> dict[str, Any]:
    """Of a household that fell into need: its survey, which found the house to be of grade D."""
    before = story.case_ids()
    _, settled = story.treat_stranger()
    case = story.case_of(settled.settlement, before=before)
    survey = eventually(lambda: _survey_of(county, case["case_id"]), "住房排查已安排")
    found: dict[str, Any] = village.post(
        f"/housing/surveys/{survey['id']}/completion", SOUND | {"roof": "failing", "walls": "failing"}
    )
    return found


def _notice_of(county: Any, number: str, *, state: str | None = None) -> dict[str, Any] | None:
    rows = county.read("/funds/notices", limit=500)["rows"]
    found: dict[str, Any] | None = next((row for row in rows if number in row["title"]), None)
    return found if found and state in (None, found["state"]) else None


def _survey_of(county: Any, case_id: str) -> dict[str, Any] | None:
    rows = county.read("/housing/surveys", state="open", limit=500)["rows"]
    return next((row for row in rows if row["case_id"] == case_id), None)


def _with_subsidy(county: Any, id: str, state: str) -> dict[str, Any] | None:
    seen: dict[str, Any] = county.read(f"/housing/acceptances/{id}")
    return seen if seen["subsidy"] == state else None


def _discarded(county: Any, id: str) -> bool:
    return bool(county.read(f"/funds/payment-requests/{id}")["state"] == "discarded")
