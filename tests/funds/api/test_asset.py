"""Assets at the doors: from the register to households' payments, as officers do it, and as pages and workbooks."""

import io
from typing import Any

import openpyxl
import pytest

from shared.ids import uuid7
from shared.security import Role
from tests.builders.funds import TOWN, VILLAGE
from tests.builders.funds_assets import COLLECTIVE, an_asset_form

CONTRACT = {
    "operator": "某某农业科技有限公司",
    "pricing": "yield",
    "basis_yuan": "700000.00",
    "yield_percent": "5.5",
    "starts_on": "2019-01-01",
    "ends_on": "2021-12-31",
}


@pytest.fixture
def on_the_day(frozen_at):
    with frozen_at("2020-06-01T10:00:00+08:00"):
        yield


async def made(door: Any, path: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await door.post(path, json=form if form is not None else {})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture
async def asset(api, on_the_day):
    return await made(api.as_(Role.COUNTY), "/assets", an_asset_form(title="龙潭社区光伏电站" * 4))


async def test_an_asset_is_registered_listed_and_read_with_its_titles(api, asset):
    town = api.as_(Role.TOWN, region=TOWN)
    await made(
        town,
        f"/assets/{asset['id']}/hand-overs",
        {"handed_by": "罗庄街道", "taken_by": "龙潭社区", "keeper": "管护岗", "handed_on": "2020-05-01", "said": "清单齐全"},
    )
    [line] = (await town.get("/assets?kind=operating")).json()["rows"]
    told = (await town.get(f"/assets/{asset['id']}")).json()

    assert line["number"] == "A-371311-2020-0001"
    assert told["value_yuan"] == "700000.00"
    assert [source["source_name"] for source in told["sources"]] == ["省级财政", "县区财政"]
    assert {title["kind_name"] for title in told["titles"]} == {"所有权", "收益权", "监督权"}
    assert [each["keeper"] for each in told["hand_overs"]] == ["管护岗"]


async def test_another_countys_officer_sees_none_of_it(api, asset):
    other = api.as_(Role.COUNTY, region="370305")

    assert (await other.get("/assets")).json()["rows"] == []
    assert (await other.get(f"/assets/{asset['id']}")).status_code == 404


async def test_what_is_owed_late_and_yields_too_little_is_listed(api, asset):
    county = api.as_(Role.COUNTY)
    await made(county, f"/assets/{asset['id']}/contracts", CONTRACT)

    [low] = (await county.get("/asset-yields")).json()["rows"]
    [late] = (await county.get("/asset-dues?in_arrears=true")).json()["rows"]
    assert (low["yield_said"], low["least_said"]) == ("5.50%", "6%")
    assert "平台推定" in low["source"]
    assert (late["due_on"], late["open_yuan"], late["is_late"]) == ("2019-12-31", "38500.00", True)


async def test_income_is_tried_drawn_approved_and_shown_to_officers(api, asset):
    county, town = api.as_(Role.COUNTY), api.as_(Role.TOWN, region=TOWN, subject="镇街审批")
    await made(county, f"/assets/{asset['id']}/contracts", CONTRACT)
    [late] = (await county.get("/asset-dues?in_arrears=true")).json()["rows"]
    receipt = {"amount_yuan": "38500.00", "received_on": "2020-05-31", "memo": "2019年度收益"}
    await made(county, f"/asset-dues/{late['due_id']}/receipts", receipt)
    households = [{"household_id": str(uuid7()), "region": VILLAGE, "factors": {"household": 1, "member": 3}}]
    form = {"region": VILLAGE, "collective": COLLECTIVE, "year": 2019, "households": households}

    tried = await made(county, "/distributions/simulations", form)
    plan = await made(county, "/distributions", form)
    approved = await made(town, f"/distributions/{plan['id']}/approval")
    early = await county.post(f"/distributions/{plan['id']}/payment", json={})

    assert [share["amount_yuan"] for share in tried["shares"]] == ["30800.00"]
    assert (approved["state_name"], early.status_code) == ("已审批，公示中", 409)
    page = await town.get(f"/distributions/{plan['id']}/page")
    assert f'href="{plan["id"]}/page"' in (await town.get("/distributions/page")).text
    for said in ("30,800.00", "7,700.00", "家庭基本分 1×10＝10 分", plan["number"]):
        assert said in page.text
    operator = (await api.as_(Role.OPERATOR, region="*").get(f"/distributions/{plan['id']}")).json()
    assert operator["shares"] == []


async def test_the_register_is_a_page_and_a_workbook(api, asset):
    town = api.as_(Role.TOWN, region=TOWN)
    book = await town.get("/assets.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0].values)
    listed, shown = await town.get("/assets/page"), await town.get(f"/assets/{asset['id']}/page")

    assert any(asset["number"] in row for row in rows)
    assert any(COLLECTIVE in row for row in rows)
    assert asset["title"] in listed.text
    assert "700,000.00" in shown.text
    assert "还没有登记资产" in (await api.as_(Role.COUNTY, region="370305").get("/assets/page")).text


async def test_the_workbook_has_what_the_villages_platform_registers_an_asset_by(api, asset):
    county = api.as_(Role.COUNTY)
    hand_over = {
        "handed_by": "罗庄街道",
        "taken_by": "龙潭社区",
        "keeper": "社区管护岗",
        "handed_on": "2020-05-01",
        "said": "清单齐全",
    }
    await made(county, f"/assets/{asset['id']}/hand-overs", hand_over)
    await made(county, f"/assets/{asset['id']}/contracts", CONTRACT)
    await made(county, "/assets", an_asset_form(title="蔬菜大棚", quantity=3, unit="座"))

    sheet = openpyxl.load_workbook(io.BytesIO((await county.get("/assets.xlsx")).content)).worksheets[0]
    headings, first, second = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=1, max_row=3))
    plant, greenhouses = dict(zip(headings, first, strict=True)), dict(zip(headings, second, strict=True))

    assert (plant["规格"], plant["类别"], plant["增加方式"]) == ("100 千瓦", "光伏电站", "扶贫投资形成")
    assert (plant["管护单位"], plant["经营单位"], plant["年收益（元）"]) == ("社区管护岗", "某某农业科技有限公司", 38_500)
    assert (plant["使用年限（月）"], plant["净残值（元）"]) == (240, 35_000)
    assert (greenhouses["数量"], greenhouses["计量单位"], str(greenhouses["单价（元）"])) == (3, "座", "233333.33")


async def test_the_book_value_is_told_as_of_a_day(api, asset):
    told = (await api.as_(Role.COUNTY).get(f"/assets/{asset['id']}/book-value?on=2019-12-31")).json()

    assert (told["depreciated_yuan"], told["book_yuan"]) == ("16625.00", "683375.00")
