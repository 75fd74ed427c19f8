"""Where the money of houses lies, as officers see it: by renovation number, by line, lacking where."""

import pytest

from shared.security import Role
from tests.builders.funds_houses import CENTRAL, COUNTYS, a_hold, a_household, asked_stage, lines


@pytest.fixture
async def holds(session):
    await lines(session, county_fen=400_000)
    first = await a_hold(session, await a_household(session))
    await asked_stage(session, first, 540_000)
    await a_hold(session, number="G-371311-2020-0002", may_stand_in=False)
    await session.commit()


async def test_each_house_says_what_is_promised_asked_for_and_held_and_what_lacks(api, holds):
    county = api.as_(Role.COUNTY)

    held, waiting = (await county.get("/house-holds")).json()["rows"]

    assert (held["number"], held["wanted_yuan"], held["asked_yuan"], held["held_yuan"]) == (
        "G-371311-2020-0001",
        "18000.00",
        "5400.00",
        "12600.00",
    )
    assert [(part["line"], part["amount_yuan"]) for part in held["parts"]] == [
        (CENTRAL.holder, "8600.00"),
        (COUNTYS.holder, "4000.00"),
    ]
    assert (waiting["state"], waiting["parts"]) == ("waiting", [])
    assert [(each["source_name"], each["lacks_yuan"]) for each in waiting["short"]] == [("县区财政", "4000.00")]


async def test_a_budget_line_names_the_houses_that_it_holds_money_for(api, holds):
    county = api.as_(Role.COUNTY)

    line = (await county.get(f"/budget-lines/{COUNTYS.holder}")).json()
    listed = (await county.get("/house-holds", params={"line": COUNTYS.holder})).json()["rows"]
    page = (await county.get("/budget-lines/page")).text

    assert [(hold["number"], hold["amount_yuan"]) for hold in line["holds"]] == [("G-371311-2020-0001", "4000.00")]
    assert [row["number"] for row in listed] == ["G-371311-2020-0001"]
    assert f'../house-holds/page?line={COUNTYS.holder}">危房改造 1 件' in page


async def test_the_page_shows_them_filtered_and_empty(api, holds):
    county = api.as_(Role.COUNTY)

    everything = (await county.get("/house-holds/page")).text
    freed = (await county.get("/house-holds/page", params={"state": "freed"})).text
    waiting = (await county.get("/house-holds/page", params={"state": "waiting"})).text

    assert "G-371311-2020-0001" in everything and "缺 4,000.00" in everything
    assert "没有这样的预留" in freed
    assert "G-371311-2020-0001" not in waiting


async def test_a_village_does_not_see_them_and_another_county_has_none(api, holds):
    assert (await api.as_(Role.VILLAGE, region="371311001001").get("/house-holds")).status_code == 403
    assert (await api.as_(Role.COUNTY, region="371302").get("/house-holds")).json()["rows"] == []
