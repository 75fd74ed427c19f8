"""The door of the special insurance's claims: one claim from its report to its payment, and what each reader sees."""

import pytest

from shared.security import Role
from tests.builders.insurance import PAPERS, approved, compensated, insured_people
from tests.builders.insurance import refused as refused_claim
from tests.builders.medical import a_settlement, an_id_number
from tests.medical.api.rosters.steps import book, values
from tests.medical.api.walk import refused

LOSS = {
    "id_number": an_id_number(), "name": "王小明", "benefit": "accident-medical", "event_on": "2020-05-20",
    "reported_on": "2020-06-12", "claimant": "self", "invoice_no": "37010120000123", "loss_yuan": "3000.00",
    "paid_elsewhere_yuan": "1200.50", "payee": {"name": "王小明", "bank": "罗庄农商银行", "account": "6223190012345678"},
}  # fmt: skip


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, subject="张编制")


@pytest.fixture
def checker(api):
    return api.as_(Role.COUNTY, subject="李核对")


async def step(client, claim, way, status=201, **form):
    answer = await client.post(f"/insurance-claims/{claim}/{way}", json=form)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_claim_from_its_report_to_its_payment(county, checker, api, session):
    await insured_people(session)
    await session.commit()
    town = api.as_(Role.TOWN, region="371311001", subject="镇街")
    answer = await town.post("/insurance-claims", json=LOSS)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    claim = told["id"]
    assert (told["payable_yuan"], told["insured_name"], told["payee_account"]) == ("1799.50", "王*明", "5678")
    assert an_id_number() not in answer.text and "王小明" not in answer.text
    refused(await county.post("/insurance-claims", json=LOSS), 409, "already-claimed")

    refused(await town.post(f"/insurance-claims/{claim}/acceptance", json={"papers": []}), 403, "role-not-allowed")
    await step(county, claim, "acceptance", papers=["id-card"])
    asked = await step(county, claim, "paper-requests", papers=[paper for paper in PAPERS if paper != "id-card"])
    assert asked["status"] == "supplementing" and asked["missing"]
    await step(town, claim, "papers", papers=PAPERS)
    await step(county, claim, "assessment", amount_yuan="1799.50", note="属于保险责任")
    decision = {"agree": True, "amount_yuan": "1799.50", "note": "同意"}
    refused(await county.post(f"/insurance-claims/{claim}/decision", json=decision), 403, "decided-by-its-assessor")
    decided = await step(checker, claim, "decision", **decision)
    assert (decided["status"], decided["approved_yuan"], decided["due_on"]) == ("approved", "1799.50", "2020-06-22")
    paid = await step(county, claim, "compensation", amount_yuan="1799.50", paid_on="2020-06-12", voucher_no="FK001")
    assert (paid["status"], paid["paid_yuan"]) == ("paid", "1799.50")

    history = (await county.get(f"/insurance-claims/{claim}")).json()
    assert [one["status"] for one in history["steps"]] == [
        "reported", "accepted", "supplementing", "accepted", "assessed", "approved", "paid",
    ]  # fmt: skip
    assert [one["amount_yuan"] for one in history["entries"]] == ["1799.50", "-1799.50"]
    reopened = await step(county, claim, "reopening", reason="申请人提出异议")
    assert reopened["reopened"] == 1


async def test_the_same_key_reports_once(county, session):
    await insured_people(session)
    await session.commit()
    answers = [
        await county.post("/insurance-claims", json=LOSS, headers={"Idempotency-Key": "报案-1".encode().hex()}) for _ in "12"
    ]
    assert answers[0].content == answers[1].content
    assert len((await county.get("/insurance-claims")).json()["rows"]) == 1


async def test_a_settlement_says_what_it_has_paid_and_what_can_be_claimed(county, session):
    await insured_people(session)
    settlement = await a_settlement(session, cause="accident")
    await session.commit()

    told = (await county.get("/insurance-claims/claimability", params={"settlement_id": str(settlement.id)})).json()
    by_benefit = {one["benefit"]: one for one in told}
    assert by_benefit["inpatient"]["paid_in_settlement_yuan"] != "0.00" and not by_benefit["inpatient"]["is_claimable"]
    assert by_benefit["accident-medical"]["is_claimable"] and not by_benefit["accident-death"]["is_claimable"]


async def test_others_see_nothing_and_figures_count_what_settlements_paid(county, api, session):
    await insured_people(session, 2)
    settlement = await a_settlement(session, cause="accident")
    layer = next(share for share in settlement.result["shares"] if share["layer"] == "supplementary")["paid_fen"]
    await compensated(session, await approved(session, 2))
    await refused_claim(session, 2, benefit="accident-death")
    await approved(session, 2, benefit="accident-disability", amount="500")
    await session.commit()

    assert (await api.as_(Role.COUNTY, region="371302").get("/insurance-claims")).json()["rows"] == []
    assert (await api.as_(Role.AUDITOR).get("/insurance-claims")).json()["rows"]
    figures = (await county.get("/insurance-claims/figures", params={"year": 2020, "region": "371311"})).json()
    assert (figures["persons"], figures["premium_yuan"]) == (2, "340.00")
    compensation = layer + 1_799_50 + 500_00
    assert figures["compensation_yuan"] == f"{compensation // 100}.{compensation % 100:02d}"
    assert figures["claims_ratio"].endswith("%")
    rows = {row["benefit"]: row for row in figures["benefits"]}
    assert rows["inpatient"]["claims"] == 1 and rows["accident-death"]["refused"] == 1
    assert figures["owed"] == [
        {"insurer": figures["owed"][0]["insurer"], "claims": 1, "owed_yuan": "500.00", "overdue_yuan": "0.00"}
    ]

    listed = (await county.get("/insurance-claims", params={"status": "approved"})).json()["rows"]
    assert [row["benefit"] for row in listed] == ["accident-disability"]
    paper = book(await county.get("/insurance-claims/list.xlsx", params={"year": 2020, "region": "371311"}))
    assert len(values(paper["理赔"])) == 3 and len(values(paper["随结算赔付"])) == 1
    assert all("王小明" not in str(row) and an_id_number(2) not in str(row) for row in values(paper["理赔"]))


async def test_what_is_late_is_listed(county, session, frozen_at):
    await insured_people(session)
    await approved(session)
    await session.commit()
    assert (await county.get("/insurance-claims", params={"overdue": True})).json()["rows"] == []
    with frozen_at("2020-06-23T01:00:00+00:00"):
        [late] = (await county.get("/insurance-claims", params={"overdue": True})).json()["rows"]
    assert late["is_overdue"]
