"""Targets of making houses safe over HTTP: actual against target in each place, and which houses are missing."""

import io
from datetime import date

import openpyxl
import pytest

from services.housing.rules.hazard import ListedBy, StruckWhy
from services.housing.rules.house import Grade
from services.housing.tables import Hazard, House
from shared.security import Role

LUOZHUANG = "371311"
TOWN, OTHER_TOWN = "371311001", "371311002"
VILLAGES = {TOWN: "371311001001", OTHER_TOWN: "371311002009"}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=LUOZHUANG)


@pytest.fixture
async def ledger(session) -> None:
    """Of a town: one in time, one late, one missing, one that moved away; of another town one missing, and one found later."""
    rows = [
        (TOWN, "2018-03-01", "2018-09-20", StruckWhy.MADE_SAFE),
        (TOWN, "2018-03-01", "2018-11-02", StruckWhy.MADE_SAFE),
        (TOWN, "2018-03-01", None, None),
        (TOWN, "2018-03-01", "2018-05-02", StruckWhy.MOVED_OUT),
        (OTHER_TOWN, "2018-04-01", None, None),
        (OTHER_TOWN, "2019-04-01", None, None),
    ]
    for at, (town, listed_on, struck_on, why) in enumerate(rows):
        house = House(number=f"H-{VILLAGES[town]}-{at:04}", region=VILLAGES[town])
        session.add(house)
        await session.flush()
        line = Hazard(
            house_id=house.id,
            region=house.region,
            grade=Grade.D,
            graded_on=date.fromisoformat(listed_on),
            listed_by=ListedBy.LEDGER,
            listed_on=date.fromisoformat(listed_on),
            struck_on=date.fromisoformat(struck_on) if struck_on else None,
            struck_why=why,
        )
        session.add(line)
    await session.commit()


async def test_each_place_is_told_what_is_missing_most_missing_first(county, ledger):
    [target] = (await county.get("/renovation-targets")).json()

    assert (target["safe_by"], target["is_over"]) == ("2018-09-30", True)
    figures = [
        [each[name] for name in ("of", "done", "late", "left", "percent")] for each in (target["whole"], *target["places"])
    ]
    assert figures == [[4, 1, 1, 2, "50.0"], [3, 1, 1, 1, "66.6"], [1, 0, 0, 1, "0.0"]]
    inside = (await county.get("/renovation-targets", params={"region": TOWN})).json()[0]
    assert [each["region"] for each in inside["places"]] == [VILLAGES[TOWN]]


async def test_the_missing_houses_are_listed_with_how_far_they_are(county, ledger):
    [target] = (await county.get("/renovation-targets")).json()
    path = f"/renovation-targets/{target['target']}/missing"

    first = (await county.get(path, params={"limit": 1})).json()
    rest = (await county.get(path, params={"limit": 1, "after": first["next"]})).json()
    numbers = [one["house_number"] for one in (*first["rows"], *rest["rows"])]
    assert numbers == [f"H-{VILLAGES[TOWN]}-0002", f"H-{VILLAGES[OTHER_TOWN]}-0004"]
    assert (first["rows"][0]["state_name"], rest["next"]) == ("还没有申请改造", None)
    assert (await county.get("/renovation-targets/nothing/missing")).json()["code"] == "no-such-target"


async def test_the_page_and_the_workbook_say_the_same(api, county, ledger):
    page = (await county.get("/renovation-targets/page")).text
    sent = await county.get("/renovation-targets.xlsx")

    assert "尚未改造 2 处" in page and f"H-{VILLAGES[TOWN]}-0002" in page and "还没有申请改造" in page
    assert "没有定目标" in (await api.as_(Role.COUNTY, region="370305").get("/renovation-targets/page")).text
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    assert [len(list(book[name].iter_rows())) for name in ("完成情况", "尚未改造")] == [4, 3]
