"""Each kind of bad input gets its own precise answer in Chinese, and nothing is half done."""

from uuid import uuid4

import pytest

from shared.security import Role
from tests.builders.medical import COUNTY, OTHER_COUNTY_VILLAGE, OTHER_HOSPITAL_CODE, a_line
from tests.medical.api.walk import ADMISSION, DISCHARGE, admitted, charged, refused, settled


@pytest.mark.parametrize("id_number", ["11010519491231002", "110105194912310021", "110105194902300026", "王小明", ""])
async def test_what_is_no_id_number_is_refused_without_repeating_it(hospital, id_number):
    told = refused(await hospital.post("/admissions", json=ADMISSION | {"id_number": id_number}), 422, "invalid-id-number")

    assert not id_number or id_number not in str(told)


async def test_a_region_that_does_not_exist_is_refused(hospital):
    told = refused(await hospital.post("/admissions", json=ADMISSION | {"region": "371399001001"}), 422, "invalid-input")

    assert told["pointer"] == "/region"
    assert told["errors"][0]["code"] == "unknown-region"


async def test_a_wrong_number_is_pointed_at(hospital):
    told = refused(
        await hospital.post("/admissions", json=ADMISSION | {"id_number": "110105194902300026"}), 422, "invalid-id-number"
    )

    assert (told["pointer"], told["reason"]) == ("/id_number", "出生日期 19490230 不是真实的日期")


async def test_a_person_of_another_county_is_refused(hospital):
    refused(
        await hospital.post("/admissions", json=ADMISSION | {"region": OTHER_COUNTY_VILLAGE}), 403, "patient-of-another-county"
    )


async def test_a_token_without_a_hospital_admits_nobody(api):
    refused(await api.as_(Role.HOSPITAL, region=COUNTY).post("/admissions", json=ADMISSION), 403, "hospital-unknown")


async def test_an_admission_of_tomorrow_is_refused(hospital):
    told = refused(await hospital.post("/admissions", json=ADMISSION | {"admitted_on": "2020-06-13"}), 422, "date-out-of-order")

    assert told["pointer"] == "/admitted_on"


async def test_nobody_lies_twice_in_one_hospital(hospital):
    await admitted(hospital)

    refused(await hospital.post("/admissions", json=ADMISSION), 409, "already-admitted")


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"amount_yuan": "--1.00"}, "金额不能为负数"),
        ({"amount_yuan": "1.005"}, "金额至多两位小数（精确到分）"),
        ({"amount_yuan": "一百"}, "金额应为数字，例如 12.34"),
        ({"unit_price": "-1"}, "不得小于 0"),
        ({"unit_price": "1.1234567"}, "小数至多 6 位"),
        ({"quantity": "1.00001"}, "小数至多 4 位"),
        ({"quantity": "0"}, "应大于 0"),
        ({"catalogue_class": "D"}, "应为以下之一"),
        ({"self_pay_ratio": "1.5"}, "不得大于 1"),
        ({"colour": "red"}, "没有这个字段"),
    ],
)
async def test_a_line_with_an_impossible_value_is_refused(hospital, changes, detail):
    admission = await admitted(hospital)

    told = refused(
        await hospital.post(f"/admissions/{admission}/charges", json={"lines": [a_line() | changes]}), 422, "invalid-input"
    )

    assert told["pointer"].startswith("/lines/0/")
    assert detail in told["detail"]


async def test_an_amount_that_is_not_quantity_times_price_is_refused(hospital):
    admission = await admitted(hospital)
    wrong = a_line(2) | {"unit_price": "1.283333", "quantity": "12", "amount_yuan": "15.41"}

    told = refused(
        await hospital.post(f"/admissions/{admission}/charges", json={"lines": [a_line(1), wrong]}),
        422, "amount-is-not-quantity-times-price",
    )  # fmt: skip

    assert (told["pointer"], told["line_no"], told["quantity_times_price_yuan"]) == ("/lines/1/amount_yuan", 2, "15.40")
    assert (await hospital.get(f"/admissions/{admission}/charges")).json()["rows"] == []


async def test_a_self_pay_ratio_goes_with_class_b_alone(hospital):
    admission = await admitted(hospital)

    for line in (a_line(self_pay_ratio="0.1"), a_line(catalogue_class="B", self_pay_ratio=None)):
        refused(
            await hospital.post(f"/admissions/{admission}/charges", json={"lines": [line]}), 422, "self-pay-ratio-not-for-class"
        )


async def test_duplicate_line_numbers_are_refused_whole(hospital):
    admission = await charged(hospital, a_line(1))

    told = refused(
        await hospital.post(f"/admissions/{admission}/charges", json={"lines": [a_line(2), a_line(2)]}),
        422,
        "duplicate-line-numbers",
    )
    assert told["line_nos"] == [2]
    told = refused(
        await hospital.post(f"/admissions/{admission}/charges", json={"lines": [a_line(1, amount_fen=1), a_line(3)]}),
        409,
        "line-already-recorded",
    )
    assert told["line_nos"] == [1]
    assert (await hospital.get(f"/admissions/{admission}")).json()["line_count"] == 1


async def test_charges_before_admission_are_refused(hospital):
    admission = await admitted(hospital)

    line = a_line(charged_on="2020-05-31")

    told = refused(await hospital.post(f"/admissions/{admission}/charges", json={"lines": [line]}), 422, "date-out-of-order")
    assert told["pointer"] == "/lines/0/charged_on"


async def test_charges_after_settlement_are_refused(hospital):
    settlement = await settled(hospital)

    answer = await hospital.post(f"/admissions/{settlement['admission_id']}/charges", json={"lines": [a_line(9)]})

    refused(answer, 409, "admission-settled")


async def test_a_stay_is_settled_once(hospital):
    settlement = await settled(hospital)

    refused(await hospital.post(f"/admissions/{settlement['admission_id']}/settlement", json=DISCHARGE), 409, "already-settled")


async def test_a_stay_without_charges_is_not_settled(hospital):
    refused(await hospital.post(f"/admissions/{await admitted(hospital)}/settlement", json=DISCHARGE), 409, "nothing-to-settle")


async def test_the_same_key_with_another_body_is_refused(hospital):
    admission = await charged(hospital)
    key = {"Idempotency-Key": str(uuid4())}
    await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE, headers=key)

    answer = await hospital.post(f"/admissions/{admission}/settlement", json={"discharged_on": "2020-06-11"}, headers=key)

    refused(answer, 422, "key-used-for-another")
    assert (await hospital.get(f"/admissions/{admission}")).json()["discharged_on"] == "2020-06-12"


async def test_a_command_without_a_key_is_refused(hospital):
    refused(await hospital.post("/admissions", json=ADMISSION, headers={"Idempotency-Key": None}), 400, "idempotency-key-missing")


async def test_another_hospitals_admission_is_not_there(hospital, api):
    admission = await charged(hospital)
    other = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)

    for answer in [
        await other.get(f"/admissions/{admission}"),
        await other.get(f"/admissions/{admission}/charges"),
        await other.post(f"/admissions/{admission}/charges", json={"lines": [a_line(7)]}),
        await other.post(f"/admissions/{admission}/settlement-previews", json=DISCHARGE),
        await other.post(f"/admissions/{admission}/settlement", json=DISCHARGE),
    ]:
        refused(answer, 404, "no-such-admission")


async def test_another_hospitals_settlement_is_not_there(hospital, api):
    settlement = await settled(hospital)
    other = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)

    refused(await other.get(f"/settlements/{settlement['id']}"), 404, "no-such-settlement")
    refused(await other.get(f"/settlements/{settlement['id']}/sheet"), 404, "no-such-settlement")
    refused(await other.post(f"/settlements/{settlement['id']}/reversal", json={"reason": "试试"}), 404, "no-such-settlement")


async def test_an_office_of_another_county_sees_nothing(hospital, api):
    settlement = await settled(hospital)
    office = api.as_(Role.COUNTY, region="371302")

    refused(await office.get(f"/settlements/{settlement['id']}"), 404, "no-such-settlement")
    refused(await office.get(f"/admissions/{settlement['admission_id']}"), 404, "no-such-admission")


async def test_only_a_hospital_may_admit(api):
    refused(await api.as_(Role.COUNTY, region=COUNTY).post("/admissions", json=ADMISSION), 403, "role-not-allowed")
