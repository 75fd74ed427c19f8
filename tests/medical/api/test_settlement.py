"""The hospital's door, from check to sheet, and who may read what."""

from uuid import uuid4

from sqlalchemy import text

from shared.security import Role
from tests.builders.medical import COUNTY, ID_NUMBER, OTHER_VILLAGE, VILLAGE, a_line, an_enrolment
from tests.medical.api.walk import DISCHARGE, admitted, charged, refused, settled


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


async def test_the_same_key_settles_once_and_answers_the_same_byte_for_byte(hospital, session):
    admission = await charged(hospital)
    key = {"Idempotency-Key": str(uuid4())}

    first = await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE, headers=key)
    second = await hospital.post(f"/admissions/{admission}/settlement", json=DISCHARGE, headers=key)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (await session.execute(text("SELECT count(*) FROM settlement"))).scalar() == 1


async def test_nothing_stored_or_owed_holds_a_name_or_an_id_number_in_the_clear(hospital, session):
    await settled(hospital)

    for table in ("admission", "settlement", "charge", "year_account", "outbox", "audit", "inbox"):
        rows = (await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))).scalars().all()
        assert rows, table
        assert ID_NUMBER not in "".join(rows) and "王小明" not in "".join(rows), table
