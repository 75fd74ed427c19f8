"""Budgets over HTTP: from the money that came in to the execution table, each step by who may."""

import io

import pytest
from openpyxl import load_workbook

from shared.security import Role

RECEIVED = {
    "county": "371311",
    "amount_yuan": "1000000.00",
    "memo": "中央财政专项扶贫资金",
    "source": "central",
    "year": 2020,
    "document_number": "鲁财农〔2020〕1号",
}
DRAFT = {
    "county": "371311",
    "title": "2020年产业扶贫资金分配方案",
    "source": "central",
    "programme": "industry",
    "year": 2020,
    "method": "block",
    "document_number": "罗扶组〔2020〕5号",
    "amount_yuan": "300000",
    "shares": [
        {
            "region": "371311001",
            "title": "罗庄街道蔬菜大棚",
            "use": "production",
            "amount_yuan": "200000",
            "project": "P-371311-2020-0007",
        },
        {"region": "371311", "title": "县级培训", "use": "instruction", "amount_yuan": "100000"},
    ],
}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


@pytest.fixture
def second(api):
    return api.as_(Role.COUNTY, subject="复核员")


async def received(county, second) -> None:
    """Noted by one, confirmed by the other."""
    noted = await county.post("/allocations", json=RECEIVED)
    assert (noted.status_code, noted.json()["phase"]) == (201, "reserved"), noted.text
    done = await second.post(f"/receipts/{noted.json()['about_id']}/confirmation")
    assert (done.status_code, done.json()["state_name"]) == (201, "已确认到账"), done.text


async def set_down(county, second) -> list[str]:
    """The numbers of two lines."""
    await received(county, second)
    draft = (await county.post("/budgets", json=DRAFT)).json()
    done = await second.post(f"/budgets/{draft['id']}/approval")
    assert done.status_code == 201, done.text
    return [share["line"] for share in done.json()["shares"]]


async def test_money_goes_from_a_document_to_lines_that_a_second_person_approved(county, second):
    numbers = await set_down(county, second)

    assert numbers == ["B-371311-2020-0001", "B-371311-2020-0002"]
    line = (await county.get(f"/budget-lines/{numbers[0]}")).json()
    assert (line["budget_yuan"], line["left_yuan"], line["source_name"], line["progress"]) == (
        "200000.00",
        "200000.00",
        "中央财政",
        "0.0",
    )
    assert [move["kind_name"] for move in line["moves"]] == ["下达"]
    [receipt] = (await county.get("/receipts")).json()["rows"]
    assert receipt["document_number"] == "鲁财农〔2020〕1号"
    entries = (await county.get("/disclosures.json")).json()["rows"]
    assert {entry["kind"] for entry in entries} == {"money-received", "budget"}


async def test_whoever_drafted_is_told_to_find_another(county):
    await county.post("/allocations", json=RECEIVED)
    draft = (await county.post("/budgets", json=DRAFT)).json()

    refused = await county.post(f"/budgets/{draft['id']}/approval")

    assert (refused.status_code, refused.json()["code"]) == (403, "same-person")
    discarded = await county.post(f"/budgets/{draft['id']}/discard", json={"reason": "重新测算"})
    assert discarded.json()["state_name"] == "已作废"


async def test_the_same_document_is_entered_once(county):
    await county.post("/allocations", json=RECEIVED)

    again = await county.post("/allocations", json=RECEIVED)

    assert (again.status_code, again.json()["code"]) == (409, "receipt-twice")
    [receipt] = (await county.get("/receipts", params={"year": 2020, "source": "central"})).json()["rows"]
    taken = await county.post(f"/receipts/{receipt['id']}/withdrawal", json={"reason": "金额有误"})
    assert taken.json()["reason"] == "金额有误"


@pytest.mark.parametrize("missing", ["source", "year", "document_number"])
async def test_a_source_a_year_and_a_document_come_together(county, missing):
    refused = await county.post("/allocations", json={key: value for key, value in RECEIVED.items() if key != missing})
    assert refused.status_code == 422


async def test_a_town_sees_its_own_lines_alone_and_drafts_nothing(api, county, second):
    await set_down(county, second)
    town = api.as_(Role.TOWN, region="371311001")

    rows = (await town.get("/budget-lines")).json()["rows"]

    assert [row["title"] for row in rows] == ["罗庄街道蔬菜大棚"]
    assert (await town.post("/budgets", json=DRAFT)).status_code == 403


async def test_a_reserve_is_filled_out_of_a_line_of_its_programme(county, second):
    numbers = await set_down(county, second)
    fill = {"town": "371311001", "amount_yuan": "30000", "memo": "第一季度备用金"}

    wrong = await county.post("/fills", json=fill | {"line": numbers[0]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "line-not-for-reserve")

    share = {"region": "371311", "title": "镇街备用金", "use": "reserve", "amount_yuan": "50000"}
    draft = DRAFT | {"programme": "emergency-aid", "amount_yuan": "50000", "shares": [share]}
    allocation = (await county.post("/budgets", json=draft)).json()
    await second.post(f"/budgets/{allocation['id']}/approval")
    filled = await county.post("/fills", json=fill | {"line": "B-371311-2020-0003"})

    assert filled.status_code == 201
    line = (await county.get("/budget-lines/B-371311-2020-0003")).json()
    assert (line["paid_yuan"], line["left_yuan"], line["progress"]) == ("30000.00", "20000.00", "60.0")


async def test_an_adjustment_waits_for_a_second_person(county, second):
    first, _ = await set_down(county, second)
    more = DRAFT | {"amount_yuan": "1000", "shares": [DRAFT["shares"][0] | {"amount_yuan": "1000"}]}
    await second.post(f"/budgets/{(await county.post('/budgets', json=more)).json()['id']}/approval")
    asked = {
        "from_line": first,
        "to_line": "B-371311-2020-0003",
        "amount_yuan": "500",
        "reason": "结余调剂",
        "document_number": "罗扶组〔2020〕9号",
    }

    adjustment = (await county.post("/budget-adjustments", json=asked)).json()
    assert (await county.post(f"/budget-adjustments/{adjustment['id']}/approval", json={})).status_code == 403
    done = await second.post(f"/budget-adjustments/{adjustment['id']}/approval", json={"decision": "同意"})

    assert (done.json()["state_name"], done.json()["to_line"]) == ("已调剂", "B-371311-2020-0003")
    [row] = (await county.get("/budget-adjustments", params={"state": "approved"})).json()["rows"]
    assert row["amount_yuan"] == "500.00"
    asked_again = (await county.post("/budget-adjustments", json=asked)).json()
    refused = await second.post(f"/budget-adjustments/{asked_again['id']}/refusal", json={"decision": "不同意"})
    assert refused.json()["state_name"] == "未同意"


async def test_money_is_confirmed_by_another_than_who_noted_it(county, second):
    noted = (await county.post("/allocations", json=RECEIVED)).json()
    [row] = (await county.get("/receipts", params={"state": "noted"})).json()["rows"]

    refused = await county.post(f"/receipts/{row['id']}/confirmation")

    assert (row["id"], row["state_name"], refused.status_code, refused.json()["code"]) == (
        noted["about_id"],
        "待确认",
        403,
        "same-person",
    )
    assert (await second.post(f"/receipts/{row['id']}/confirmation")).status_code == 201
    again = await second.post(f"/receipts/{row['id']}/confirmation")
    assert (again.status_code, again.json()["code"]) == (409, "receipt-confirmed")


async def test_a_year_end_is_tried_before_it_is_done(county, second, frozen_at):
    await set_down(county, second)
    close = {"county": "371311", "year": 2020}

    tried = (await county.post("/year-ends", json=close | {"is_trial": True})).json()
    asked = (await county.post("/year-ends", json=close)).json()
    assert (tried["id"], asked["state"]) == (None, "asked")
    alone = await county.post(f"/year-ends/{asked['id']}/approval", json={})
    assert (alone.status_code, alone.json()["code"]) == (403, "same-person")
    done = (await second.post(f"/year-ends/{asked['id']}/approval", json={"decision": "同意"})).json()

    assert tried["carried_yuan"] == done["carried_yuan"] == "1000000.00"
    assert {row["to_line"] for row in done["rows"]} == {"", "B-371311-2021-0001", "B-371311-2021-0002"}
    assert done["clawed_back_yuan"] == "0.00"
    [row] = (await county.get("/year-ends", params={"state": "done"})).json()["rows"]
    assert (row["amount_yuan"], row["state_name"]) == ("1000000.00", "已办理")
    refused = await second.post(f"/year-ends/{asked['id']}/refusal", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "year-end-decided")


async def test_a_year_is_planned_beside_the_last_and_agreed_by_another(county, second):
    plan = {"county": "371311", "source": "county", "year": 2020, "planned_yuan": "100", "document_number": "罗财预〔2020〕3号"}

    told = (await county.post("/budget-years", json=plan | {"last_year_yuan": "120"})).json()

    assert (told["change_yuan"], told["warning"][:4], told["state_name"]) == ("-20.00", "安排规模", "待审定")
    assert (await county.get("/budget-years", params={"year": 2020})).json()["rows"] == []
    assert (await county.post(f"/budget-plans/{told['id']}/approval", json={})).json()["code"] == "same-person"
    assert (await second.post(f"/budget-plans/{told['id']}/approval", json={"decision": "同意"})).status_code == 201
    [row] = (await county.get("/budget-years", params={"year": 2020})).json()["rows"]
    assert row["planned_yuan"] == "100.00"
    [row] = (await county.get("/budget-plans", params={"state": "agreed"})).json()["rows"]
    assert row["decision"] == "同意"


async def test_the_catalogue_names_the_negative_list_with_its_clauses(county):
    told = (await county.get("/budget-catalogue", params={"county": "371311"})).json()

    assert len(told["negative"]) == 15
    assert "至多为当年到账的万分之100" in told["fee"]


async def test_the_workbook_and_the_page_show_every_line(county, second):
    await set_down(county, second)

    book = load_workbook(io.BytesIO((await county.get("/budget-lines.xlsx?year=2020")).content))
    shown = await county.get("/budget-lines/page?year=&source=central&region=")

    sheet = book["预算执行"]
    assert [cell.value for cell in sheet[2]][:3] == ["B-371311-2020-0001", "山东省临沂市罗庄区罗庄街道", "罗庄街道蔬菜大棚"]
    assert sheet.max_row == 3
    assert shown.status_code == 200
    assert "罗庄街道蔬菜大棚" in shown.text and "300,000.00" in shown.text
    assert (await county.get("/budget-lines/page?region=99")).status_code == 422
    assert "没有符合条件" in (await county.get("/budget-lines/page?year=2050")).text
