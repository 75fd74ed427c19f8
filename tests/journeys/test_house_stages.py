"""A county that pays in stages and keeps money back for quality, and a household that rents, over five processes."""

from typing import Any

import pytest

from deploy.demo.register import Town
from deploy.demo.story import Story, eventually
from services.housing.rules.works import Assurance
from shared import clock
from tests.journeys.house_purse import Purse, this_year
from tests.journeys.notices import Notices
from tests.journeys.village import FEW, SOUND, Home, homes_of, on_this_day

pytestmark = pytest.mark.journey
COUNTY, VILLAGE = "350481", "350481001001"
"""永安市, whose rule of help has stages."""


@pytest.fixture(scope="module")
def households(story: Story) -> list[Home]:
    """Two households of the county's register."""
    town, families = Town(seed=clock.now().microsecond, villages=[VILLAGE]), list[list[dict[str, Any]]]()
    while len(families) < 2:
        rows = town.household()
        if len(rows) <= FEW:
            families.append(rows)
    return homes_of(story, COUNTY, families)


async def test_stages_are_paid_as_the_house_rises_and_a_part_waits_for_a_year(
    story: Story, notices: Notices, households: list[Home]
) -> None:
    home, purse = households[0], Purse(story.platform, COUNTY)
    purse.set_down("central", "14000.00")
    purse.open_account()
    renovation = home.apply(home.found_dangerous(), mode="rebuild")
    at = f"/housing/renovations/{renovation['id']}"
    await home.agree(renovation, notices)
    eventually(lambda: home.county.read(f"{at}/money")["state"] == "held", "资金服务已预留")

    home.sign_and_start(renovation["id"])
    purse.give_account(home)
    purse.pay(home, 1)
    eventually(lambda: _stages(home, at)["start"] == ("4200.00", "paid"), "开工的一笔到户")
    assert _in_public(story, renovation["number"]) == "部分到户"

    home.village.post(f"{at}/stop", {"on": on_this_day(), "why": "winter", "said": "日均气温低于 5 ℃"})
    assert home.renovation(renovation["id"])["next"]["what"] == "复工（冬季停工）"
    home.village.post(f"{at}/start", {"on": on_this_day()})
    wrong = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
    flaw = {"assurance": "quality", "what": "构造柱漏设", "due_on": on_this_day()}
    home.photo("renovation", renovation["id"], "structure", "during")
    look = {"stage": "structure", "inspected_on": on_this_day(), "inspectors": "镇村建所 刘", "answers": wrong, "defects": [flaw]}
    home.town.post(f"{at}/inspections", look)
    [defect] = home.renovation(renovation["id"])["defects"]
    assert _stages(home, at)["structure"][1] == "planned"
    home.town.post(f"/housing/defects/{defect['id']}/cure", {"on": on_this_day(), "cure": "补设构造柱，复查合格"})
    home.build(renovation["id"])
    final = {
        "accepted_on": on_this_day(),
        "budget_code": "housing",
        "year": this_year(),
        "cost_yuan": "13000.00",
        "area_m2": "40",
    }
    home.county.post(f"{at}/acceptance", SOUND | final | {"structure": "masonry", "storeys": 1})
    purse.pay(home, 2)

    paid = {"start": ("4200.00", "paid"), "structure": ("5600.00", "paid"), "acceptance": ("2880.00", "paid")}
    eventually(lambda: _stages(home, at) == paid | {"retention": ("320.00", "planned")}, "除质保金外都已到户")
    home.file(renovation["id"])
    home.town.post(f"{at}/closing", {"on": on_this_day()})
    home.village.post(f"{at}/visits", {"on": on_this_day(), "said": "路过查看，完好"})
    assert _stages(home, at)["retention"] == ("320.00", "planned")
    assert _in_public(story, renovation["number"]) == "部分到户"
    house = home.county.read(f"/housing/houses/{renovation['house_id']}")
    assert (house["structure"], house["built_year"], house["floor_area_m2"]) == ("masonry", this_year(), "40.00")


async def test_who_rents_signs_without_a_price_and_lives_in_a_house_of_the_register(
    story: Story, notices: Notices, households: list[Home]
) -> None:
    home = households[1]
    told = {"mode": "rent", "mode_reason": "户主愿意租住村里的闲置房"}
    renovation = home.apply(home.found_dangerous(), **told)
    at = f"/housing/renovations/{renovation['id']}"
    await home.agree(renovation, notices)
    signed = home.town.post(f"{at}/agreement", {"signed_on": on_this_day(), "starts_on": on_this_day(), "ends_on": on_this_day()})
    assert (signed["state_name"], signed["next"]["what"]) == ("已签协议，待入住", "登记入住")

    free = home.town.post("/housing/houses", {"region": home.region, "address": "村部东侧", "structure": "masonry"})
    housed = home.town.post(f"{at}/moving-in", {"on": on_this_day(), "house_id": free["id"]})

    assert (housed["state_name"], housed["housed_in_id"]) == ("已入住，待归档", free["id"])
    lived_in = home.county.read(f"/housing/households/{home.household_id}/houses")
    assert [(each["house_id"], each["until_on"]) for each in lived_in if each["until_on"] is None] == [(free["id"], None)]
    [line] = [each for each in home.county.read("/housing/hazards")["rows"] if each["house"]["id"] == renovation["house_id"]]
    assert line["state_name"] == "住户已另行安置"


def _stages(home: Home, at: str) -> dict[str, tuple[str, str]]:
    return {each["code"]: (each["amount_yuan"], each["state"]) for each in home.county.read(f"{at}/money")["stages"]}


def _in_public(story: Story, number: str) -> str:
    """What anybody reads of its subsidy."""
    page = story.platform.anyone().get("/funds/portal/houses", number=number).text
    return next(word for word in ("部分到户", "已到户", "未到户") if f">{word}<" in page)
