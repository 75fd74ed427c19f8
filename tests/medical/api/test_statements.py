"""From a hospital's settlements to its money: made, approved by another, paid by event, printed."""

import io

import pytest
from openpyxl import load_workbook

from shared.events.funds import ClearingPaid, ClearingRefused
from shared.ids import uuid7
from shared.security import Role
from tests.builders.clearing import BASIC
from tests.builders.medical import COUNTY, HOSPITAL_CODE, OTHER_HOSPITAL_CODE
from tests.medical.api.walk import refused, settled

JUNE = {"hospital": HOSPITAL_CODE, "payer": BASIC, "period": "2020-06"}


@pytest.fixture
def maker(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="李制单")


@pytest.fixture
def approver(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="张审批")


@pytest.fixture
async def draft(hospital, maker, frozen_at) -> dict:
    await settled(hospital)
    with frozen_at("2020-07-01T09:00:00+08:00"):
        answer = await maker.post("/clearing-statements", json=JUNE)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_statement_goes_from_draft_to_paid(draft, maker, approver, hospital, deliver):
    address = f"/clearing-statements/{draft['id']}"
    assert (draft["total_yuan"], draft["state"], draft["period"]) == ("12320.00", "drafted", "2020-06")

    own = await maker.post(f"{address}/approval", json={"total_yuan": "12320.00"})
    refused(own, 403, "approver-made-it")
    refused(await approver.post(f"{address}/approval", json={"total_yuan": "1.00"}), 409, "statement-not-as-seen")
    approved = await approver.post(f"{address}/approval", json={"total_yuan": "12320.00"})
    assert (approved.json()["state"], approved.json()["approved_by"]) == ("approved", "张审批")

    told = {"statement_id": draft["id"], "region": COUNTY}
    await deliver(ClearingRefused(**told, ask=1, code="payer-account-short", reason="余额不足。请补足"))
    assert (await hospital.get(address)).json()["refusal_reason"] == "余额不足。请补足"
    assert (await maker.post(f"{address}/payment-requests")).json()["asks"] == 2
    await deliver(ClearingPaid(**told, transfer_id=uuid7(), amount_fen=12_320_00, paid_on="2020-07-02"))

    assert (await hospital.get(address)).json()["state_title"] == "已支付"
    [entry] = (await hospital.get("/receivables", params={"standing": "paid"})).json()["rows"]
    assert (entry["statement_id"], entry["amount_yuan"]) == (draft["id"], "12320.00")
    ageing = (await hospital.get("/receivables/ageing", params={"on": "2020-07-02"})).json()
    assert ageing["total"]["open_yuan"] == "0.00"


async def test_the_same_month_again_gives_the_same_statement_byte_for_byte(draft, maker, frozen_at):
    with frozen_at("2020-07-05T09:00:00+08:00"):
        again = await maker.post("/clearing-statements", json=JUNE)
    assert again.json() == draft


async def test_the_form_shows_the_amount_in_figures_and_capitals_and_each_line(draft, hospital):
    sheet = (await hospital.get(f"/clearing-statements/{draft['id']}/sheet")).text

    [line] = (await hospital.get(f"/clearing-statements/{draft['id']}/lines")).json()["rows"]
    for words in (
        "医疗费用清算单",
        "2020年6月",
        BASIC,
        "12,320.00",
        "人民币壹万贰仟叁佰贰拾元整",
        "待审批",
        line["settlement_id"],
    ):
        assert words in sheet


async def test_the_workbook_adds_up_to_the_statement(draft, hospital):
    answer = await hospital.get(f"/clearing-statements/{draft['id']}/lines.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    heading = next(at for at, row in enumerate(rows) if row[0] == "序号")
    assert [row[7] for row in rows[heading + 1 :]] == [12320]
    assert ("清算金额（元）", 12320) in [row[:2] for row in rows]


async def test_a_discarded_statement_is_made_anew(draft, maker, frozen_at):
    gone = await maker.post(f"/clearing-statements/{draft['id']}/discarding", json={"reason": "漏传一笔"})
    with frozen_at("2020-07-05T09:00:00+08:00"):
        anew = await maker.post("/clearing-statements", json=JUNE)

    assert gone.json()["state_title"] == "已作废"
    assert anew.json()["id"] != draft["id"]
    listed = (await maker.get("/clearing-statements", params={"period": "2020-06", "state": "drafted"})).json()["rows"]
    assert [one["id"] for one in listed] == [anew.json()["id"]]


async def test_nobody_else_s_hospital_or_county_sees_it(draft, api):
    stranger = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)
    for reader in (stranger, api.as_(Role.COUNTY, region="371302")):
        refused(await reader.get(f"/clearing-statements/{draft['id']}"), 404, "no-such-statement")
        assert (await reader.get("/receivables")).json()["rows"] == []
        assert (await reader.get("/receivables/ageing", params={"on": "2020-07-02"})).json()["rows"] == []
    other = api.as_(Role.COUNTY, region="371302", subject="外县")
    refused(
        await other.post(f"/clearing-statements/{draft['id']}/approval", json={"total_yuan": "12320.00"}),
        404,
        "no-such-statement",
    )


async def test_a_month_that_is_not_over_is_refused(hospital, maker):
    await settled(hospital)
    refused(await maker.post("/clearing-statements", json=JUNE), 422, "period-not-over")
