"""What a policy file can say, one construct at a time, in the figures that a bookkeeper would check it by."""

import pytest

from shared.policy.clauses import Part, Stay
from shared.policy.evaluate import PartsNeeded, settle
from tests.shared.policy.files import HALF, bill, of_layers, paid, words


@pytest.mark.parametrize(
    ("base", "yuan"),
    [
        ("in_policy", 400),  # 8000 - 4000 paid before
        ("out_of_policy", 200),
        ("everything", 600),
        ("total", 1000),
        ("in_policy_total", 800),
    ],
)
def test_each_base_is_what_it_says(base: str, yuan: int):
    assert paid(HALF + f"- {{layer: second, base: {base}, ratio: 10%}}", bill(10_000, 8000)) == [4000, yuan]


def test_a_layer_on_a_whole_takes_no_more_than_is_left():
    layers = "- {layer: first, base: everything, ratio: 95%}\n- {layer: second, base: total, ratio: 10%}"

    assert paid(layers, bill(10_000, 8000)) == [9500, 500]
    assert paid(layers.replace("base: total", "base: in_policy_total"), bill(10_000, 8000)) == [9500, 400]


CLASSES = {"A": Part(5000_00, 5000_00), "B": Part(3000_00, 2700_00, 300_00), "C": Part(2000_00, 0)}


def test_a_layer_may_look_at_some_classes_alone():
    layers = "- {layer: first, base: classes, classes: [B], ratio: 50%}"

    assert paid(layers, bill(10_000, 7700, classes=CLASSES)) == [1350]
    assert paid(HALF + layers.replace("first", "second"), bill(10_000, 7700, classes=CLASSES)) == [3850, 675]


def test_a_layer_that_asks_for_classes_needs_them():
    with pytest.raises(PartsNeeded):
        paid("- {layer: first, base: classes, classes: [B], ratio: 50%}", bill())


WAIVERS = """\
- layer: waiver
  base: items
  items: [registration, ct]
  ratio: 50%
  portions:
    - {title: 挂号费, items: [registration], ratio: 100%}
- {layer: basic, base: in_policy, ratio: 70%}
- {layer: checks, base: items, items: [registration, ct], ratio: 30%}
"""


def test_waived_items_come_off_the_bill_before_the_insurers_and_what_is_left_of_them_can_be_waived_again():
    """两免两减半: the registration fee is waived, the large equipment is half; later 30 % off what is left of the equipment."""
    items = {"registration": Part(10_00, 0), "ct": Part(400_00, 400_00)}

    # 10 + 200; (1400 - 200) x 70%; of the equipment 200 x 30% is left, and 30 % of that.
    assert paid(WAIVERS, bill(1410, 1400, items=items)) == [210, 840, 18]
    assert paid(WAIVERS, bill(1410, 1400)) == [0, 980, 0]


DEDUCTIBLES = """\
- layer: basic
  base: in_policy
  deductible:
    - {when: {persons: [poor]}, is: 0}
    - {when: {diseases: [cancer]}, is: 100}
    - {when: {levels: ["1"]}, is: 200}
    - is: 600
  deductible_share:
    - {when: {stay_of_year: {from: 2, to: 2}}, is: 50%}
    - {when: {stay_of_year: {from: 3}}, is: 0%}
  ratio: 100%
"""


@pytest.mark.parametrize(
    ("facts", "deducted"),
    [
        ({}, 600),
        ({"level": "1"}, 200),
        ({"diseases": words("cancer")}, 100),
        ({"persons": words("poor")}, 0),
        ({"so_far": {"year.stays": 1}}, 300),
        ({"level": "1", "so_far": {"year.stays": 1}}, 100),
        ({"so_far": {"year.stays": 2}}, 0),
        ({"so_far": {"year.stays": 7}}, 0),
    ],
)
def test_a_deductible_is_by_level_person_disease_and_number_of_the_stay(facts: dict[str, object], deducted: int):
    assert paid(DEDUCTIBLES, bill(10_000, **facts)) == [10_000 - deducted]


FROM_B = """\
- layer: basic
  base: in_policy
  deductible: 1000
  deducted_from: {classes: [B, A], before_pre_pay: true}
  ratio: 60%
"""
PRE_PAY = "catalogue: {pre_pay: [{classes: [B], is: 10%, reference: doc}]}\n"


def test_a_deductible_out_of_class_b_before_its_pre_pay_share_costs_less():
    # (5000 + (3000 - 1000) x 90%) x 60%, against (7700 - 1000) x 60%
    assert paid(FROM_B, bill(10_000, 7700, classes=CLASSES), more=PRE_PAY) == [4080]
    assert paid(FROM_B.replace("true", "false"), bill(10_000, 7700, classes=CLASSES), more=PRE_PAY) == [4020]


def test_what_class_b_cannot_bear_of_the_deductible_comes_out_of_class_a():
    small = {"A": Part(5000_00, 5000_00), "B": Part(300_00, 270_00, 30_00)}

    assert paid(FROM_B, bill(5300, 5270, classes=small), more=PRE_PAY) == [(5000 - 700) * 0.6]


PORTIONS = """\
- layer: basic
  base: in_policy
  deductible: 500
  ratio: 80%
  portions:
    - {title: 乙类, classes: [B], ratio: 70%}
    - {title: 材料, items: [implant], within: B, ratio: [{when: {persons: [poor]}, is: 60%}, {is: 50%}]}
"""


def test_classes_and_items_may_have_ratios_of_their_own():
    items = {"implant": Part(2000_00, 1700_00, 300_00)}
    stay = bill(10_000, 7700, classes=CLASSES, items=items)

    assert paid(PORTIONS, stay) == [4500 * 0.8 + 1000 * 0.7 + 1700 * 0.5]
    assert paid(PORTIONS, bill(10_000, 7700, classes=CLASSES, items=items, persons=words("poor"))) == [3600 + 700 + 1020]


@pytest.mark.parametrize(
    ("more", "yuan"),
    [
        ("", 1000 * 0.5 + 2000 * 0.6),
        (", deductible: 1500", 500 * 0.5 + 2000 * 0.6),
        (", deductible: 1500, tiers_counted_from: deductible", 1000 * 0.5 + 500 * 0.6),
        (", tiers_are: flat", 4000 * 0.6),
        (", tiers_are: flat, deductible: 1500", 2500 * 0.6),
        (", tiers_are: flat, deductible: 1500, tiers_counted_from: deductible", 2500 * 0.6),
        (", tiers_are: flat, deductible: 2500, tiers_counted_from: deductible", 1500 * 0.5),
    ],
)
def test_tiers_are_read_as_the_rule_is_meant(more: str, yuan: float):
    assert paid(f"- {{layer: fund, base: everything, tiers: {{1000: 50%, 2000: 60%}}{more}}}", bill(4000)) == [yuan]


@pytest.mark.parametrize(("bounds", "yuan"), [("included", 1800), ("excluded", 1500)])
def test_a_bound_of_flat_tiers_belongs_where_the_rule_says(bounds: str, yuan: int):
    layers = f"- {{layer: fund, base: everything, tiers: {{1000: 50%, 3000: 60%}}, tiers_are: flat, tier_bounds: {bounds}}}"

    assert paid(layers, bill(3000)) == [yuan]


def test_a_layer_may_pay_a_fixed_amount_but_never_more_than_is_left():
    layers = "- {layer: lump, base: everything, amount: 2000}"

    assert (paid(layers, bill(5000)), paid(layers, bill(1500))) == ([2000], [1500])


def test_a_payer_s_turn_may_come_again_after_others():
    layers = "- {layer: aid, base: in_policy, ratio: 20%}\n- {layer: again, base: in_policy, deductible: 5000, ratio: 70%}"

    assert (paid(layers, bill(10_000)), paid(layers, bill(6000))) == ([2000, 2100], [1200, 0])


def test_the_order_of_the_file_is_the_order_of_payment():
    one, other = "- {layer: aid, base: everything, ratio: 70%}\n", "- {layer: reduction, base: everything, ratio: 10%}\n"

    assert (paid(one + other, bill(1000)), paid(other + one, bill(1000))) == ([700, 30], [100, 630])


def test_a_share_of_the_base_may_stay_with_the_patient_before_anything_is_reckoned():
    layers = "- {layer: first, base: in_policy, deductible: 500, ratio: 70%, enters: [{when: {places: [outside]}, is: 90%}]}"

    assert paid(layers, bill(10_000)) == [6650]
    assert paid(layers, bill(10_000, place="outside")) == [(9000 - 500) * 0.7]


def test_several_payers_bear_a_layer_to_the_fen():
    layers = """\
- layer: zero
  base: everything
  ratio: 100%
  payers: [{payer: 卫生院, share: 50%}, {payer: 镇财政, share: 30%}, {payer: 村集体, share: 20%}]
"""
    share = settle(of_layers(layers), Stay("371311", "1", words(), 1992_81, 0)).shares[0]

    assert share.by_payer() == [996_41, 597_84, 398_56]
    assert sum(share.by_payer()) == share.paid_fen == 1992_81


@pytest.mark.parametrize(
    ("rounding", "yuan"),
    [
        ("half_up", 61.73), ("down", 61.72), ("up", 61.73), ("jiao_half_up", 61.7), ("jiao_down", 61.7), ("yuan_half_up", 62),
        ("yuan_down", 61),
    ],
)  # fmt: skip
def test_each_rounding_is_named(rounding: str, yuan: float):
    stay = Stay("371311", "1", words(), 123_45, 123_45)

    assert paid(f"- {{layer: first, base: in_policy, ratio: 50%, rounding: {rounding}}}", stay) == [yuan]
