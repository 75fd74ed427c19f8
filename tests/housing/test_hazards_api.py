"""The ledger of dangerous houses over HTTP: filtered, counted, as a page and a workbook, and a county's own taken in."""

import io

import openpyxl
import pytest

from shared.security import Role
from tests.builders.houses import a_family, a_ledger
from tests.builders.housing import OTHER_TOWN, OTHER_VILLAGE, VILLAGE, an_accepted_house, an_unsafe_house


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


@pytest.fixture
async def ledger(session) -> None:
    """One that stands, one that was made safe, and one of another town."""
    await an_unsafe_house(session)
    await an_accepted_house(session)
    await an_unsafe_house(session, village=OTHER_VILLAGE)
    await session.commit()


async def test_one_line_a_house_filtered_and_seen_by_those_it_concerns(api, county, ledger):
    async def count(**asked: object) -> int:
        return len((await county.get("/hazards", params=asked)).json()["rows"])

    assert [await count(), await count(is_struck=False), await count(struck_why="made-safe")] == [3, 2, 1]
    assert [await count(region=VILLAGE), await count(grade="C"), await count(grade="D", listed_by="survey")] == [2, 0, 3]
    assert [await count(listed_from="2020-06-05"), await count(listed_to="2020-06-04")] == [0, 3]
    elsewhere = (await api.as_(Role.TOWN, region=OTHER_TOWN).get("/hazards")).json()["rows"]
    assert [line["region"] for line in elsewhere] == [OTHER_VILLAGE]
    first = (await county.get("/hazards", params={"limit": 2})).json()
    assert await count(after=first["next"]) == 1
    one = (await county.get(f"/hazards/{first['rows'][0]['id']}")).json()
    assert (one["state_name"], one["listed_by_name"], one["households"]) == ("在册", "排查", 1)


async def test_the_totals_count_places_and_targets(api, county, ledger):
    totals = (await county.get("/hazards/totals")).json()

    places = [(place["region"], place["grade_d"], place["made_safe"]) for place in totals["places"]]
    assert places == [("371311001", 1, 1), ("371311100", 1, 0)]
    [target] = totals["targets"]
    assert (target["safe_by"], target["of"], target["left"]) == ("2018-09-30", 0, 0)


async def test_a_line_is_struck_off_by_the_county_with_a_reason(api, county, ledger):
    [line, *_] = (await county.get("/hazards", params={"is_struck": False})).json()["rows"]
    form = {"why": "corrected", "grade": "B", "struck_on": "2020-06-10", "reason": "复查为个别檩条腐朽"}

    refused = await api.as_(Role.VILLAGE, region=VILLAGE).post(f"/hazards/{line['id']}/striking", json=form)
    struck = await county.post(f"/hazards/{line['id']}/striking", json=form)

    assert (refused.status_code, struck.json()["state_name"]) == (403, "等级更正")
    assert (await county.post(f"/hazards/{line['id']}/striking", json=form)).json()["code"] == "hazard-struck-already"


async def test_the_page_lists_what_stands_and_says_when_there_is_nothing(api, county, ledger):
    page = (await county.get("/hazards/page")).text

    assert "罗庄街道龙潭社区" in page and "hazards.xlsx" in page and "已改造验收" not in page
    assert "已改造验收" in (await county.get("/hazards/page", params={"is_struck": True})).text
    assert "台账中没有这样的住房" in (await api.as_(Role.COUNTY, region="370305").get("/hazards/page")).text


async def test_the_workbook_says_what_was_asked_for_and_comes_in_again_unchanged(county, ledger):
    for line in (await county.get("/hazards")).json()["rows"]:
        said = {"structure": "masonry", "floor_area_m2": "62.50", "built_year": 1986, "storeys": 1}
        assert (await county.post(f"/houses/{line['house']['id']}/changes", json=said)).status_code == 200
    sent = await county.get("/hazards.xlsx", params={"region": "371311"})

    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    heads, first, *_ = book["危房台账"].iter_rows()
    told = {head.value: (cell.value, cell.number_format) for head, cell in zip(heads, first, strict=True)}
    assert book["危房台账"].max_row == 4
    assert (told["建成年份"], told["建筑面积（平方米）"]) == ((1986, "0"), (62.5, "0.00"))
    assert ("是否完整", "是") in [row[:2] for row in book["说明"].iter_rows(values_only=True)]
    again = await county.post("/hazard-files", files={"file": ("台账.xlsx", sent.content)}, data={"region": "371311"})
    assert (again.json()["rows"], again.json()["unchanged"], again.json()["refused"]) == (3, 3, 0)


async def test_a_county_s_own_ledger_is_previewed_mended_and_taken_in(county, session):
    family = await a_family(session)
    await session.commit()
    rows = (
        {"户编号": family.code, "等级": "D", "评定日期": "2018-06-01"},
        {"户编号": "没有", "等级": "C", "评定日期": "2018-06-01"},
    )
    file = (await county.post("/hazard-files", files={"file": ("a.xlsx", a_ledger(*rows))}, data={"region": "371311"})).json()

    [line] = (await county.get(f"/hazard-files/{file['id']}/lines")).json()
    back = openpyxl.load_workbook(io.BytesIO((await county.get(f"/hazard-files/{file['id']}/errors.xlsx")).content))
    taken = await county.post(f"/hazard-files/{file['id']}/taking", json=None)

    assert (file["entering"], file["refused"], line["decision_name"], line["household_code"]) == (1, 1, "列入", family.code)
    assert [cell.value for cell in back["需更正的行"][2]][-1].startswith("请核对")
    assert (taken.status_code, taken.json()["taken_at"] is None) == (201, False)
    assert [one["grade"] for one in (await county.get("/hazards")).json()["rows"]] == ["D"]
    again = await county.post(f"/hazard-files/{file['id']}/taking")
    assert (again.status_code, again.json()["code"]) == (409, "hazard-file-taken-already")


async def test_the_template_has_our_columns(county):
    book = openpyxl.load_workbook(io.BytesIO((await county.get("/hazard-files/template.xlsx")).content))

    assert [cell.value for cell in book["危房台账"][1]][:3] == ["住房编号", "户编号", "户主身份证号"]
