"""How far renovations have come over HTTP: as of any day, by place and in other ways, as JSON, page and workbook."""

import io
from datetime import date

import openpyxl
import pytest

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.renovation.note_notice import note_notice
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.renovation import WithdrawRenovation
from shared.security import Role
from tests.builders.housing import TOWN, VILLAGE, an_accepted_house
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, an_opinion, on


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


@pytest.fixture
async def renovations(session):
    """One that went the whole way and was paid on 5 October, one under way, one withdrawn, and a house accepted without any."""
    accepted = await a_renovation(session, RenovationState.ACCEPTED)
    await a_renovation(session, RenovationState.UNDER_WAY, groups=["dibao", "disabled"])
    withdrawn = await a_renovation(session)
    form = WithdrawRenovation(on=date(2020, 6, 20), why="户主自愿放弃")
    await withdraw_renovation(session, withdrawn.id, form, by=TOWN_OFFICER, at=on("2020-06-20"))
    await an_accepted_house(session)
    said = Said(SubsidyState.PAID, on("2020-10-05"), paid_on=date(2020, 10, 5))
    await note_subsidy(session, accepted.acceptance_id, said)
    await session.commit()
    return accepted


def _line(board, facet, key):
    [part] = [part for part in board["parts"] if part["facet"] == facet]
    return next(line for line in part["lines"] if line["key"] == key)


async def test_every_household_stands_in_one_state_and_is_counted_by_place_mode_group_year_and_programme(county, renovations):
    board = (await county.get("/renovation-progress")).json()

    whole = board["whole"]
    assert {state: number for state, number in whole["states"].items() if number} == {
        "under-way": 1,
        "accepted": 2,
        "withdrawn": 1,
    }
    assert [whole[each] for each in ("households", "approved", "begun", "built", "safe", "paid")] == [3, 3, 3, 2, 2, 1]
    assert (whole["promised_yuan"], whole["subsidy_yuan"], whole["paid_yuan"]) == ("50000.00", "32000.00", "18000.00")
    assert (whole["owed_yuan"], whole["safe_percent"]) == ("14000.00", "66.6")
    assert _line(board, "place", TOWN)["title"] == "罗庄街道"
    assert _line(board, "mode", "rebuild")["households"] == 3
    assert [_line(board, "group", each)["households"] for each in ("enrolled", "dibao", "disabled", "-")] == [1, 1, 1, 1]
    assert _line(board, "programme", "housing")["paid"] == 1
    assert _line(board, "programme", "housing")["title"] == "农村危房改造"
    assert _line(board, "programme", "-")["title"] == "尚未列入专项"
    assert _line(board, "year", "2020")["households"] == 3


async def test_a_past_day_is_shown_as_it_was(county, renovations):
    async def states(day: str) -> dict[str, int]:
        whole = (await county.get("/renovation-progress", params={"on": day})).json()["whole"]
        return {state: number for state, number in whole["states"].items() if number}

    assert await states("2020-06-04") == {}
    assert await states("2020-06-08") == {"village-agreed": 2, "applied": 1}
    assert await states("2020-07-12") == {"agreed": 2, "withdrawn": 1}
    assert await states("2020-09-15") == {"finished": 1, "under-way": 1, "withdrawn": 1}
    paid = [
        (await county.get("/renovation-progress", params={"on": day})).json()["whole"]["paid"]
        for day in ("2020-10-04", "2020-10-05")
    ]
    assert paid == [0, 1]


async def test_an_objection_that_stopped_a_notice_sends_it_back_on_the_board_too(county, session):
    renovation = await a_renovation(session, RenovationState.VILLAGE_AGREED)
    await review_renovation(session, renovation.id, an_opinion(Role.TOWN), by=TOWN_OFFICER, at=on("2020-06-17"))
    await note_notice(session, renovation.notice_for, has_stood=False, on=date(2020, 6, 20), at=on("2020-06-20"))
    await session.commit()

    async def states(day: str) -> list[str]:
        whole = (await county.get("/renovation-progress", params={"on": day})).json()["whole"]
        return [state for state, number in whole["states"].items() if number]

    assert [await states("2020-06-19"), await states("2020-06-20")] == [["town-agreed"], ["village-agreed"]]
    assert renovation.state is RenovationState.VILLAGE_AGREED


async def test_the_board_is_filtered_and_everybody_sees_their_own(api, county, renovations):
    async def count(caller, **asked: object) -> int:
        return (await caller.get("/renovation-progress", params=asked)).json()["whole"]["households"]

    assert [await count(county, mode="rebuild"), await count(county, mode="repair"), await count(county, year=2019)] == [3, 0, 0]
    assert [
        await count(county, group="dibao"),
        await count(county, programme="housing"),
        await count(county, region=VILLAGE),
    ] == [1, 2, 3]
    assert await count(api.as_(Role.TOWN, region="371311100")) == 0
    assert await count(api.as_(Role.OPERATOR, region="*")) == 3
    assert (await county.get("/renovation-progress", params={"on": "2999-01-01"})).json()["code"] == "day-ahead"


async def test_the_page_leads_down_to_the_village_and_says_when_there_is_nothing(api, county, renovations):
    page = (await county.get("/renovation-progress/page")).text
    town = (await county.get("/renovation-progress/page", params={"region": TOWN})).text

    assert f"region={TOWN}" in page and "66.6%" in page and "下载工作簿" in page
    assert f"region={VILLAGE}" in town and "回到山东省临沂市罗庄区" in town
    assert "没有这样的危房改造" in (await api.as_(Role.COUNTY, region="370305").get("/renovation-progress/page")).text
    assert "按当时的办理记录还原" in (await county.get("/renovation-progress/page", params={"on": "2020-07-12"})).text


async def test_the_workbook_has_a_sheet_for_each_way_and_says_what_was_asked(county, renovations):
    sent = await county.get("/renovation-progress.xlsx", params={"on": "2020-09-30", "mode": "rebuild"})

    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    assert book.sheetnames == ["各地", "改造方式", "对象类别", "年度", "专项", "说明"]
    asked = dict(row[:2] for row in book["说明"].iter_rows(values_only=True))
    assert (asked["统计日期"], asked["改造方式"]) == ("2020-09-30", "拆除重建")
    assert [row[2].value for row in book["各地"].iter_rows(min_row=2)] == [3, 3]
    assert [(row[7].value, row[7].number_format) for row in book["各地"].iter_rows(min_row=2)] == [(66.6, "0.0")] * 2
