"""A disaster over five services: one command for a list of households, every part under way, closed, and taken up again."""

import uuid
from typing import Any

import pytest

from deploy.demo.story import A_SAFE_HOUSE, TOWN, VILLAGE, Story, eventually
from shared import clock

pytestmark = pytest.mark.journey


def test_a_flood_s_list_has_help_under_way_and_a_house_is_looked_at_again(story: Story) -> None:
    story.import_register()
    known = story.county.read("/registry/households", region=TOWN, limit=500)["rows"]
    village, code = next((row["region"], row["household_code"]) for row in known if row["household_code"])
    flood = {
        "disaster_id": str(uuid.uuid4()),
        "happened_on": clock.today().isoformat(),
        "house_is_unsafe": True,
        "households": [
            {"village": village, "household_code": code},
            {"village": VILLAGE, "household_code": "99999999999999"},
        ],
    }
    answer = story.county.post("/registry/cases/disasters", flood)
    assert answer["refused"] == 1
    assert story.county.post("/registry/cases/disasters", flood)["known"] == 1
    case = story.begun(answer["households"][0]["case_id"])
    assert (case["kind"], case["urgency"]) == ("house", "critical")

    closed = story.finish(case)
    assert closed["state"] == "completed"
    case_id = closed["case_id"]
    story.town.post(f"/registry/cases/{case_id}/reopening", {"reason": "雨后复查屋面渗漏", "parts": ["housing-survey"]})

    def survey() -> dict[str, Any] | None:
        rows = story.county.read("/housing/surveys", limit=500)["rows"]
        return next((row for row in rows if row["case_id"] == case_id and row["state"] == "open"), None)

    again = eventually(survey, "住房排查重新安排")
    story.town.post(f"/housing/surveys/{again['id']}/completion", A_SAFE_HOUSE)
    done = eventually(
        lambda: now if (now := story.county.read(f"/registry/cases/{case_id}"))["state"] == "completed" else None, "再次办结"
    )
    assert done["round"] == 2
    assert [act["act"] for act in done["acts"]] == ["closed", "reopened", "closed"]
    assert sum(step["part"] == "emergency-grant" and step["title"] == "应急救助金已先行支付" for step in done["steps"]) == 1
