"""Sentences that a patient can follow."""

from fractions import Fraction

import pytest

from shared.policy.clauses import Stay
from shared.policy.evaluate import settle
from shared.policy.explain import explained, percent
from shared.policy.load import load_text
from tests.shared.policy.files import WHOLE, spoiled


def sentences(text: str = WHOLE, **facts: object) -> list[str]:
    policy = load_text(text, file="t.yaml")
    given = {"region": "371311", "level": "1", "persons": frozenset({"poor"}), "total_fen": 1100_00, "in_policy_fen": 1000_00}
    return [share["sentence"] for share in explained(policy, settle(policy, Stay(**given | facts)))["shares"]]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ratio", "text"), [("13/20", "65%"), ("1", "100%"), ("0", "0%"), ("37/40", "92.5%"), ("1/3", "33.3333%")]
)
def test_a_ratio_is_said_in_per_cent(ratio: str, text: str):
    assert percent(Fraction(ratio)) == text


def test_base_deductible_ratio_and_result_are_said():
    assert (
        sentences()[0]
        == "尚未支付的政策范围内费用 1,000.00 元，扣除起付线 100.00 元(本次住院)，900.00 元 × 50% = 450.00 元，支付 450.00 元。"
    )


def test_tiers_are_said_one_by_one():
    assert sentences()[1] == (
        "尚未支付的全部费用 650.00 元，分段计算 500.00 元 × 10% + 500.00 元以上的 150.00 元 × 20% = 80.00 元，支付 80.00 元。"
    )


def test_a_rounding_is_named_only_where_there_was_one():
    assert "(四舍五入到分)" in sentences(in_policy_fen=1000_01)[0]


def test_what_the_year_brought_before_is_said():
    assert "连同本年度此前的 400.00 元累计计算" in sentences(so_far={"second.base": 400_00})[1]


def test_a_ceiling_that_cuts_is_said():
    assert "共用限额 1,000.00 元只余 10.00 元，支付 10.00 元。" in sentences(so_far={"joint": 990_00})[0]


def test_a_whole_ceiling_that_cuts_is_said():
    assert "以共用限额 1,000.00 元为限，支付 1,000.00 元。" in sentences(total_fen=9000_00, in_policy_fen=9000_00)[0]


def test_a_ceiling_that_does_not_cut_is_not_said():
    assert "限额" not in sentences()[0]


def test_who_is_not_entitled_reads_who_is():
    assert sentences(persons=frozenset())[1] == "本项适用于贫困人口，本次不适用。"


def test_what_was_paid_elsewhere_is_said():
    assert sentences(given={"first": 12_00})[0] == "已由外部支付 12.00 元，据实列入。"


def test_a_bill_below_the_deductible_is_said():
    assert "没有达到支付起点" in sentences(in_policy_fen=50_00)[0]


def test_a_limit_and_its_shortfall_are_said():
    text = spoiled("    ratio: 50%\n", "    ratio: 100%\n    at_most: {share: 10%, of: in_policy_total, beyond: shortfall}\n")

    assert "至多为政策范围内总费用的 10% 即 100.00 元，超出的 800.00 元应由前面各项解决，列为待追补" in sentences(text)[0]


def test_a_value_with_its_own_reference_shows_it():
    text = spoiled("    deductible: 100", "    deductible:\n      - {is: 100, reference: other}").replace(
        "references:\n", "references:\n  other: {document: 另一文件, clause: 第二条, address: 公报, trust: seed}\n"
    )
    policy = load_text(text, file="t.yaml")
    told = explained(policy, settle(policy, Stay("371311", "1", frozenset(), 1100_00, 1000_00)))

    assert told["shares"][0]["deductible"]["reference"]["document"] == "另一文件"
    assert told["shares"][0]["reference"]["document"] == "文件"
    assert told["shares"][0]["ceilings"][0]["reference"] is None
