"""A house's way over HTTP: a village, a town and a county, each at its own door, from application to return visit."""

import pytest

from services.housing.rules.renovation_paper import PaperKind
from shared.events.funds import HouseholdPaid, NoticeEnded
from shared.events.housing import RenovationAgreed
from shared.ids import uuid7
from shared.security import Role
from tests.builders.housing import OTHER_TOWN, SOUND, TOWN, VILLAGE, a_detection
from tests.builders.housing_papers import send

VOTES = {"present": 21, "agreed": 19}
APPLICATION = {"groups": ["enrolled"], "persons": 3, "oldest": 55, "mode": "rebuild", "applied_on": "2020-06-05"}
AGREEMENT = {
    "signed_on": "2020-07-10",
    "starts_on": "2020-07-15",
    "ends_on": "2020-09-30",
    "planned_cost_yuan": "42000.00",
    "planned_area_m2": "55",
}
ANSWERS = dict.fromkeys(("quality", "safety", "stability", "progress", "relief", "rules", "earthquake", "materials"), True)


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region="371311")


@pytest.fixture
async def survey_id(village, deliver, frozen_at) -> str:
    await deliver(a_detection())
    id: str = (await village.get("/surveys")).json()["rows"][0]["id"]
    with frozen_at("2020-06-04T10:00:00+08:00"):
        await village.post(f"/surveys/{id}/completion", json=SOUND | {"walls": "failing", "roof": "failing"})
        for view in ("front", "roof", "outer-wall"):
            assert (await send(village, "survey", id, view)).status_code == 201
    return id


async def _apply(village, frozen_at, survey_id):
    with frozen_at("2020-06-05T10:00:00+08:00"):
        return await village.post("/renovations", json=APPLICATION | {"survey_id": survey_id})


async def test_a_house_goes_the_whole_way(village, town, county, survey_id, frozen_at, deliver, emitted, session):
    applied = await _apply(village, frozen_at, survey_id)
    assert applied.status_code == 201
    path = f"/renovations/{applied.json()['id']}"

    async def at(day, officer, step, form):
        with frozen_at(f"{day}T10:00:00+08:00"):
            answer = await officer.post(f"{path}/{step}", json=form)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def stand(day):
        shown = [each for each in await emitted(session) if isinstance(each, RenovationAgreed)][-1]
        ended = {"about": "renovation", "about_id": shown.matter_id, "region": shown.region, "has_stood": True}
        [delivery] = await deliver(NoticeEnded(notice_id=uuid7(), ended_on=day, **ended))
        assert delivery.settled == ["ack"]

    await at("2020-06-08", village, "reviews", {"is_agreed": True, "said": "同意"} | VOTES)
    await stand("2020-06-16")
    await at("2020-06-17", town, "reviews", {"is_agreed": True, "said": "同意"})
    await stand("2020-06-25")
    await at("2020-06-28", county, "reviews", {"is_agreed": True, "said": "同意"})
    await stand("2020-07-04")
    await at("2020-07-10", town, "agreement", AGREEMENT)
    await at("2020-07-15", village, "start", {"on": "2020-07-15"})
    for stage in ("foundation", "structure", "roof", "finish"):
        with frozen_at("2020-08-01T10:00:00+08:00"):
            assert (await send(town, "renovation", applied.json()["id"], stage, "during")).status_code == 201
        look = {"stage": stage, "inspected_on": "2020-08-01", "inspectors": "镇村建所 刘", "answers": ANSWERS}
        await at("2020-08-01", town, "inspections", look)
    await at("2020-09-15", village, "finish", {"on": "2020-09-15"})
    with frozen_at("2020-09-16T10:00:00+08:00"):
        assert (await send(town, "renovation", applied.json()["id"], "front", "after")).status_code == 201
        for kind in PaperKind:
            assert (await send(town, "renovation", applied.json()["id"], kind)).status_code == 201
    cost = {"accepted_on": "2020-09-20", "budget_code": "housing", "year": 2020, "cost_yuan": "41000", "area_m2": "55"}
    accepted = await at("2020-09-20", county, "acceptance", SOUND | cost)
    assert (accepted["subsidy_yuan"], accepted["subsidy_name"]) == ("18000.00", "已请求发放")
    paid = {"payment_id": uuid7(), "household_id": uuid7(), "region": TOWN, "amount_fen": 18000_00, "paid_on": "2020-10-12"}
    await deliver(HouseholdPaid(about="housing", about_id=accepted["id"], **paid))
    await at("2020-10-30", town, "closing", {"on": "2020-10-30"})
    closed = await at("2021-04-28", village, "visits", {"on": "2021-04-28", "said": "住房完好"})

    assert (closed["state_name"], closed["visits_due"]) == ("已归档", ["2021-10-30"])
    assert [line["act_name"] for line in closed["record"]] == [
        "申请",
        "村级评议同意",
        "公示期满无异议",
        "镇街审核同意",
        "公示期满无异议",
        "县区审批同意",
        "公示期满无异议",
        "签订协议",
        "开工",
        "检查",
        "检查",
        "检查",
        "检查",
        "完工",
        "验收合格",
        "归档",
        "回访",
    ]


async def test_another_towns_officer_sees_nothing_of_it(api, village, survey_id, frozen_at):
    renovation = (await _apply(village, frozen_at, survey_id)).json()
    stranger = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await stranger.get(f"/renovations/{renovation['id']}")).json()["code"] == "no-such-renovation"
    assert (await stranger.get("/renovations")).json()["rows"] == []


async def test_what_is_late_is_listed(town, village, county, survey_id, frozen_at):
    await _apply(village, frozen_at, survey_id)

    assert len((await town.get("/renovations", params={"state": "applied"})).json()["rows"]) == 1
    with frozen_at("2020-06-08T10:00:00+08:00"):
        assert (await town.get("/renovations", params={"is_late": "true"})).json()["rows"] == []
    with frozen_at("2021-06-08T10:00:00+08:00"):
        [late] = (await town.get("/renovations", params={"is_late": "true"})).json()["rows"]
    assert late["state"] == "applied"


async def test_a_refusal_says_what_to_do(town, village, survey_id, frozen_at):
    renovation = (await _apply(village, frozen_at, survey_id)).json()
    with frozen_at("2020-06-08T10:00:00+08:00"):
        answer = await town.post(f"/renovations/{renovation['id']}/reviews", json={"is_agreed": True, "said": "同意"})

    assert (answer.status_code, answer.json()["code"]) == (409, "another-level-next")
    assert "依次由村级评议、镇街审核、县区审批" in answer.text


async def test_a_contractors_record_is_counted_from_its_houses(county, town):
    form = {"kind": "craftsman", "name": "王师傅建筑队", "licence": "临罗工匠2019-017"}
    registered = (await county.post("/contractors", json=form)).json()

    [row] = (await town.get("/contractors")).json()["rows"]

    assert (row["id"], row["kind_name"], row["houses"], row["uncured"]) == (registered["id"], "农村建筑工匠", 0, 0)
    barred = (await county.post(f"/contractors/{row['id']}/bar", json={"why": "逾期不整改"})).json()
    assert (barred["is_barred"], barred["barred_why"]) == (True, "逾期不整改")
