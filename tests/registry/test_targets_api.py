"""Targets at the doors: the printed table, what the register counts beside it, carry-over, corrections, and the page."""

import io
from datetime import date
from typing import Any

from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.rules.poverty import Axis, PovertyState, StateOrigin
from services.registry.store.plan import find_plan, list_measures
from services.registry.tables import Household, PovertyEntry
from shared import clock
from shared.security import Role
from tests.builders.registry_file import a_file


def an_entry(household: Household, state: PovertyState, since: date, until: date | None = None) -> PovertyEntry:
    return PovertyEntry(
        household_id=household.id,
        region=household.region,
        axis=Axis.POVERTY,
        state=state,
        since_on=since,
        until_on=until,
        origin=StateOrigin.NATIONAL,
        national_reference="全国系统 1",
        by="测试员",
        why="导入",
        recorded_at=clock.now(),
    )


async def three_leave_poverty(session: AsyncSession) -> Household:
    """Three people out in 2020, no longer supported in 2021, back in 2022 and out again in 2023."""
    household, _ = await a_file(session, members=3)
    for state, since, until in (
        (PovertyState.SUPPORTED, date(2020, 12, 1), date(2021, 6, 1)),
        (PovertyState.INDEPENDENT, date(2021, 6, 1), date(2022, 5, 1)),
        (PovertyState.RELAPSED, date(2022, 5, 1), date(2023, 4, 1)),
        (PovertyState.SUPPORTED, date(2023, 4, 1), None),
    ):
        session.add(an_entry(household, state, since, until))
        await session.flush()
    await session.commit()
    return household


async def test_the_table_of_sanming_stands_with_its_sums(api: Any) -> None:
    city = api.as_(Role.COUNTY, region="3504")
    told = (await city.get("/targets", params={"year": 2018})).json()
    assert [line["target"] for line in told["own"]["years"]] == [25000, 24000, 24000, 9143]
    assert [line["difference"] for line in told["roll_up"]] == [0, 0, 0, 0]
    merged = next(place for place in told["places"] if place["region"] == "350404")
    assert [line["target"] for line in merged["years"]] == [182, 175, 175, 64]
    assert merged["asked"]["owed"] == 596
    assert {one["difference"] for one in told["oddities"]} >= {57, -142, 849}
    industry = next(one for one in told["wholes"] if one["indicator"] == "exits-by:industry")
    assert (industry["target"], industry["actual"], industry["gap"]) == (38000, 0, 38000)
    page = (await city.get("/targets/page", params={"year": 2016})).text
    assert "清流县" in page
    assert "<svg" in page


async def test_who_left_poverty_is_counted_and_what_is_missing_is_carried_over(api: Any, session: AsyncSession) -> None:
    await three_leave_poverty(session)
    county = api.as_(Role.COUNTY)
    for year, amount in ((2020, 5), (2021, 1), (2023, 2)):
        form = {"region": "371311", "year": year, "amount": amount, "source": "区脱贫办 2020 年通知"}
        made = await county.post("/targets", json=form)
        assert made.status_code == 201, made.text
    told = (await county.get("/targets", params={"year": 2023})).json()
    lines = {line["year"]: line for line in told["own"]["years"]}
    assert [(year, line["target"], line["carried"], line["actual"], line["gap"]) for year, line in lines.items()] == [
        (2020, 5, 0, 3, 2),
        (2021, 1, 2, 0, 3),
        (2022, None, 3, 0, 3),
        (2023, 2, 3, 3, 2),
    ]
    assert lines[2022]["relapsed"] == 3
    sheet = load_workbook(io.BytesIO((await county.get("/targets.xlsx", params={"year": 2023})).content))["减贫任务"]
    assert [cell.value for cell in sheet[2]][:6] == ["山东省临沂市罗庄区", 2020, 5, 0, 5, 3]


async def test_exits_are_counted_by_the_measures_that_led_to_them(api: Any, session: AsyncSession) -> None:
    household, _ = await a_file(session, members=3)
    household.causes = ["缺技术"]
    await draft_plan(session, household.id, 2020, by="测试员", on=date(2020, 6, 1))
    plan = await find_plan(session, household.id, 2020)
    assert plan is not None
    assert "industry" in [one.measure for one in await list_measures(session, plan.id)]
    session.add(an_entry(household, PovertyState.SUPPORTED, date(2020, 12, 1)))
    await session.commit()
    county = api.as_(Role.COUNTY)
    for indicator in ("exits-by:industry", "exits-by:relocation", "done:industry:households"):
        form = {
            "region": "371311",
            "indicator": indicator,
            "since_year": 2019,
            "year": 2020,
            "amount": 10,
            "source": "区三年计划",
        }
        assert (await county.post("/targets", json=form)).status_code == 201
    wholes = (await county.get("/targets", params={"year": 2020})).json()["wholes"]
    assert {one["indicator"]: one["actual"] for one in wholes} == {
        "exits-by:industry": 3,
        "exits-by:relocation": 0,
        "done:industry:households": 0,
    }


async def test_a_printed_number_is_corrected_by_a_version_with_its_source(api: Any) -> None:
    city = api.as_(Role.COUNTY, region="3504")
    form = {"region": "350421", "year": 2016, "amount": 2000, "source": "市政府 2016 年调整通知", "reason": "明溪县重新核定"}
    blind = await city.post("/targets", json=form)
    assert (blind.status_code, blind.json()["code"]) == (409, "target-changed-meanwhile")
    made = (await city.post("/targets", json=form | {"replaces_version": 0})).json()
    assert (made["version"], made["amount"], made["others"][0]["amount"]) == (1, 2000, 1956)
    told = (await city.get("/targets", params={"year": 2016})).json()
    assert next(line for line in told["roll_up"] if line["year"] == 2016)["difference"] == 44
    quiet = await city.post("/targets", json=form | {"replaces_version": 1, "reason": ""})
    assert quiet.json()["code"] == "target-without-reason"


async def test_nobody_sets_targets_for_another_place_or_of_nothing(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    form = {"region": "371302", "year": 2020, "amount": 1, "source": "通知一份"}
    assert (await county.post("/targets", json=form)).json()["code"] == "outside-region"
    strange = await county.post("/targets", json=form | {"region": "371311", "indicator": "done:magic:persons"})
    assert (strange.status_code, strange.json()["code"]) == (422, "target-unknown")
    assert (await api.as_(Role.VILLAGE).post("/targets", json=form)).status_code == 403


async def test_a_table_is_looked_at_and_then_set(api: Any) -> None:
    city = api.as_(Role.COUNTY, region="3713")
    lines = ["县别,2020年减贫任务,2021年减贫任务", "罗庄区,12,5", "兰山区,8,0", "合计,20,5"]
    said = {"region": "3713", "source": "市扶贫开发领导小组 2020 年 1 号文附件"}
    table = {"file": ("任务表.csv", "\n".join(lines).encode("gb18030"), "text/csv")}
    seen = await city.post("/targets/table", data=said | {"dry_run": "true"}, files=table)
    assert seen.status_code == 201, seen.text
    assert (seen.json()["is_set"], len(seen.json()["changed"])) == (False, 4)
    assert (await city.get("/targets/held")).json() == []
    done = (await city.post("/targets/table", data=said, files=table)).json()
    assert (done["is_set"], done["same"], done["changed"][0]["amount"]) == (True, 0, 12)
    told = (await city.get("/targets", params={"year": 2021})).json()
    assert [(line["year"], line["owed"]) for line in told["own"]["years"]] == [(2020, 20), (2021, 25)]
    wrong = {"file": ("任务表.csv", "\n".join([*lines[:-1], "合计,21,5"]).encode(), "text/csv")}
    refused = await city.post("/targets/table", data=said, files=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "target-table-wrong")
    assert refused.json()["faults"][0]["reason"] == "各行合计 20，合计行写 21"
    far = await city.post("/targets/table", data=said | {"region": "3504"}, files=table)
    assert far.json()["code"] == "outside-region"
