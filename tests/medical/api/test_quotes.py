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
        ({"hospital_level": "4"}, "invalid-input"),
    ],
)
async def test_what_cannot_be_reckoned_is_refused(api, changes, code):
    answer = await api.post("/quotes", json=QUOTE | AMOUNTS | changes)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
