"""A stay begun at one door and ended at the other is one stay, and costs the same."""

from tests.builders.medical import an_enrolment
from tests.builders.national import a_discharge, a_settlement
from tests.medical.api.walk import ADMISSION, DISCHARGE, charged


async def test_a_stay_begun_at_the_national_door_is_settled_at_the_rest_door(his, hospital, deliver):
    await deliver(an_enrolment())
    psn_no, mdtrt_id = await his.charged()
    preview = (await his.output("2303", {"data": a_settlement(psn_no, mdtrt_id)}))["setlinfo"]

    again = await hospital.post("/admissions", json=ADMISSION)
    admission_id = again.json()["admission_id"]
    settled = (await hospital.post(f"/admissions/{admission_id}/settlement", json=DISCHARGE)).json()

    assert settled["patient_yuan"] == preview["psn_part_amt"] == "360.00"
    assert settled["national"]["mdtrt_id"] == mdtrt_id and settled["national"]["psn_no"] == psn_no
    # And the national door takes it back, by the number that the REST door showed.
    back = {"psn_no": psn_no, "mdtrt_id": mdtrt_id, "setl_id": settled["national"]["setl_id"]}
    assert (await his.output("2305", {"data": back}))["setlinfo"]["medins_setl_id"] == ""
    assert (await hospital.get(f"/settlements/{settled['id']}")).json()["is_reversed"] is True


async def test_a_stay_begun_at_the_rest_door_is_charged_and_settled_at_the_national_door(his, hospital, deliver):
    await deliver(an_enrolment())
    admission_id = await charged(hospital)
    preview = (await hospital.post(f"/admissions/{admission_id}/settlement-previews", json=DISCHARGE)).json()
    psn_no, mdtrt_id = preview["national"]["psn_no"], preview["national"]["mdtrt_id"]

    await his.output("2402", {"dscginfo": a_discharge(psn_no, mdtrt_id), "diseinfo": []})
    settled = (await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}))["setlinfo"]

    shown = (await hospital.get(f"/admissions/{admission_id}")).json()
    assert shown["status"] == "settled"
    told = (await hospital.get(f"/settlements/{shown['settlement_id']}")).json()
    assert told["national"]["setl_id"] == settled["setl_id"]
    both = set(told["national"]) & set(settled) - {"setldetail"}
    assert {field: told["national"][field] for field in both} == {field: settled[field] for field in both}
    assert len(both) > 20


async def test_the_rest_door_takes_the_numbers_that_a_national_answer_gave(his, hospital, deliver):
    await deliver(an_enrolment())
    _, mdtrt_id = await his.charged()

    settled = (await hospital.post(f"/admissions/{mdtrt_id}/settlement", json=DISCHARGE)).json()
    setl_id = settled["national"]["setl_id"]

    assert (await hospital.get(f"/admissions/{mdtrt_id}")).json()["id"] == settled["admission_id"]
    assert (await hospital.get(f"/settlements/{setl_id}")).json()["id"] == settled["id"]
    assert (await hospital.get(f"/settlements/{setl_id}/sheet")).status_code == 200
    reversed_ = await hospital.post(f"/settlements/{setl_id}/reversal", json={"reason": "漏记一项"})
    assert (reversed_.status_code, reversed_.json()["settlement_id"]) == (201, settled["id"])


async def test_a_number_that_is_neither_is_pointed_at(hospital):
    for wrong in ("H37131100001", "1" * 26, "AGRBR4FNSZ7O5JNSLGVFKSHIX!"):
        told = (await hospital.get(f"/admissions/{wrong}")).json()
        assert (told["code"], told["pointer"]) == ("invalid-input", "/path/admission_id")
