"""Surveys over HTTP: seen by those they concern, completed once, graded by the rule, printable."""

import asyncio
from collections import Counter

import pytest

from shared.events.housing import SafetySurveyCompleted
from shared.security import Role
from tests.builders.housing import OTHER_TOWN, OTHER_VILLAGE, SOUND, TOWN, UNSAFE, VILLAGE, a_detection


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


@pytest.fixture
async def survey_id(village, deliver) -> str:
    await deliver(a_detection())
    return (await village.get("/surveys")).json()["rows"][0]["id"]


async def test_a_village_officer_completes_a_survey(village, survey_id, frozen_at, session, emitted):
    with frozen_at("2020-06-04T23:00:00+08:00"):
        answer = await village.post(f"/surveys/{survey_id}/completion", json=SOUND | {"walls": "failing", "roof": "flawed"})

    survey = answer.json()
    assert answer.status_code == 201
    assert (survey["grade"], survey["needs_shelter"], survey["needs_follow_up"]) == ("C", False, True)
    assert (survey["completed_on"], survey["is_late"], survey["state_name"]) == ("2020-06-04", False, "已完成")
    assert [part["spoken"] for part in survey["parts"]] == [
        "场地：完好",
        "地基基础：完好",
        "墙体：局部危险",
        "屋盖：个别构件危险",
        "围护结构：完好",
    ]
    assert survey["reasons"][0].startswith("墙体局部危险，评为C级")
    completed = (await emitted(session))[-1]
    assert isinstance(completed, SafetySurveyCompleted)
    assert (str(completed.survey_id), completed.grade, completed.region) == (survey_id, "C", VILLAGE)


async def test_what_a_second_officer_saw_stands_beside_the_survey_and_is_read_with_it(api, village, survey_id, frozen_at):
    town = api.as_(Role.TOWN, region=TOWN, subject="镇村建办 赵")
    seen = SOUND | UNSAFE | {"notes": "东间屋面塌了一角", "visited_at": "2020-06-04T15:00:00+08:00"}
    seen["position"] = {"latitude": "35.056123", "longitude": "118.342456", "fixed_at": "2020-06-04T08:30:00+08:00"}
    path = f"/surveys/{survey_id}/second-findings"
    with frozen_at("2020-06-04T23:00:00+08:00"):
        assert (await town.post(path, json=seen)).json()["code"] == "survey-not-completed"
        house = (await village.post(f"/surveys/{survey_id}/completion", json=SOUND)).json()["house_id"]
        kept = await town.post(path, json=seen)
        assert (await town.post(path, json=SOUND)).json()["code"] == "finding-kept-already"

        survey = (await village.get(f"/surveys/{survey_id}")).json()
        page = (await village.get(f"/houses/{house}/page")).text
        elsewhere = await api.as_(Role.TOWN, region=OTHER_TOWN).post(path, json=SOUND)

    told = kept.json()
    assert (kept.status_code, told["grade"], told["is_worse"], told["is_fix_apart"]) == (201, "D", True, True)
    assert (survey["grade"], survey["second_findings"]) == ("A", [told])
    assert "另报的所见" in page and "比排查更差，请再看一次" in page and "镇村建办 赵" in page
    assert elsewhere.json()["code"] == "no-such-survey"


async def test_a_survey_after_its_day_is_taken_and_said_to_be_late(village, survey_id, frozen_at):
    with frozen_at("2020-06-05T00:00:00+08:00"):
        assert (await village.get(f"/surveys/{survey_id}")).json()["state_name"] == "逾期未排查"
        survey = (await village.post(f"/surveys/{survey_id}/completion", json=SOUND)).json()

    assert (survey["is_late"], survey["is_overdue"]) == (True, False)


async def test_a_survey_is_completed_once(village, survey_id):
    await village.post(f"/surveys/{survey_id}/completion", json=SOUND)

    again = await village.post(f"/surveys/{survey_id}/completion", json=SOUND | {"roof": "failed"})

    assert (again.status_code, again.json()["code"]) == (409, "survey-already-completed")
    assert (await village.get(f"/surveys/{survey_id}")).json()["grade"] == "A"


async def test_two_officers_at_once_complete_it_once(api, survey_id, session, emitted):
    officers = [api.as_(Role.TOWN, region=TOWN, subject=name) for name in ("甲", "乙")]

    answers = await asyncio.gather(*(officer.post(f"/surveys/{survey_id}/completion", json=SOUND) for officer in officers))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert Counter(type(event).__name__ for event in await emitted(session))["SafetySurveyCompleted"] == 1


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({"walls": "cracked"}, "/walls"),
        ({"grade": "A"}, "/grade"),
        ({"roof": None}, "/roof"),
    ],
)
async def test_what_was_not_asked_or_not_said_is_refused_in_place(village, survey_id, form, pointer):
    answer = await village.post(f"/surveys/{survey_id}/completion", json=SOUND | form)

    assert (answer.status_code, answer.json()["code"], answer.json()["pointer"]) == (422, "invalid-input", pointer)


async def test_another_towns_survey_is_not_there(api, survey_id):
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get("/surveys")).json()["rows"] == []
    assert (await elsewhere.get(f"/surveys/{survey_id}")).json()["code"] == "no-such-survey"
    assert (await elsewhere.post(f"/surveys/{survey_id}/completion", json=SOUND)).status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COUNTY, Role.HOSPITAL])
async def test_only_village_and_town_report_what_they_saw(api, survey_id, role):
    answer = await api.as_(role).post(f"/surveys/{survey_id}/completion", json=SOUND)

    assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")


async def test_nobody_reads_surveys_without_a_token(api):
    assert [(await api.get(path)).status_code for path in ("/surveys", "/surveys/board")] == [401, 401]


async def test_the_list_is_narrowed_by_state_and_by_overdue(api, deliver, frozen_at):
    county = api.as_(Role.COUNTY)
    for village in (VILLAGE, VILLAGE, OTHER_VILLAGE):
        await deliver(a_detection(village=village))
    first = (await county.get("/surveys", params={"limit": 1})).json()
    await api.as_(Role.TOWN, region=TOWN).post(f"/surveys/{first['rows'][0]['id']}/completion", json=SOUND)

    async def count(**filters: object) -> int:
        return len((await county.get("/surveys", params=filters)).json()["rows"])

    assert [await count(state="open"), await count(state="completed"), await count(after=first["next"])] == [2, 1, 2]
    with frozen_at("2020-06-04T12:00:00+08:00"):
        assert [await count(is_overdue=True), await count(is_overdue=False)] == [0, 3]
    with frozen_at("2020-06-05T12:00:00+08:00"):
        assert [await count(is_overdue=True), await count(is_overdue=False)] == [2, 1]


async def test_the_board_shows_what_is_to_do_and_what_came_of_it(api, village, survey_id, deliver, frozen_at):
    await deliver(a_detection())
    with frozen_at("2020-06-08T12:00:00+08:00"):
        await village.post(f"/surveys/{survey_id}/completion", json=SOUND | {"foundation": "failed"})
        board = (await village.get("/surveys/board")).text

    assert "罗庄街道龙潭社区<" in board
    assert "2020-06-04 逾期" in board
    assert "立即另行安置" in board
    assert "D 级" in board


async def test_an_empty_board_says_so(village):
    board = (await village.get("/surveys/board")).text

    assert "没有待排查的住房" in board
    assert "还没有完成的排查" in board
