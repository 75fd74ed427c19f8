"""The hospital's door, from check to sheet, and every precise refusal on the way."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.security import Role
from tests.builders.medical import (
    COUNTY,
    HOSPITAL_CODE,
    ID_NUMBER,
    OTHER_COUNTY_VILLAGE,
    OTHER_HOSPITAL_CODE,
    OTHER_VILLAGE,
    VILLAGE,
    a_line,
    an_enrolment,
)

TODAY = "2020-06-12T01:00:00+00:00"
ADMISSION = {
    "id_number": ID_NUMBER, "name": "王小明", "region": VILLAGE, "hospital_level": "2", "cause": "illness", "admitted_on": "2020-06-01",
}  # fmt: skip
DISCHARGE = {"discharged_on": "2020-06-12"}


@pytest.fixture(autouse=True)
def _on_discharge_day(frozen_at):
    with frozen_at(TODAY):
        yield


@pytest.fixture
def hospital(api):
    # The clock stands still in 2020; the token was made by the real one and is good for years to come.
    return api.as_(Role.HOSPITAL, region=COUNTY, org=HOSPITAL_CODE)


async def admitted(hospital, **changes) -> str:
    answer = await hospital.post("/admissions", json=ADMISSION | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def charged(hospital, *lines) -> str:
    admission = await admitted(hospital)
    answer = await hospital.post(f"/admissions/{admission}/charges", json={"lines": list(lines) or BILL})
    assert answer.status_code == 201, answer.text
    return admission


BILL = [a_line(1, amount_fen=18_000_00), a_line(2, amount_fen=2_000_00, catalogue_class="C")]


async def settled(hospital) -> dict:
    answer = await hospital.post(f"/admissions/{await charged(hospital)}/settlement", json=DISCHARGE)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(answer, status: int, code: str) -> dict:
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), answer.text
    assert told["title"] and told["mend"]
    return told


async def test_one_call_admits_without_a_deposit_and_one_settles_all_payers(hospital, deliver):
    await deliver(an_enrolment())
    check = await hospital.post("/eligibility-checks", json={"id_number": ID_NUMBER, "region": VILLAGE, "hospital_level": "2"})
    assert check.json()["is_without_deposit"] is True
    assert check.json()["person_titles"] == ["建档立卡贫困人口"]

    admission = await charged(hospital)
    preview = await hospital.post(f"/admissions/{admission}/settlement-previews", json=DISCHARGE)
    settlement = await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE)

    assert (preview.status_code, preview.json()["id"]) == (200, None)
    assert preview.json()["result"] == settlement.json()["result"]
    told = settlement.json()
    assert told["patient_yuan"] == "360.00"
    assert [(share["layer"], share["paid_yuan"]) for share in told["result"]["shares"]] == [
        ("basic", "12320.00"), ("serious_illness", "442.00"), ("medical_aid", "3666.60"), ("medical_re_aid", "0.00"),
        ("hospital_reduction", "357.14"), ("supplementary", "2571.41"), ("backstop", "282.85"),
    ]  # fmt: skip
    read = await hospital.get(f"/settlements/{told['id']}")
    assert read.json() == told


async def test_the_sheet_names_each_payer_its_clause_and_how_it_was_reckoned(hospital, deliver):
    await deliver(an_enrolment())
    settlement = await settled(hospital)

    sheet = await hospital.get(f"/settlements/{settlement['id']}/sheet")

    assert sheet.status_code == 200
    for words in (
        "一站式结算单",
        "王小明",
        "12,320.00",
        "17,600.00 元 × 70%",
        "罗庄区健康扶贫兜底救助保障专项资金",
        "第9条",
        "推断",
    ):
        assert words in sheet.text
    assert ID_NUMBER not in sheet.text


async def test_an_office_reads_the_sheet_with_a_masked_name(hospital, api):
    settlement = await settled(hospital)

    sheet = await api.as_(Role.COUNTY, region=COUNTY).get(f"/settlements/{settlement['id']}/sheet")

    assert "王小明" not in sheet.text
    assert "王*明" in sheet.text


async def test_a_reversed_settlement_says_so_and_the_stay_can_be_mended_and_settled_again(hospital):
    settlement = await settled(hospital)

    reversal = await hospital.post(f"/settlements/{settlement['id']}/reversal", json={"reason": "漏记手术费"})
    assert reversal.status_code == 201
    again = await hospital.post(f"/settlements/{settlement['id']}/reversal", json={"reason": "再来一次"})
    refused(again, 409, "already-reversed")
    assert (await hospital.get(f"/settlements/{settlement['id']}")).json()["is_reversed"] is True
    assert "不再有效" in (await hospital.get(f"/settlements/{settlement['id']}/sheet")).text

    admission = settlement["admission_id"]
    more = await hospital.post(f"/admissions/{admission}/charges", json={"lines": [a_line(3, amount_fen=500_00)]})
    assert more.json()["total_yuan"] == "20500.00"
    assert (await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE)).json()["total_yuan"] == "20500.00"


async def test_charges_come_back_page_by_page(hospital):
    admission = await charged(hospital, *[a_line(number) for number in range(1, 6)])

    first = (await hospital.get(f"/admissions/{admission}/charges", params={"limit": 3})).json()
    second = (await hospital.get(f"/admissions/{admission}/charges", params={"limit": 3, "after": first["next"]})).json()

    assert [row["line_no"] for row in first["rows"] + second["rows"]] == [1, 2, 3, 4, 5]
    assert second["next"] is None
    assert first["rows"][0]["amount_yuan"] == "100.00"


async def test_the_visiting_village_officer_reads_name_and_address_and_nobody_elses(hospital, api):
    admission = await admitted(hospital)

    own = await api.as_(Role.VILLAGE, region=VILLAGE).get(f"/admissions/{admission}")
    other = await api.as_(Role.VILLAGE, region=OTHER_VILLAGE).get(f"/admissions/{admission}")

    assert own.json()["patient_name"] == "王小明"
    assert "龙潭社区" in own.json()["region_name"]
    refused(other, 404, "no-such-admission")
    county = await api.as_(Role.COUNTY, region=COUNTY).get(f"/admissions/{admission}")
    assert county.json()["patient_name"] == "王*明"
    assert ID_NUMBER not in own.text + county.text


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_number", ["11010519491231002", "110105194912310021", "110105194902300026", "王小明", ""])
async def test_what_is_no_id_number_is_refused_without_repeating_it(hospital, id_number):
    told = refused(await hospital.post("/admissions", json=ADMISSION | {"id_number": id_number}), 422, "invalid-id-number")

    assert not id_number or id_number not in str(told)


async def test_a_region_that_does_not_exist_is_refused(hospital):
    told = refused(await hospital.post("/admissions", json=ADMISSION | {"region": "371399001001"}), 422, "invalid-input")

    assert told["pointer"] == "/region"
    assert told["errors"][0]["code"] == "unknown-region"


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
        ({"amount_yuan": "-1.00"}, "金额不能为负数"),
        ({"amount_yuan": "1.005"}, "金额至多两位小数(精确到分)"),
        ({"amount_yuan": "一百"}, "金额应为数字,例如 12.34"),
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
        await hospital.post(f"/admissions/{admission}/charges", json={"lines": [a_line(1), a_line(3)]}),
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


async def test_the_same_key_settles_once_and_answers_the_same_byte_for_byte(hospital, session):
    admission = await charged(hospital)
    key = {"Idempotency-Key": str(uuid4())}

    first = await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE, headers=key)
    second = await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE, headers=key)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (await session.execute(text("SELECT count(*) FROM settlement"))).scalar() == 1


async def test_the_same_key_with_another_body_is_refused(hospital):
    admission = await charged(hospital)
    key = {"Idempotency-Key": str(uuid4())}
    await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE, headers=key)

    answer = await hospital.post(f"/admissions/{admission}/settlement", json={"discharged_on": "2020-06-11"}, headers=key)

    refused(answer, 422, "key-used-for-another")


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


async def test_nothing_stored_or_owed_holds_a_name_or_an_id_number_in_the_clear(hospital, session):
    await settled(hospital)

    for table in ("admission", "settlement", "charge", "year_account", "outbox", "audit", "inbox"):
        rows = (await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))).scalars().all()
        assert rows, table
        assert ID_NUMBER not in "".join(rows) and "王小明" not in "".join(rows), table
