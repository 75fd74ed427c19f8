"""What is handed over, laid down and listed around assets, at the doors: drafts, deposits, lists of households."""

import io
from typing import Any

import openpyxl
import pytest

from services.funds.operations.work.hand_over_project import hand_over_project
from shared.security import Role
from tests.builders.funds import TOWN, VILLAGE
from tests.builders.funds_assets import COLLECTIVE, a_household_file, an_asset_form
from tests.builders.funds_payments import a_member, an_id
from tests.builders.funds_projects import CLERK, a_hand_over, an_accepted_project, day, on

CONTRACT = {
    "operator": "某某农业科技有限公司",
    "pricing": "yield",
    "basis_yuan": "700000.00",
    "yield_percent": "7",
    "deposit_yuan": "50000.00",
    "starts_on": "2019-01-01",
    "ends_on": "2019-12-31",
}
MONEY = ("source", "year", "budget_line", "amount_yuan")
LIST = {"region": VILLAGE, "collective": COLLECTIVE, "year": "2019"}


@pytest.fixture
def on_the_day(frozen_at):
    with frozen_at("2020-06-01T10:00:00+08:00"):
        yield


async def made(door: Any, path: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await door.post(path, json=form if form is not None else {})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_handed_over_project_becomes_a_draft_once_and_then_an_asset(api, session, deliver, emitted, frozen_at):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    await session.commit()
    [event] = [each for each in await emitted(session) if each.subject == "relief.funds.project-handed-over.v1"]
    for _ in range(2):
        await deliver(event)

    with frozen_at(f"{on(now).isoformat()}T10:00:00+08:00"):
        town = api.as_(Role.TOWN, region=TOWN)
        [line] = (await town.get("/asset-drafts?state=open")).json()["rows"]
        draft = (await town.get(f"/asset-drafts/{line['id']}")).json()
        form = an_asset_form(
            asset_class="greenhouse",
            title=draft["title"],
            place=draft["place"],
            quantity=draft["quantity"],
            unit=draft["unit"],
            value_yuan=draft["open_yuan"],
            acquired_on=draft["handed_over_on"],
            power_kw=None,
            sources=[
                {key: source[key] for key in ("source", "year", "budget_line", "amount_yuan")} for source in draft["sources"]
            ],
            draft_id=draft["id"],
        )
        assert "项目移交后待登记的资产 1 项" in (await town.get("/assets/page")).text
        asset = await made(town, "/assets", form)
        again = await town.post("/assets", json=form)
        after = (await town.get(f"/asset-drafts/{line['id']}")).json()

        assert (draft["taken_by"], draft["open_yuan"]) == ("村股份经济合作社", "500000.00")
        assert [each["taken_by"] for each in asset["hand_overs"]] == ["村股份经济合作社"]
        assert (again.status_code, again.json()["code"]) == (409, "draft-closed")
        assert (after["state_name"], [each["number"] for each in after["assets"]]) == ("已登记", [asset["number"]])
        for path in ("/asset-drafts/page", f"/asset-drafts/{line['id']}/page", "/asset-drafts/page?state=registered"):
            assert (await town.get(path)).status_code == 200
        assert asset["number"] in (await town.get(f"/asset-drafts/{line['id']}/page")).text
        assert (await api.as_(Role.COUNTY, region="370305").get("/asset-drafts")).json()["rows"] == []


async def test_a_deposit_is_the_countys_and_the_town_reads_it(api, on_the_day):
    first, second = api.as_(Role.COUNTY, subject="县区甲"), api.as_(Role.COUNTY, subject="县区乙")
    town = api.as_(Role.TOWN, region=TOWN)
    asset = await made(first, "/assets", an_asset_form())
    contract = await made(first, f"/assets/{asset['id']}/contracts", CONTRACT)
    there = f"/asset-contracts/{contract['id']}/deposit"
    form = {"amount_yuan": "50000.00", "moved_on": "2020-05-01", "reason": "履约保证金"}

    assert (await town.post(f"{there}/receipts", json=form)).status_code == 403
    await made(first, f"{there}/receipts", form)
    early = await second.post(f"{there}/returns", json=form)
    [due] = (await first.get("/asset-dues?in_arrears=true")).json()["rows"]
    keep = {"amount_yuan": "49000.00", "due_id": due["due_id"], "moved_on": "2020-05-02", "reason": "抵欠缴收益"}
    alone = await first.post(f"{there}/forfeits", json=keep)
    await made(second, f"{there}/forfeits", keep)
    await made(second, f"{there}/returns", {**form, "amount_yuan": "1000.00", "reason": "退还余额"})

    told = (await town.get(there)).json()
    assert (early.json()["code"], alone.json()["code"]) == ("deposit-secures", "same-person")
    assert (told["agreed_yuan"], told["held_yuan"]) == ("50000.00", "0.00")
    assert [each["move_name"] for each in told["moves"]] == ["收取", "扣留", "退还"]
    assert (await first.get("/asset-dues?in_arrears=true")).json()["rows"] == []
    shown = (await town.get(f"/assets/{asset['id']}/page")).text
    assert "抵欠缴收益" in shown


async def test_a_list_is_looked_at_mended_tried_and_drawn(api, session, on_the_day):
    await a_member(session, 1)
    await session.commit()
    town = api.as_(Role.TOWN, region=TOWN)
    county = api.as_(Role.COUNTY)
    asset = await made(county, "/assets", an_asset_form())
    await made(county, f"/assets/{asset['id']}/contracts", CONTRACT)
    [due] = (await county.get("/asset-dues?in_arrears=true")).json()["rows"]
    await made(
        county,
        f"/asset-dues/{due['due_id']}/receipts",
        {"amount_yuan": "49000.00", "received_on": "2020-05-01", "memo": "2019年收益"},
    )

    template = await town.get(f"/distributions/lists/template.xlsx?region={VILLAGE}")
    headings = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(template.content)).worksheets[0][1]]
    assert headings[:4] == ["身份证号", "姓名", "家庭基本分", "家庭人口（每人）"]

    content = a_household_file(f"{an_id(1)},王小明,1,3,,", f"{an_id(9)},李四,1,一,,")
    read = (await town.post("/distributions/lists", files={"file": ("名单.csv", content)}, data=LIST)).json()
    back = await town.get(f"/distributions/lists/{read['id']}/errors.xlsx")
    wrong = openpyxl.load_workbook(io.BytesIO(back.content)).worksheets[0]
    assert (read["households"], read["refused"]) == (1, 1)
    assert [(fault["row"], fault["column"]) for fault in read["faults"]] == [(3, "家庭人口（每人）")]
    assert wrong.max_row == 2

    form = {**LIST, "year": 2019, "list_id": read["id"]}
    refused = await town.post("/distributions", json=form)
    tried = await made(county, "/distributions/simulations", {**form, "leave_out_refused": True})
    plan = await made(county, "/distributions", {**form, "leave_out_refused": True})
    neither = await county.post("/distributions", json={**LIST, "year": 2019})

    assert refused.json()["code"] == "list-has-faults"
    assert (
        [share["amount_yuan"] for share in tried["shares"]] == [share["amount_yuan"] for share in plan["shares"]] == ["39200.00"]
    )
    assert neither.status_code == 422
    assert (await town.get(f"/distributions/lists/{read['id']}")).json()["plan_id"] == plan["id"]
    assert [each["state_name"] for each in (await town.get("/distributions/lists")).json()["rows"]] == ["已编制方案"]
    assert an_id(1) not in (await town.get(f"/distributions/lists/{read['id']}")).text
