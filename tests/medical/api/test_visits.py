"""A visit in one call, or step by step; both give the same."""

from shared.security import Role
from tests.builders.medical import COUNTY, ID_NUMBER, VILLAGE, a_line, an_enrolment
from tests.medical.api.walk import admitted, refused

VISIT = {
    "id_number": ID_NUMBER, "name": "王小明", "region": VILLAGE, "hospital_level": "2", "visit": "chronic",
    "visited_on": "2020-06-02", "diseases": ["M039"], "lines": [a_line(1, amount_fen=800_00), a_line(2, amount_fen=200_00)],
}  # fmt: skip


async def test_one_call_opens_charges_and_settles(hospital, deliver):
    await deliver(an_enrolment())

    told = (await hospital.post("/visits", json=VISIT)).json()

    assert (told["admission"]["status"], told["admission"]["visit"]) == ("settled", "chronic")
    assert told["admission"]["settlement_id"] == told["settlement"]["id"]
    assert (told["admission"]["is_without_deposit"], told["settlement"]["settled_on"]) == (False, "2020-06-02")
    assert told["charges"]["total_yuan"] == told["settlement"]["total_yuan"] == "1000.00"
    assert (await hospital.get(f"/settlements/{told['settlement']['id']}")).json() == told["settlement"]


async def test_step_by_step_gives_the_same(hospital, deliver):
    await deliver(an_enrolment())
    stay = await admitted(hospital, visit="chronic", admitted_on="2020-06-02", diseases=["M039"])
    await hospital.post(f"/admissions/{stay}/charges", json={"lines": VISIT["lines"]})
    steps = (await hospital.post(f"/admissions/{stay}/settlement", json={"discharged_on": "2020-06-02"})).json()
    await hospital.post(f"/settlements/{steps['id']}/reversal", json={"reason": "比较两种办法"})

    once = (await hospital.post("/visits", json=VISIT)).json()

    assert once["settlement"]["result"]["shares"] == steps["result"]["shares"]


async def test_a_visit_that_breaks_a_rule_leaves_nothing(hospital, api):
    wrong = VISIT | {"lines": [a_line(1), a_line(2, quantity="3")]}

    told = refused(await hospital.post("/visits", json=wrong), 422, "amount-is-not-quantity-times-price")

    assert told["pointer"] == "/lines/1/amount_yuan"
    assert (await hospital.post("/visits", json=VISIT)).status_code == 201


async def test_a_stay_in_bed_is_no_visit_and_an_office_makes_none(hospital, api):
    refused(await hospital.post("/visits", json=VISIT | {"visit": "inpatient"}), 422, "invalid-input")
    refused(await api.as_(Role.COUNTY, region=COUNTY).post("/visits", json=VISIT), 403, "role-not-allowed")


async def test_a_visit_may_be_taken_back_beside_a_stay(hospital):
    visit = (await hospital.post("/visits", json=VISIT)).json()
    await admitted(hospital)

    reversal = await hospital.post(f"/settlements/{visit['settlement']['id']}/reversal", json={"reason": "收错了人"})

    assert reversal.status_code == 201, reversal.text
