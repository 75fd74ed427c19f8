"""Stays at the door: agreement, discharge, refunds, daily list, settlement in between, and what may be taken back."""

from uuid import uuid4

from shared.security import Role
from tests.builders.medical import COUNTY, ID_NUMBER, VILLAGE, a_line, a_refund, an_enrolment
from tests.medical.api.walk import ADMISSION, BILL, DISCHARGE, admitted, charged, refused

AGREEMENT = {"signed_by": "王大明", "relation": "child", "signed_on": "2020-06-01", "papers": ["id_card", "poverty_proof"]}


async def test_the_agreement_is_shown_to_whom_it_concerns(hospital, api, deliver):
    await deliver(an_enrolment())

    stay = (await hospital.post("/admissions", json=ADMISSION | {"agreement": AGREEMENT})).json()

    assert stay["agreement"] | AGREEMENT == stay["agreement"]
    assert "建档立卡" in stay["agreement"]["because"] and stay["agreement"]["clause"]
    county = (await api.as_(Role.COUNTY, region=COUNTY).get(f"/admissions/{stay['id']}")).json()
    assert county["agreement"]["signed_by"] == "王*明"
    village = (await api.as_(Role.VILLAGE, region=VILLAGE).get(f"/admissions/{stay['id']}")).json()
    assert village["agreement"]["signed_by"] == "王大明"
    refused(await hospital.post(f"/admissions/{stay['id']}/agreement", json=AGREEMENT), 409, "agreement-already-signed")


async def test_an_agreement_may_follow_the_admission(hospital, deliver):
    await deliver(an_enrolment())
    stay = await admitted(hospital)
    assert (await hospital.get(f"/admissions/{stay}")).json()["agreement"] is None

    signed = await hospital.post(f"/admissions/{stay}/agreement", json=AGREEMENT)

    assert signed.status_code == 201, signed.text
    assert (await hospital.get(f"/admissions/{stay}")).json()["agreement"] == signed.json()


async def test_discharge_settlement_and_reversal_step_by_step(hospital):
    stay = await charged(hospital)
    refused(await hospital.post(f"/admissions/{stay}/settlement", json={}), 409, "not-discharged")

    left = await hospital.post(f"/admissions/{stay}/discharge", json={"discharged_on": "2020-06-11", "reason": "1"})
    assert (left.status_code, left.json()["status"], left.json()["discharged_on"]) == (201, "discharged", "2020-06-11")
    back = await hospital.post(f"/admissions/{stay}/discharge-cancellation", json={"reason": "日期有误"})
    assert back.json()["status"] == "open"
    await hospital.post(f"/admissions/{stay}/discharge", json=DISCHARGE)
    settled = await hospital.post(f"/admissions/{stay}/settlement", json={})
    assert (settled.status_code, settled.json()["settled_on"]) == (201, "2020-06-12")
    await hospital.post(f"/settlements/{settled.json()['id']}/reversal", json={"reason": "漏记手术费"})

    assert (await hospital.get(f"/admissions/{stay}")).json()["status"] == "discharged"
    [told] = (await hospital.get(f"/admissions/{stay}/settlements")).json()
    assert told["is_reversed"] is True


async def test_a_wrong_line_is_refunded_and_recorded_anew(hospital):
    stay = await charged(hospital, a_line(1, amount_fen=500_00, catalogue_class="B"))

    lines = [a_refund(2, of=1, amount_fen=500_00, catalogue_class="B"), a_line(3, amount_fen=450_00, catalogue_class="B")]
    told = (await hospital.post(f"/admissions/{stay}/charges", json={"lines": lines})).json()

    assert (told["recorded"], told["total_yuan"], told["pre_pay_yuan"]) == (2, "450.00", "45.00")
    rows = (await hospital.get(f"/admissions/{stay}/charges")).json()["rows"]
    assert [(row["amount_yuan"], row["quantity"], row["refunds_line_no"]) for row in rows] == [
        ("500.00", "1", None), ("-500.00", "-1", 1), ("450.00", "1", None),
    ]  # fmt: skip
    told = refused(
        await hospital.post(
            f"/admissions/{stay}/charges", json={"lines": [a_refund(4, of=1, amount_fen=500_00, catalogue_class="B")]}
        ),
        409,
        "refund-exceeds-charge",
    )
    assert (told["pointer"], told["quantity_left"]) == ("/lines/0/quantity", "0")


async def test_the_same_lines_again_are_accepted_and_named(hospital):
    stay = await charged(hospital, a_line(1), a_line(2))

    told = (await hospital.post(f"/admissions/{stay}/charges", json={"lines": [a_line(1), a_line(2), a_line(3)]})).json()

    assert (told["recorded"], told["repeated_line_nos"], told["total_yuan"]) == (1, [1, 2], "300.00")


async def test_the_daily_list_has_the_day_s_lines_and_its_sums_by_class(hospital, api):
    stay = await charged(hospital, *BILL, a_line(3, charged_on="2020-06-03", catalogue_class="B"))

    days = (await hospital.get(f"/admissions/{stay}/days")).json()
    day = (await hospital.get(f"/admissions/{stay}/days/2020-06-02", params={"limit": 1})).json()

    assert [(one["charged_on"], one["amount_yuan"]) for one in days] == [("2020-06-02", "20000.00"), ("2020-06-03", "100.00")]
    assert [(one["catalogue_class"], one["amount_yuan"]) for one in day["day"]["classes"]] == [
        ("A", "18000.00"),
        ("C", "2000.00"),
    ]
    assert ([row["line_no"] for row in day["rows"]], day["next"], day["day"]["line_count"]) == ([1], "1", 2)
    rest = (await hospital.get(f"/admissions/{stay}/days/2020-06-02", params={"after": day["next"]})).json()
    assert [row["line_no"] for row in rest["rows"]] == [2]
    empty = (await hospital.get(f"/admissions/{stay}/days/2020-06-09")).json()
    assert (empty["day"]["amount_yuan"], empty["rows"]) == ("0.00", [])


async def test_the_daily_list_is_printed_for_the_patient_to_sign(hospital, api):
    stay = await charged(hospital, a_line(1, catalogue_class="B"), a_refund(2, of=1, catalogue_class="B"), a_line(3))

    sheet = await hospital.get(f"/admissions/{stay}/days/2020-06-02/sheet")

    assert sheet.status_code == 200, sheet.text
    for words in ("一日清单", "王小明", "乙类小计", "退第 1 行", "-100.00", "签字"):
        assert words in sheet.text, words
    assert ID_NUMBER not in sheet.text
    county = await api.as_(Role.COUNTY, region=COUNTY).get(f"/admissions/{stay}/days/2020-06-02/sheet")
    assert "王*明" in county.text and "王小明" not in county.text
    assert "当日没有费用" in (await hospital.get(f"/admissions/{stay}/days/2020-06-09/sheet")).text


async def test_a_stay_is_settled_in_between_and_the_rest_at_the_end(hospital, deliver):
    await deliver(an_enrolment())
    stay = await charged(hospital)

    interim = (await hospital.post(f"/admissions/{stay}/interim-settlements", json={"settled_on": "2020-06-08"})).json()
    await hospital.post(f"/admissions/{stay}/charges", json={"lines": [a_line(9, amount_fen=1_000_00, charged_on="2020-06-09")]})
    final = (await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE)).json()

    assert (interim["is_interim"], interim["settled_on"], interim["total_yuan"]) == (True, "2020-06-08", "20000.00")
    assert (final["is_interim"], final["total_yuan"]) == (False, "1000.00")
    told = {"total_yuan": "20000.00", "patient_yuan": "360.00", "given_back_yuan": "0.00"}
    assert final["result"]["earlier"] == told
    basic = final["result"]["shares"][0]
    assert (basic["earlier_yuan"], basic["paid_yuan"]) == ("12320.00", "700.00")
    sheet = (await hospital.get(f"/settlements/{final['id']}/sheet")).text
    assert "700.00" in sheet and "20,000.00" in sheet


async def test_an_empty_admission_is_taken_back_and_one_with_charges_is_not(hospital):
    stay = await admitted(hospital)
    gone = await hospital.post(f"/admissions/{stay}/cancellation", json={"reason": "登记错误"})
    assert (gone.status_code, gone.json()["status"], gone.json()["cancel_reason"]) == (201, "cancelled", "登记错误")

    other = await charged(hospital)
    refused(await hospital.post(f"/admissions/{other}/cancellation", json={"reason": "登记错误"}), 409, "has-charges")


async def test_what_became_of_a_command_is_told_by_the_hospital_s_own_key(hospital):
    key = {"Idempotency-Key": str(uuid4())}
    refused(await hospital.get(f"/commands/{key['Idempotency-Key']}"), 404, "no-such-command")
    stay = await charged(hospital)
    settled = await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE, headers=key)

    answer = await hospital.get(f"/commands/{key['Idempotency-Key']}/answer")

    assert (answer.status_code, answer.content) == (201, settled.content)
    [told] = (await hospital.get(f"/commands/{key['Idempotency-Key']}")).json()
    assert told["door"] == "POST /admissions/{admission_id}/settlement"
