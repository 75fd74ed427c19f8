"""The sums among the national fields hold to the fen for every bill."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.medical.rules.national.settlement import AmountsDiffer, NationalAmounts, must_agree, nationally
from services.medical.store.national.shelf import book
from services.medical.store.policies import get_policy
from shared.policy.clauses import Stay
from shared.policy.evaluate import settle
from shared.policy.explain import explained

FUNDS = ("hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "hifdm_pay", "maf_pay", "oth_pay")
PART = st.integers(0, 50_000_000)


def a_result(
    parts: tuple[int, int, int, int], *, year: int, level: str, persons: set[str], so_far: dict[str, int]
) -> dict[str, Any]:
    in_policy_fen, pre_pay_fen, over_ceiling_fen, out_of_policy_fen = parts
    policy = get_policy("371311001001", date(year, 6, 1))
    stay = Stay("371311001001", level, frozenset(persons), sum(parts), in_policy_fen, so_far)
    return explained(policy, settle(policy, stay)) | {
        "parts": {
            "in_policy_fen": in_policy_fen,
            "pre_pay_fen": pre_pay_fen,
            "over_ceiling_fen": over_ceiling_fen,
            "out_of_policy_fen": out_of_policy_fen,
        }
    }


def must_hold(told: NationalAmounts) -> None:
    amount: Mapping[str, int] = {name.removesuffix("_fen"): getattr(told, name) for name in told.__dataclass_fields__}
    assert amount["fund_pay_sumamt"] == sum(amount[fund] for fund in FUNDS)
    assert amount["psn_part_amt"] == amount["acct_pay"] + amount["psn_cash_pay"]
    assert amount["medfee_sumamt"] == amount["fund_pay_sumamt"] + amount["psn_part_amt"] + amount["hosp_part_amt"]
    assert amount["medfee_sumamt"] == (
        amount["fulamt_ownpay_amt"] + amount["overlmt_selfpay"] + amount["preselfpay_amt"] + amount["inscp_scp_amt"]
    )
    funds = [detail for detail in told.setldetail if detail.fund_pay_type[0] in "3456"]
    assert sum(detail.fund_payamt_fen for detail in funds) == amount["fund_pay_sumamt"]
    assert 0 <= told.pool_prop_selfpay <= 1


@settings(max_examples=300, deadline=None)
@given(
    parts=st.tuples(PART, PART, PART, PART),
    year=st.sampled_from([2017, 2020]),
    level=st.sampled_from(["1", "2", "3"]),
    persons=st.sets(st.sampled_from(["enrolled", "low-income", "extreme-poverty", "immediate-assistance", "monitored"])),
    used=st.integers(0, 1_000_000),
    insutype=st.sampled_from(["390", "310"]),
)
def test_every_bill_adds_up_in_national_terms(
    parts: tuple[int, int, int, int], year: int, level: str, persons: set[str], used: int, insutype: str
) -> None:
    so_far = {"medical_aid_year": used, "basic_year": used}

    must_hold(
        nationally(a_result(parts, year=year, level=level, persons=persons, so_far=so_far), book().payers, insutype=insutype)
    )


SHARE = st.fixed_dictionaries(
    {
        "layer": st.sampled_from(["basic", "serious_illness", "medical_aid", "hospital_reduction", "something_new"]),
        "title": st.just("某层"), "sentence": st.just("支付"), "paid_fen": PART, "base_fen": PART, "ceilings": st.just([]),
        "is_entitled": st.just(True), "deductible": st.none(),
    }
)  # fmt: skip


@given(shares=st.lists(SHARE, max_size=6), patient_fen=PART)
def test_a_layer_that_the_table_does_not_know_is_other_payment_and_the_sums_hold(
    shares: list[dict[str, Any]], patient_fen: int
) -> None:
    for share in shares:
        share["base_fen"] = max(share["base_fen"], share["paid_fen"])
    total_fen = sum(share["paid_fen"] for share in shares) + patient_fen
    parts = {"in_policy_fen": total_fen, "pre_pay_fen": 0, "over_ceiling_fen": 0, "out_of_policy_fen": 0}
    told = nationally(
        {"shares": shares, "parts": parts, "total_fen": total_fen, "patient_fen": patient_fen}, book().payers, insutype="390"
    )

    must_hold(told)
    assert told.oth_pay_fen == sum(share["paid_fen"] for share in shares if share["layer"] == "something_new")


def test_each_payer_stands_in_its_field() -> None:
    result = a_result((18_000_00, 0, 0, 2_000_00), year=2020, level="2", persons={"enrolled"}, so_far={})

    told = nationally(result, book().payers, insutype="390")

    assert (told.hifp_pay_fen, told.hifmi_pay_fen, told.maf_pay_fen) == (1_232_000, 44_200, 366_660)
    assert (told.oth_pay_fen, told.hosp_part_amt_fen, told.psn_cash_pay_fen) == (257_141 + 28_285, 35_714, 36_000)
    assert [(detail.fund_pay_type, detail.setl_proc_info[:6]) for detail in told.setldetail] == [
        ("390100", "390101"), ("390200", "390201"), ("610100", "610101"), ("610100", "610102"), ("999900", "630101"),
        ("620100", "620101"), ("640100", "640101"),
    ]  # fmt: skip


def test_an_employee_s_pool_has_another_code() -> None:
    result = a_result((18_000_00, 0, 0, 0), year=2020, level="2", persons=set(), so_far={})

    assert nationally(result, book().payers, insutype="310").setldetail[0].fund_pay_type == "310100"


def test_what_the_hospital_leaves_out_is_not_held_against_it() -> None:
    ours = {"medfee_sumamt": 100, "preselfpay_amt": 5}

    must_agree({"medfee_sumamt": 100, "preselfpay_amt": None}, ours)
    with pytest.raises(AmountsDiffer):
        must_agree({"medfee_sumamt": 100, "preselfpay_amt": 6}, ours)
