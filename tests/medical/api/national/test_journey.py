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
