"""The public calculator: the same numbers as a settlement, for anybody, without a token."""

import pytest

from tests.builders.medical import a_line

QUOTE = {"region": "371311", "on": "2020-06-12", "hospital_level": "2", "persons": ["enrolled"]}
AMOUNTS = {"total_yuan": "20000.00", "in_policy_yuan": "18000.00"}


async def test_anybody_may_ask(api):
    answer = await api.post("/quotes", json=QUOTE | AMOUNTS, headers={"Idempotency-Key": None})

    assert answer.status_code == 200
    assert answer.json()["patient_yuan"] == "360.00"
    assert answer.json()["shares"][0]["sentence"].startswith("尚未支付的政策范围内费用 18,000.00 元")


async def test_lines_give_the_same_as_their_sums(api):
    lines = [a_line(1, amount_fen=18_000_00), a_line(2, amount_fen=2_000_00, catalogue_class="C")]
    bare = [{key: value for key, value in line.items() if key not in ("line_no", "charged_on", "code", "name")} for line in lines]

    by_lines = (await api.post("/quotes", json=QUOTE | {"lines": bare})).json()
    by_sums = (await api.post("/quotes", json=QUOTE | AMOUNTS)).json()

    assert by_lines["shares"] == by_sums["shares"]
    assert by_lines["parts"] == {
        "in_policy_yuan": "18000.00", "pre_pay_yuan": "0.00", "over_ceiling_yuan": "0.00", "out_of_policy_yuan": "2000.00",
    }  # fmt: skip


async def test_counters_so_far_are_taken_into_account(api):
    answer = await api.post("/quotes", json=QUOTE | AMOUNTS | {"so_far": {"medical_aid_year": "9999.00"}})

    assert answer.json()["shares"][2]["paid_yuan"] == "1.00"


async def test_2017_went_another_way(api):
    answer = await api.post("/quotes", json=QUOTE | AMOUNTS | {"on": "2017-06-12", "given": {"basic": "12000.00"}})

    assert [share["layer"] for share in answer.json()["shares"]] == [
        "basic", "serious_illness", "medical_aid", "hospital_reduction", "supplementary",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": "2016-01-01"}, "no-policy-in-force"),
        ({"region": "110101"}, "no-policy-in-force"),
        ({"region": "999999"}, "invalid-input"),
        ({"persons": ["rich"]}, "person-class-unknown"),
        ({"in_policy_yuan": "20000.01"}, "bill-does-not-add-up"),
        ({"given": {"basic": "18000.01"}}, "paid-more-than-left"),
        ({"total_yuan": None}, "invalid-input"),
        ({"total_yuan": "-1"}, "invalid-input"),
        ({"hospital_level": "4"}, "level-unknown"),
        ({"so_far": {"medical_aid_yaer": "1.00"}}, "not-in-policy"),
        ({"given": {"temporary_aid": "1.00"}}, "not-in-policy"),
        ({"scheme": "employee"}, "scheme-unknown"),
        ({"visit": "outpatient"}, "visit-unknown"),
        ({"so_far": {"year.stays": "1.5"}}, "invalid-input"),
        ({"classes": {"A": {"amount_yuan": "30000", "in_policy_yuan": "30000"}}}, "bill-does-not-add-up"),
    ],
)
async def test_what_cannot_be_reckoned_is_refused(api, changes, code):
    answer = await api.post("/quotes", json=QUOTE | AMOUNTS | changes)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_every_fact_that_a_policy_may_ask_is_taken(api):
    facts = {
        "admitted_on": "2020-06-01", "scheme": "resident", "visit": "inpatient", "place": "in_county",
        "diseases": ["食管癌"], "traits": ["designated"], "so_far": {"year.stays": 2, "medical_aid_year": "9999.00"},
        "classes": {"A": {"amount_yuan": "18000", "in_policy_yuan": "18000"}, "C": {"amount_yuan": "2000"}},
        "items": {"implant": {"amount_yuan": "100", "in_policy_yuan": "50", "pre_pay_yuan": "50"}},
    }  # fmt: skip
    answer = (await api.post("/quotes", json=QUOTE | AMOUNTS | facts)).json()

    assert (answer["scheme_title"], answer["visit_title"]) == ("居民基本医疗保险", "住院")
    assert answer["so_far"] == {"year.stays": 2, "medical_aid_year": "9999.00"}
    assert answer["drawn"]["year.stays"] == 1
    assert answer["drawn"]["year.total"] == "20000.00"
    assert answer["shares"][2]["paid_yuan"] == "1.00"
    assert answer["shares"][0]["payers"] == [
        {"payer": "城乡居民基本医疗保险统筹基金", "paid_yuan": answer["shares"][0]["paid_yuan"], "earlier_yuan": "0.00"}
    ]


async def test_lines_of_class_b_need_a_ratio_where_the_policy_gives_none(api):
    line = {"catalogue_class": "B", "unit_price": "100", "quantity": "1", "amount_yuan": "100.00"}
    answer = await api.post("/quotes", json=QUOTE | {"lines": [line]})

    assert (answer.status_code, answer.json()["code"]) == (422, "self-pay-ratio-not-for-class")


async def test_amounts_by_class_and_lines_are_not_given_together(api):
    line = {"catalogue_class": "A", "unit_price": "100", "quantity": "1", "amount_yuan": "100.00"}
    answer = await api.post("/quotes", json=QUOTE | {"lines": [line], "items": {"implant": {"amount_yuan": "1"}}})

    assert answer.json()["code"] == "invalid-input"
