"""An officer asks what the place's rule says of a household, and can read the rule itself."""

import pytest

from services.housing.operations.household.follow_people import follow_people
from shared.security import Role
from tests.builders.houses import an_enrolment
from tests.builders.housing import TOWN, VILLAGE, an_unsafe_house

ASKED = {"region": VILLAGE, "on": "2019-05-01", "grade": "D", "groups": ["enrolled", "dibao"], "persons": 3, "oldest": 55}


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


async def test_a_trial_says_who_how_and_how_much_with_the_clause_of_each(town):
    answer = await town.post("/help/trial", json=ASKED | {"cost_yuan": "40000.00"})

    trial = answer.json()
    assert answer.status_code == 200
    assert (trial["policy"], trial["is_eligible"], trial["hindrances"]) == ("help-shandong-2019", True, [])
    assert [group["title"] for group in trial["groups"]] == ["低保户", "建档立卡贫困户"]
    rebuilt = trial["offers"][0]
    assert (rebuilt["mode_name"], rebuilt["subsidy_yuan"]) == ("拆除重建", "19000.00")
    assert [(share["source_name"], share["amount_yuan"]) for share in rebuilt["shares"]] == [
        ("中央财政", "14000.00"),
        ("县区财政", "5000.00"),
    ]
    assert [(stage["title"], stage["amount_yuan"]) for stage in rebuilt["stages"]] == [("验收合格后拨付到户", "19000.00")]
    assert (trial["floor_limit"]["least_m2"], trial["floor_limit"]["most_m2"]) == ("40", "60")


async def test_a_household_that_was_helped_before_is_told_when_and_through_what(town):
    former = {"on": "2016-09-01", "through": "address"}

    trial = (await town.post("/help/trial", json=ASKED | {"former": [former]})).json()

    assert (trial["is_eligible"], [each["code"] for each in trial["hindrances"]]) == (False, ["helped-before-address"])


async def test_a_group_that_the_place_does_not_know_is_named(town):
    answer = await town.post("/help/trial", json=ASKED | {"groups": ["veterans"]})

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["groups"]) == ("group-unknown", "veterans")


async def test_before_the_first_rule_there_is_nothing_to_go_by(town):
    answer = await town.post("/help/trial", json=ASKED | {"on": "2010-05-01"})

    assert (answer.status_code, answer.json()["code"]) == (422, "no-help-rule")


async def test_the_rule_of_the_place_can_be_read_with_its_sources(town):
    policy = (await town.get("/help/policy", params={"region": "371311", "on": "2019-05-01"})).json()

    assert policy["modes"][0]["mode_name"] == "集中供养"
    standards = {(line["mode_name"], *line["groups"]): line["standard"] for line in policy["subsidies"]}
    assert standards["拆除重建", "建档立卡贫困户"] == "每户18000.00元，同时属于其他对象的增加1000.00元"
    assert "2019年农村危房改造补助标准" in policy["subsidies"][0]["source"]


async def test_a_place_that_pays_by_floor_says_so(town):
    policy = (await town.get("/help/policy", params={"region": "411081", "on": "2019-05-01"})).json()

    assert policy["subsidies"][1]["standard"].startswith("每平方米630.00元（1人户计24平方米")
    assert policy["subsidies"][1]["standard"].endswith("不超过每户50000.00元")


async def test_a_trial_of_a_household_takes_what_housing_knows_of_it_and_says_so(town, session):
    survey = await an_unsafe_house(session)
    await follow_people(session, [an_enrolment(survey.household_id), an_enrolment(survey.household_id, relation="之子")])
    await session.commit()

    trial = (await town.post("/help/trial", json={"household_id": str(survey.household_id), "oldest": 61})).json()

    assert trial["told_from"] == {"groups": "register", "persons": "register", "grade": "register"}
    assert [group["code"] for group in trial["groups"]] == ["enrolled"]
    assert (trial["offers"][0]["mode"], trial["floor_limit"]["least_m2"]) == ("rebuild", "30")


async def test_a_trial_shows_where_the_officers_word_differs(town, session):
    survey = await an_unsafe_house(session)
    await follow_people(session, [an_enrolment(survey.household_id)])
    await session.commit()

    asked = {"household_id": str(survey.household_id), "oldest": 61, "persons": 4, "grade": "C"}
    trial = (await town.post("/help/trial", json=asked)).json()

    assert trial["differences"] == [{"field": "persons", "title": "人口数", "known": "1", "told": "4"}]
    assert trial["told_from"]["grade"] == "officer"


async def test_without_a_household_the_place_and_the_grade_are_asked(town):
    answer = await town.post("/help/trial", json={key: told for key, told in ASKED.items() if key != "grade"})

    assert (answer.status_code, answer.json()["code"]) == (422, "applicant-untold")
