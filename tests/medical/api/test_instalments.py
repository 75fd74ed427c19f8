"""A patient who cannot pay: agreed, overdue, proposed, confirmed, appealed, lifted; each by whom it concerns."""

from datetime import datetime

from services.medical.jobs import tell_missed_instalments
from shared.security import Role
from tests.builders.medical import COUNTY, OTHER_HOSPITAL_CODE, VILLAGE, an_enrolment, an_id_number
from tests.medical.api.walk import ADMISSION, refused, settled

PLAN = {
    "amount_yuan": "300.00",
    "guarantor": {"name": "王大明", "relation": "child", "phone": "13800000000"},
    "certified_by": "龙潭社区居委会、罗庄街道办事处",
    "instalments": [
        {"due_on": "2020-07-12", "amount_yuan": "100.00"}, {"due_on": "2020-08-12", "amount_yuan": "200.00"},
    ],
}  # fmt: skip


async def planned(hospital):
    settlement = await settled(hospital)
    answer = await hospital.post("/instalment-plans", json=PLAN | {"settlement_id": settlement["id"]})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_plan_is_paid_down_and_seen_by_whom_it_concerns(hospital, api):
    plan = await planned(hospital)
    assert (plan["owed_yuan"], plan["guarantor_name"]) == ("300.00", "王大明")

    paid = {"paid_on": "2020-06-12", "amount_yuan": "150.00", "receipt_no": "SJ1"}
    told = (await hospital.post(f"/instalment-plans/{plan['id']}/payments", json=paid)).json()

    assert [one["owed_yuan"] for one in told["instalments"]] == ["0.00", "150.00"]
    assert (told["paid_yuan"], [one["receipt_no"] for one in told["payments"]]) == ("150.00", ["SJ1"])
    county = (await api.as_(Role.COUNTY, region=COUNTY).get(f"/instalment-plans/{plan['id']}")).json()
    assert county["guarantor_name"] == "王*明"
    other = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)
    refused(await other.get(f"/instalment-plans/{plan['id']}"), 404, "no-such-plan")
    assert (await other.get("/instalment-plans")).json()["rows"] == []


async def test_from_an_overdue_instalment_to_the_list_and_off_it_again(hospital, api, deliver, tick, frozen_at):
    await deliver(an_enrolment())
    await deliver(an_enrolment(id_number=an_id_number(2)))
    plan = await planned(hospital)
    county, other_clerk = (api.as_(Role.COUNTY, region=COUNTY, subject=name) for name in ("甲", "乙"))
    proposal = {"plan_id": plan["id"], "reason": "有偿还能力而拒绝偿还"}
    refused(await hospital.post("/default-listings", json=proposal), 409, "not-yet-a-default")

    with frozen_at("2020-08-12T09:00:00+08:00"):
        await tick(tell_missed_instalments, datetime.fromisoformat("2020-07-13T00:10:00+08:00"))
        [late] = (await hospital.get("/instalment-plans", params={"overdue": True})).json()["rows"]
        assert [one["is_overdue"] for one in late["instalments"]] == [True, False]
        listing = (await hospital.post("/default-listings", json=proposal)).json()
        at = f"/default-listings/{listing['id']}"
        refused(await hospital.post(f"{at}/decision", json={"is_confirmed": True, "reason": "x"}), 403, "role-not-allowed")
        assert (await hospital.post("/admissions", json=ADMISSION)).json()["is_without_deposit"] is True
        confirmed = await county.post(f"{at}/decision", json={"is_confirmed": True, "reason": "经核实"})
        assert (confirmed.json()["status"], confirmed.json()["confirmed_on"]) == ("confirmed", "2020-08-12")

        other = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)
        kept_out = (await other.post("/admissions", json=ADMISSION)).json()
        assert (kept_out["is_without_deposit"], "恶意拖欠" in kept_out["deposit_reason"]) == (False, True)
        check = {"id_number": ADMISSION["id_number"], "region": VILLAGE, "hospital_level": "2"}
        assert (await other.post("/eligibility-checks", json=check)).json()["is_without_deposit"] is False
        refused(await other.get(at), 404, "no-such-listing")
        assert (await other.get("/default-listings")).json()["rows"] == []

        village = api.as_(Role.VILLAGE, region=VILLAGE, subject="网格员")
        await village.post(f"{at}/appeal", json={"reason": "住院期间没有收入"})
        verdict = {"is_upheld": True, "reason": "情况属实"}
        refused(await county.post(f"{at}/appeal-decision", json=verdict), 403, "decided-by-the-same-person")
        lifted = (await other_clerk.post(f"{at}/appeal-decision", json=verdict)).json()

        assert [step["status"] for step in lifted["history"]] == ["proposed", "confirmed", "appealed", "lifted"]
        assert [step["by"] for step in lifted["history"]] == ["测试员", "甲", "网格员", "乙"]
        assert (await other.post("/eligibility-checks", json=check)).json()["is_without_deposit"] is True
