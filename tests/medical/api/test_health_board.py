"""The boards: numbers by town and month, and the page of the health office."""

import re

import pytest
from sqlalchemy import text

from shared.security import Role
from tests.builders.health import LINZI, OTHER_TOWN_VILLAGE
from tests.builders.medical import COUNTY, VILLAGE, an_enrolment, an_id_number
from tests.medical.api.health_walk import FOLLOWED, PURPOSE, opened, written
from tests.medical.api.walk import refused


async def treated(office, sequence: int, day: str, **changes) -> str:
    file = await opened(office, id_number=an_id_number(sequence), **changes)
    await written(office, file, "plan", doctor="李医生", steps=[{"what": "手术", "due_on": day}])
    await written(office, file, "plan/1/completion", done_on=day, note="")
    return file


@pytest.fixture
async def five_patients(health):
    """Four in one town (one treated in 2017, two in 2018), one of whom it was a mistake; one in another town."""
    await treated(health, 1, "2017-05-01")
    await treated(health, 2, "2018-02-01")
    await written(health, await treated(health, 3, "2018-04-01"), "closing", outcome="cured", closed_on="2018-06-01")
    await written(health, await opened(health, id_number=an_id_number(4)), "closing", outcome="mistaken", closed_on="2018-01-01")
    await opened(health, id_number=an_id_number(5), region=OTHER_TOWN_VILLAGE)


@pytest.mark.usefixtures("five_patients")
async def test_progress_is_told_by_town_and_month_against_the_task(health):
    told = (await health.get("/health/progress", params=PURPOSE | {"region": LINZI, "year": 2018})).json()

    assert (told["share"], told["reference"]["trust"]) == ("100%", "seed")
    assert [(town["task"], town["treated"], town["cured"], town["target"], town["gap"]) for town in told["towns"]] == [
        (3, [1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3], 1, 3, 0),
        (1, [0] * 12, 0, 1, 1),
    ]
    assert (told["total"]["task"], told["total"]["treated"][-1], told["total"]["gap"]) == (4, 3, 1)
    earlier = (await health.get("/health/progress", params=PURPOSE | {"region": LINZI, "year": 2017})).json()
    assert (earlier["share"], earlier["total"]["treated"][-1], earlier["total"]["target"]) == ("80%", 1, 4)


async def test_a_place_without_a_task_and_a_year_to_come_say_so(health, api):
    refused(await health.get("/health/progress", params=PURPOSE | {"region": LINZI, "year": 2021}), 422, "day-not-possible")
    office = api.as_(Role.HEALTH, region=COUNTY)
    refused(await office.get("/health/progress", params=PURPOSE | {"region": COUNTY, "year": 2019}), 422, "no-progress-rule")


async def test_the_eight_ones_are_counted_by_person_and_town(health):
    one, other = await opened(health), await opened(health, programme="colon-cancer")
    await opened(health, id_number=an_id_number(5), region=OTHER_TOWN_VILLAGE)
    items = ["hospital", "doctor", "undertaking", "card", "record", "examination", "consultation", "leaflet"]
    for at, item in enumerate(items):
        await written(health, (one, other)[at % 2], "ticks", item=item, done_on="2018-01-01", note="")
    await written(health, other, "ticks", item="hospital", done_on="2018-01-01", note="")

    told = (await health.get("/health/checklist", params=PURPOSE | {"region": LINZI})).json()

    assert [(town["people"], town["complete"], town["lacking"], town["share"]) for town in told] == [
        (1, 1, 0, "100.0%"), (1, 0, 8, "0.0%"),
    ]  # fmt: skip


async def test_coverage_is_those_served_of_those_in_need(health):
    for sequence in range(1, 9):
        file = await opened(health, id_number=an_id_number(sequence), programme="rehabilitation", treatment_class=None)
        if sequence < 8:
            await written(health, file, "care", care="aid", done_on="2019-01-01", what="普通轮椅")

    [whole, children] = (await health.get("/health/coverage", params=PURPOSE | {"region": LINZI})).json()

    assert (whole["needed"], whole["served"], whole["share"], whole["target"]) == (8, 7, "87.5%", "87%")
    assert whole["is_reached"] is True and whole["towns"][0]["town_name"] == "闻韶街道"
    assert (children["needed"], children["share"], children["target"]) == (0, "—", "100%")


async def test_the_page_asks_what_for_before_it_reads_anybody(health, session):
    await opened(health, **FOLLOWED, treatment_class=None)

    asked = await health.get("/health/board", params={"year": 2018})

    assert asked.status_code == 200 and "为什么查阅" in asked.text and 'value="2018"' in asked.text
    assert "欧阳秀英" not in asked.text
    assert (await session.execute(text("SELECT count(*) FROM health_read"))).scalar_one() == 0


@pytest.mark.usefixtures("five_patients")
async def test_the_page_shows_progress_missed_visits_and_coverage_and_leaves_its_traces(health, session):
    await opened(health, **FOLLOWED, treatment_class=None)

    page = (await health.get("/health/board", params={"purpose": "follow-up", "year": 2018})).text

    for words in ("欧阳秀英", "严重精神障碍", "2020-01-16", "148 天", "胃癌", "闻韶街道", "年末任务", "87%", "随访与查体"):
        assert words in page, words
    assert not re.search(r"\d{17}[\dX]", page)
    kinds = (await session.execute(text("SELECT DISTINCT record FROM health_read"))).scalars().all()
    assert set(kinds) == {"health_file", "programmes", "treatment-progress", "rehabilitation-coverage", "checklist"}


async def test_the_page_lists_who_is_still_to_be_examined(api, deliver):
    office = api.as_(Role.HEALTH, region=COUNTY)
    for sequence in (1, 2):
        await deliver(an_enrolment(id_number=an_id_number(sequence), classes=("extreme-poverty",)))
    examined = {
        "id_number": an_id_number(1),
        "name": "王小明",
        "region": VILLAGE,
        "examined_on": "2020-04-01",
        "result": "normal",
    }
    await office.post("/health/examinations", json=examined)

    page = (await office.get("/health/board", params=PURPOSE)).text

    assert "应查 2 人，已查 1 人（50.0%）" in page and "本系统无姓名" in page and "平台推定" in page


async def test_an_empty_place_says_that_there_is_nothing(health):
    page = (await health.get("/health/board", params=PURPOSE)).text

    for words in ("没有逾期的随访", "还没有纳入集中救治的患者", "本地没有公布年度健康查体的对象"):
        assert words in page, words


@pytest.mark.parametrize("region", ["*", "37"])
async def test_a_wider_office_sees_the_page_too(api, health, region):
    await opened(health)

    page = await api.as_(Role.HEALTH, region=region).get("/health/board", params=PURPOSE)

    assert page.status_code == 200 and "胃癌" in page.text
