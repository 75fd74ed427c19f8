"""The seven unities at the doors: what lines and registers show, what a place answers, and of whom the registers disagree."""

import io
from typing import Any

from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.income.record_income import record_income
from services.registry.rules.vocabulary import PersonClass
from shared.clock import today
from shared.security import Role
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_household_in_the_register, an_income

DIBAO = (PersonClass.LOW_INCOME,)
BOTH = (PersonClass.ENROLLED, PersonClass.LOW_INCOME)
ABLE = {"劳动技能": "普通劳动力"}
IN_LINZI = "370305001005"


async def test_the_registers_are_held_against_each_other(api: Any, session: AsyncSession) -> None:
    _, _ = await a_household_in_the_register(session, classes=BOTH)
    outside, _ = await a_household_in_the_register(session, classes=DIBAO)
    unable, _ = await a_household_in_the_register(session)
    _, _ = await a_household_in_the_register(session, particulars=ABLE)
    partly, [head, _] = await a_household_in_the_register(session, classes=BOTH)
    head = await session.merge(head)
    head.classes = ["enrolled"]
    await session.commit()
    county = api.as_(Role.COUNTY)
    told = (await county.get("/alignment")).json()
    assert (told["policy"], told["households"], told["enrolled"], told["in_dibao"], told["in_both"]) == (
        "alignment-luozhuang-2018",
        5,
        4,
        3,
        2,
    )
    assert {one["kind"]: one["households"] for one in told["differences"]} == {
        "dibao-not-enrolled": 1,
        "below-line-not-dibao": 0,
        "no-labour-not-dibao": 1,
        "partly-dibao": 1,
    }
    stands = {one["unity"]: one["standing"] for one in told["unities"]}
    assert (stands["object"], stands["recognition"]) == ("unmet", "unknown")
    for kind, household in (("dibao-not-enrolled", outside), ("no-labour-not-dibao", unable), ("partly-dibao", partly)):
        [row] = (await county.get("/alignment/differences", params={"kind": kind})).json()["rows"]
        assert row["household_id"] == str(household.id)
    page = (await county.get("/alignment/page")).text
    assert "已统一 0／7 项" in page
    assert str(outside.id) in (await county.get("/alignment/differences/page")).text
    assert load_workbook(io.BytesIO((await county.get("/alignment/differences.xlsx")).content))["差异"].max_row == 2
    [trace] = (await api.as_(Role.AUDITOR, region="371311").get("/exports")).json()["rows"]
    assert (trace["title"], trace["rows"]) == ("两项登记差异", 1)


async def test_who_lives_below_the_dibao_line_of_the_year_without_dibao_is_listed(api: Any, session: AsyncSession) -> None:
    poor, _ = await a_household_in_the_register(session, village=IN_LINZI, particulars=ABLE)
    fair, _ = await a_household_in_the_register(session, village=IN_LINZI, particulars=ABLE)
    for household, wages in ((poor, 820_000), (fair, 840_000)):
        await record_income(session, household.id, 2017, an_income(wages), by="测试员", on=today())
    await session.commit()
    county = api.as_(Role.COUNTY, region="370305")
    [row] = (await county.get("/alignment/differences", params={"kind": "below-line-not-dibao"})).json()["rows"]
    assert (row["household_id"], row["per_head_yuan"], row["dibao_yuan"]) == (str(poor.id), "4100.00", "4200.00")


async def test_the_dibao_line_is_judged_against_the_relief_standard_of_its_own_year(api: Any) -> None:
    told = (await api.as_(Role.COUNTY, region="370305").get("/alignment")).json()
    standard = told["unities"][0]
    assert (standard["name"], standard["standing"]) == ("统一标准", "met")
    assert "4,200.00 元（2017 年）" in standard["shows"]
    assert "3,527.00 元（2017 年）" in standard["shows"]
    [line] = [line for line in told["lines"] if line["year"] == 2017]
    assert line["difference_yuan"] == "673.00"
    assert [ratio["per_mille"] for ratio in told["ratios"]] == [1200, 1000]


async def test_a_place_answers_for_what_no_register_shows(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    form = {"region": "371311", "unity": "acceptance", "is_met": True, "source": "区民政局 2020 年 3 号文第二条"}
    told = (await county.post("/alignment/answers", json=form)).json()
    assert {one["unity"]: one["standing"] for one in told["unities"]}["acceptance"] == "met"
    assert told["met"] == 1
    blind = await county.post("/alignment/answers", json=form | {"is_met": False})
    assert (blind.status_code, blind.json()["code"]) == (409, "answer-changed-meanwhile")
    again = (await county.post("/alignment/answers", json=form | {"is_met": False, "replaces_version": 1})).json()
    assert {one["unity"]: one["standing"] for one in again["unities"]}["acceptance"] == "unmet"
    seen = await county.post("/alignment/answers", json=form | {"unity": "standard"})
    assert seen.json()["code"] == "seen-in-the-register"
    assert (await county.post("/alignment/answers", json=form | {"region": "371302"})).json()["code"] == "outside-region"
    assert (await api.as_(Role.VILLAGE, region=LONGTAN).post("/alignment/answers", json=form)).status_code == 403
