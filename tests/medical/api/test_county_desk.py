"""The county desk: hospitals, claims on paper, and settling again what no longer fits."""

import pytest

from services.medical.schemas.claim import CLAIM_EXAMPLE
from shared.security import Role
from tests.builders.medical import COUNTY, HOSPITAL_CODE, ID_NUMBER, OTHER_HOSPITAL_CODE, OTHER_VILLAGE, an_enrolment
from tests.medical.api.walk import ADMISSION, refused, settled

CLAIM = CLAIM_EXAMPLE | {"id_number": ID_NUMBER}
REASON = {"reason": "更正前一次住院"}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY)


@pytest.fixture
def other(api):
    return api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)


async def test_a_claim_on_paper_is_settled_within_its_week(county, hospital, api, deliver):
    await deliver(an_enrolment())
    claim = (await county.post("/paper-claims", json=CLAIM | {"papers": ["id_card", "invoice", "fee_list"]})).json()
    assert (claim["status"], claim["due_on"], claim["is_overdue"]) == ("received", "2020-06-12", False)
    assert claim["missing"] == ["discharge_record", "bank_card"]
    assert (claim["patient_name"], claim["payee_account"], claim["total_yuan"]) == ("王*明", "5678", "23000.00")

    told = refused(await county.post(f"/paper-claims/{claim['id']}/settlement", json={}), 409, "papers-missing")
    assert list(told["missing"]) == ["discharge_record", "bank_card"]
    await county.post(f"/paper-claims/{claim['id']}/papers", json={"papers": ["discharge_record", "bank_card"]})
    done = (await county.post(f"/paper-claims/{claim['id']}/settlement", json={})).json()

    assert (done["claim"]["status"], done["claim"]["settlement_id"]) == ("settled", done["settlement"]["id"])
    assert (done["settlement"]["hospital"], done["settlement"]["settled_on"]) == ("desk-371311", "2020-06-01")
    assert done["settlement"]["result"]["parts"]["pre_pay_yuan"] == "800.00"
    sheet = await county.get(f"/settlements/{done['settlement']['id']}/sheet")
    assert sheet.status_code == 200
    refused(await hospital.get(f"/settlements/{done['settlement']['id']}"), 404, "no-such-settlement")


async def test_a_settled_claim_is_taken_back_by_the_desk_and_settled_again(county, hospital):
    claim = (await county.post("/paper-claims", json=CLAIM)).json()
    done = (await county.post(f"/paper-claims/{claim['id']}/settlement", json={})).json()

    taken = await county.post(f"/settlements/{done['settlement']['id']}/reversal", json=REASON)

    assert taken.status_code == 201, taken.text
    assert (await county.get(f"/paper-claims/{claim['id']}")).json()["status"] == "received"
    again = await county.post(f"/paper-claims/{claim['id']}/settlement", json={})
    assert again.json()["settlement"]["result"] == done["settlement"]["result"]


async def test_a_desk_takes_no_hospital_s_settlement_back(county, hospital):
    settlement = await settled(hospital)
    refused(await county.post(f"/settlements/{settlement['id']}/reversal", json=REASON), 404, "no-such-admission")


async def test_claims_are_listed_with_those_that_are_late(county, frozen_at):
    await county.post("/paper-claims", json=CLAIM)
    assert (await county.get("/paper-claims", params={"overdue": True})).json()["rows"] == []
    with frozen_at("2020-06-13T09:00:00+08:00"):
        [late] = (await county.get("/paper-claims", params={"overdue": True, "status": "received"})).json()["rows"]
    assert late["is_overdue"] is True
    gone = await county.post(f"/paper-claims/{late['id']}/refusal", json={"reason": "票据为复印件"})
    assert (gone.json()["status"], gone.json()["refusal_reason"]) == ("refused", "票据为复印件")
    refused(await county.post("/paper-claims", json=CLAIM | {"region": "371302001001"}), 403, "patient-of-another-county")


async def test_a_claim_by_lines_gives_the_same_as_by_its_sums(county):
    lines = [
        {"line_no": 1, "charged_on": "2020-05-21", "code": "X1", "name": "手术费", "catalogue_class": "A",
         "unit_price": "12000", "quantity": "1", "amount_yuan": "12000.00"},
        {"line_no": 2, "charged_on": "2020-05-22", "code": "X2", "name": "药品", "catalogue_class": "B",
         "unit_price": "8000", "quantity": "1", "amount_yuan": "8000.00", "self_pay_ratio": "0.1"},
        {"line_no": 3, "charged_on": "2020-05-22", "code": "X3", "name": "陪护", "catalogue_class": "C",
         "unit_price": "3000", "quantity": "1", "amount_yuan": "3000.00"},
    ]  # fmt: skip
    sums = (await county.post("/paper-claims", json=CLAIM)).json()
    told = (await county.post(f"/paper-claims/{sums['id']}/settlement", json={})).json()["settlement"]
    await county.post(f"/settlements/{told['id']}/reversal", json=REASON)

    given = CLAIM | {"sums": None, "lines": lines, "invoice_no": "37010120000124"}
    claim = (await county.post("/paper-claims", json=given)).json()
    by_lines = (await county.post(f"/paper-claims/{claim['id']}/settlement", json={})).json()["settlement"]

    assert (by_lines["result"], by_lines["settled_on"]) == (told["result"], "2020-06-01")


async def test_what_depended_on_a_reversed_settlement_is_listed_and_settled_again_by_one_command(
    county, hospital, other, deliver
):
    await deliver(an_enrolment(classes=("low-income",)))
    first = await settled(hospital)
    second = await settled(other)
    assert [one["settlement_id"] for one in (await county.get(f"/settlements/{first['id']}/dependents")).json()] == [second["id"]]

    reversal = (await hospital.post(f"/settlements/{first['id']}/reversal", json=REASON)).json()
    assert reversal["later_settlements"] == 1
    [due] = (await county.get("/resettlements/due")).json()["rows"]
    assert (due["cause"], due["settlement_id"]) == ("reversal", second["id"])
    assert [one["hospital"] for one in due["affected"]] == [OTHER_HOSPITAL_CODE]
    done = (await county.post(f"/settlements/{due['settlement_id']}/resettlement", json=REASON)).json()

    [pair] = done["settlements"]
    assert (pair["old_settlement_id"], pair["hospital"]) == (second["id"], OTHER_HOSPITAL_CODE)
    net = {one["payer"]: float(one["difference_yuan"]) for one in done["differences"]}
    assert abs(sum(net.values())) < 0.001
    new = (await other.get(f"/settlements/{pair['new_settlement_id']}")).json()
    assert (new["replaces"], new["result"]["so_far"]) == (second["id"], {})
    assert (await other.get(f"/settlements/{second['id']}")).json()["is_reversed"] is True
    assert (await other.get(f"/admissions/{second['admission_id']}")).json()["settlement_id"] == new["id"]
    assert (await county.get("/resettlements/due")).json()["rows"] == []
    refused(await hospital.post(f"/settlements/{new['id']}/resettlement", json=REASON), 403, "role-not-allowed")


async def test_a_hospital_is_registered_and_its_grade_counts(county, hospital, api):
    form = {"title": "罗庄区人民医院", "level": "2", "traits": ["designated"], "region": COUNTY}
    put = await county.put(f"/hospitals/{HOSPITAL_CODE}", json=form)
    assert put.status_code == 200, put.text

    told = refused(
        await hospital.post("/admissions", json=ADMISSION | {"hospital_level": "3"}), 422, "hospital-level-contradicts"
    )
    assert (told["pointer"], told["known_level"]) == ("/hospital_level", "2")
    bare = {key: value for key, value in ADMISSION.items() if key != "hospital_level"}
    assert (await hospital.post("/admissions", json=bare)).json()["hospital_level"] == "2"
    assert (await api.as_(Role.VILLAGE, region=OTHER_VILLAGE).get("/hospitals")).json()["rows"][0]["code"] == HOSPITAL_CODE
    refused(await hospital.put(f"/hospitals/{HOSPITAL_CODE}", json=form | {"level": "3"}), 403, "role-not-allowed")
    refused(await api.as_(Role.COUNTY, region="371302").put(f"/hospitals/{HOSPITAL_CODE}", json=form), 403, "outside-region")
    elsewhere = form | {"region": "371302"}
    taken = await api.as_(Role.COUNTY, region="371302").put(f"/hospitals/{HOSPITAL_CODE}", json=elsewhere)
    refused(taken, 403, "outside-region")
    refused(await hospital.get("/hospitals/H0"), 404, "no-such-hospital")
