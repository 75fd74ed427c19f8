"""Sentences that a patient can follow."""

# ruff: noqa: E501 what people read and write stands in one piece

from fractions import Fraction

import pytest

from shared.policy.clauses import Stay
from shared.policy.evaluate import settle
from shared.policy.explain import explained, percent
from shared.policy.load import load_text
from tests.shared.policy.files import CEILINGS, HALF, WHOLE, bill, of_layers, spoiled, words


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
        == "尚未支付的政策范围内费用 1,000.00 元，扣除起付线 100.00 元（本次住院），900.00 元 × 50% = 450.00 元，支付 450.00 元。"
    )


def test_tiers_are_said_one_by_one():
    assert sentences()[1] == (
        "尚未支付的全部费用 650.00 元，分段计算 500.00 元 × 10% + 500.00 元以上的 150.00 元 × 20% = 80.00 元，支付 80.00 元。"
    )


def test_a_rounding_is_named_only_where_there_was_one():
    assert "（四舍五入到分）" in sentences(in_policy_fen=1000_01)[0]


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
    assert (
        sentences(in_policy_fen=50_00)[0]
        == "尚未支付的政策范围内费用 50.00 元，没有超过起付线 100.00 元（本次住院），支付 0.00 元。"
    )


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


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (HALF + "- {layer: b, base: total, ratio: 80%}", "医疗费总额 10,000.00 元，10,000.00 元 × 80% = 8,000.00 元，以尚未支付的 6,000.00 元为限，支付 6,000.00 元。"),
        ("- {layer: b, base: out_of_policy, ratio: 10%}", "尚未支付的政策范围外费用 2,000.00 元，2,000.00 元 × 10% = 200.00 元，支付 200.00 元。"),
        (
            "- {layer: b, base: everything, deductible: {share: 10%, of: total}, ratio: 100%}",
            "尚未支付的全部费用 10,000.00 元，扣除由个人负担的 1,000.00 元（医疗费总额的 10%），9,000.00 元 × 100% = 9,000.00 元，支付 9,000.00 元。",
        ),
        ("- {layer: b, base: items, items: [registration, ct], ratio: 50%}", "没有尚未支付的挂号费、大型检查费用，支付 0.00 元。"),
        ("- {layer: b, base: items, items: [registration], ratio: 50%}", "没有尚未支付的挂号费，支付 0.00 元。"),
        ("- {layer: b, base: everything, amount: 2000}", "尚未支付的全部费用 10,000.00 元，定额支付 2,000.00 元，支付 2,000.00 元。"),
        (
            "- {layer: b, base: in_policy, enters: 90%, ratio: 50%}",
            "尚未支付的政策范围内费用 8,000.00 元，其中 90% 即 7,200.00 元进入计算，7,200.00 元 × 50% = 3,600.00 元，支付 3,600.00 元。",
        ),
        (
            "- {layer: b, base: in_policy, tiers: {1000: 50%, 5000: 60%}, tiers_are: flat, tier_bounds: excluded}",
            "尚未支付的政策范围内费用 8,000.00 元，超过 5,000.00 元的一段，全部按此段计算，8,000.00 元 × 60% = 4,800.00 元，支付 4,800.00 元。",
        ),
        (
            HALF + "- {layer: b, base: in_policy_total, ratio: 40%, at_most: {share: 80%, of: in_policy_total, counting: all_layers}}",
            "政策范围内总费用 8,000.00 元，8,000.00 元 × 40% = 3,200.00 元，连同此前各项已支付的 4,000.00 元，"
            "至多为政策范围内总费用 8,000.00 元的 80%，本项至多 2,400.00 元，支付 2,400.00 元。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 12.345%, rounding: yuan_down}",
            "尚未支付的政策范围内费用 8,000.00 元，8,000.00 元 × 12.345% = 987.00 元（元以下舍去），支付 987.00 元。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 10%, payers: [{payer: 卫生院, share: 50%}, {payer: 财政, share: 50%}]}",
            "尚未支付的政策范围内费用 8,000.00 元，8,000.00 元 × 10% = 800.00 元，支付 800.00 元，其中卫生院 400.00 元、财政 400.00 元。",
        ),
        (
            "- {layer: b, base: in_policy, per: year, deductible: {share: 10%, of: year_in_policy_total}, ratio: 100%}",
            "尚未支付的政策范围内费用 8,000.00 元，连同本年度此前的 2,000.00 元累计计算，扣除由个人负担的 1,800.00 元（本年度政策范围内总费用的 10%），"
            "8,200.00 元 × 100% = 8,200.00 元，本年度此前已计 1,000.00 元，本次应补 7,200.00 元，支付 7,200.00 元。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 100%, draws_on: [by_life]}",
            "尚未支付的政策范围内费用 8,000.00 元，8,000.00 元 × 100% = 8,000.00 元，终身 6,000.00 元只余 5,000.00 元，支付 5,000.00 元。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 1%, for: {places: [outside], not: {traits: [referred]}, stay_of_year: {from: 2}}}",
            "本项适用于县外，本年度第 2 次住院起，除已转诊以外，本次不适用。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 1%, for: {any_of: [{persons: [poor]}, {amounts: {total: {from: 50000}}}]}}",
            "本项适用于贫困人口，或者本次医疗费总额不低于 50,000.00 元，本次不适用。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 1%, for: {amounts: {total: {over: 50000, below: 60000}}}}",
            "本项适用于本次医疗费总额超过 50,000.00 元且低于 60,000.00 元，本次不适用。",
        ),
        (
            "- {layer: b, base: in_policy, ratio: 0%}",
            "尚未支付的政策范围内费用 8,000.00 元，比例为 0%，支付 0.00 元（支付方另行支付的，据实列入）。",
        ),
        (
            "- {layer: b, base: in_policy, per: year, deductible: 12000, ratio: 50%}",
            "尚未支付的政策范围内费用 8,000.00 元，连同本年度此前的 2,000.00 元累计计算，没有超过起付线 12,000.00 元（本年度），支付 0.00 元。",
        ),
        (
            "- {layer: b, base: everything, deductible: {share: 100%, of: total}, ratio: 100%}",
            "尚未支付的全部费用 10,000.00 元，没有超过由个人负担的 10,000.00 元（医疗费总额的 100%），支付 0.00 元。",
        ),
    ],
)  # fmt: skip
def test_every_construct_is_said_so_that_a_pocket_calculator_can_follow(layers: str, said: str):
    year = {"b.base": 2000_00, "b.due": 1000_00, "year.in_policy": 10_000_00, "by_life": 1000_00}
    policy = of_layers(layers, more=CEILINGS)

    assert explained(policy, settle(policy, bill(10_000, 8000, so_far=year)))["shares"][-1]["sentence"] == said


def test_what_a_bill_was_judged_by_is_told_in_words():
    policy = of_layers(HALF)
    told = explained(policy, settle(policy, bill(visit="chronic", place="outside", diseases=words("cancer", "flu"))))

    assert (told["visit_title"], told["place_title"], told["scheme_title"]) == ("门诊慢性病", "县外", "居民")
    assert told["disease_titles"] == ["癌症"]
    assert told["policy"]["version"] == policy.version
