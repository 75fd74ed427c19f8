"""One bill, shared out by a policy: tiers, deductibles, ceilings, limits, and what always holds."""

from datetime import date
from fractions import Fraction

import pytest

from shared.policy.clauses import (
    ALWAYS,
    Base,
    Beyond,
    Case,
    Ceiling,
    Condition,
    Layer,
    Limit,
    Payer,
    Period,
    Policy,
    Reference,
    Rounding,
    Scale,
    Stay,
    Term,
    Tier,
    Trust,
    Vocabulary,
    Whole,
)
from shared.policy.evaluate import BillDoesNotAddUp, LevelUnknown, PaidMoreThanLeft, settle
from shared.policy.load import load_text
from tests.shared.policy.files import WHOLE, spoiled

DOC = Reference("文件", "第一条", "公报", Trust.PRINTED)


def case(value, when=ALWAYS):
    return (Case(when, value, DOC),)


def a_layer(
    name="layer",
    *,
    tiers=((0, "1"),),
    above=False,
    deductible=0,
    limit=None,
    ceilings=(),
    base=Base.IN_POLICY,
    per=Period.STAY,
    entitled=ALWAYS,
    rounding=Rounding.HALF_UP,
):
    scale = Scale(tuple(Tier(bound, Fraction(ratio)) for bound, ratio in tiers), above)
    return Layer(
        name=name,
        title=name,
        payers=(Payer(name),),
        entitled=entitled,
        base=base,
        per=per,
        scales=case(scale),
        reference=DOC,
        deductibles=case(deductible) if deductible else (),
        limits=case((limit,)) if limit else (),
        ceilings=tuple(ceilings),
        rounding=rounding,
    )


def a_policy(*layers):
    words = Vocabulary({"poor": "贫困人口"}, {"1": "一级"}, {}, {"resident": "居民"}, {"inpatient": "住院"}, {}, {}, {}, {}, {})
    return Policy("p", "p", "37", Term(date(2020, 1, 1)), "v", words, tuple(layers))


def a_stay(total=1000_00, in_policy=None, *, persons=(), so_far=None, given=None):
    return Stay("371311", "1", frozenset(persons), total, total if in_policy is None else in_policy, so_far or {}, given or {})


def paid(outcome):
    return [share.paid_fen for share in outcome.shares]


# E07: 15 万元,起付 12000,3 万以下 60%,3-10 万 65%,10 万以上 75%,分段从零起算
def test_tiers_are_marginal_and_the_deductible_eats_the_first():
    layer = a_layer(tiers=((0, "0.6"), (30_000_00, "0.65"), (100_000_00, "0.75")), deductible=12_000_00)

    outcome = settle(a_policy(layer), a_stay(150_000_00))

    assert [step.amount_fen for step in outcome.shares[0].steps] == [18_000_00, 70_000_00, 50_000_00]
    assert paid(outcome) == [93_800_00]


def test_tiers_may_be_counted_from_the_deductible():
    layer = a_layer(tiers=((0, "0.6"), (30_000_00, "0.65")), deductible=12_000_00, above=True)

    assert paid(settle(a_policy(layer), a_stay(50_000_00))) == [30_000_00 * 6 // 10 + 8_000_00 * 65 // 100]


@pytest.mark.parametrize(("base_fen", "paid_fen"), [(499_99, 0), (500_00, 0), (500_01, 1), (500_02, 1), (500_03, 2)])
def test_a_bound_belongs_to_the_tier_above_it_and_half_a_fen_is_rounded_up(base_fen, paid_fen):
    assert paid(settle(a_policy(a_layer(tiers=((500_00, "0.5"),))), a_stay(base_fen))) == [paid_fen]


def test_rounding_down_drops_what_is_below_a_fen():
    assert paid(settle(a_policy(a_layer(tiers=((0, "0.5"),), rounding=Rounding.DOWN)), a_stay(3))) == [1]


def test_layers_with_one_ceiling_draw_from_it_jointly():
    joint = Ceiling("joint", "共用", Period.YEAR, case(700_00))
    policy = a_policy(a_layer("first", tiers=((0, "0.5"),), ceilings=[joint]), a_layer("second", ceilings=[joint]))

    outcome = settle(policy, a_stay(1000_00, so_far={"joint": 100_00}))

    assert paid(outcome) == [500_00, 100_00]
    assert [(share.draws[0].before_fen, share.draws[0].after_fen) for share in outcome.shares] == [(600_00, 100_00), (100_00, 0)]
    assert outcome.drawn["joint"] == 600_00


def test_a_ceiling_by_stay_leaves_no_trace_in_the_year():
    outcome = settle(a_policy(a_layer(ceilings=[Ceiling("stay", "每次", Period.STAY, case(300_00))])), a_stay())

    assert paid(outcome) == [300_00]
    assert all(counter.startswith("year.") for counter in outcome.drawn)


def test_an_unlimited_draw_is_still_counted():
    outcome = settle(a_policy(a_layer(ceilings=[Ceiling("year", "年度", Period.YEAR, case(None))])), a_stay())

    assert (paid(outcome), outcome.drawn["year"]) == ([1000_00], 1000_00)


@pytest.mark.parametrize(
    ("residual_fen", "fund_fen", "beyond", "shortfall_fen"),
    [
        (800_00, 800_00, Beyond.PATIENT, 0),
        (1500_00, 1000_00, Beyond.PATIENT, 0),
        (800_00, 800_00, Beyond.SHORTFALL, 0),
        (1500_00, 1000_00, Beyond.SHORTFALL, 500_00),
    ],
)
def test_both_readings_of_the_ten_per_cent_rule(residual_fen, fund_fen, beyond, shortfall_fen):
    backstop = a_layer("backstop", limit=Limit(Fraction(1, 10), Whole.IN_POLICY_TOTAL, beyond))

    outcome = settle(a_policy(a_layer("five"), backstop), a_stay(10_000_00, given={"five": 10_000_00 - residual_fen}))

    assert paid(outcome)[1] == fund_fen
    assert outcome.patient_fen == residual_fen - fund_fen
    assert outcome.shortfall_fen == shortfall_fen


def test_a_layer_on_everything_takes_from_both_parts_in_proportion():
    outcome = settle(a_policy(a_layer(tiers=((0, "0.1"),), base=Base.EVERYTHING)), a_stay(1000_00, 700_00))

    assert (outcome.patient_in_policy_fen, outcome.patient_out_of_policy_fen) == (630_00, 270_00)


def test_who_is_not_entitled_is_not_paid_and_is_told():
    outcome = settle(a_policy(a_layer(entitled=Condition(persons=frozenset({"poor"})))), a_stay())

    assert (paid(outcome), outcome.shares[0].is_entitled) == ([0], False)


def test_the_first_case_that_holds_is_taken():
    text = spoiled("    deductible: 100", "    deductible:\n      - when: {persons: [poor]}\n        is: 0\n      - is: 100")
    policy = load_text(text, file="t.yaml")

    assert settle(policy, Stay("371311", "1", frozenset({"poor"}), 1100_00, 1100_00)).shares[0].paid_fen == 550_00
    assert settle(policy, Stay("371311", "1", frozenset(), 1100_00, 1100_00)).shares[0].paid_fen == 500_00


def test_a_bill_that_does_not_add_up_is_refused():
    with pytest.raises(BillDoesNotAddUp):
        settle(a_policy(a_layer()), a_stay(100, 101))


def test_a_level_that_the_place_does_not_know_is_refused():
    with pytest.raises(LevelUnknown):
        settle(a_policy(a_layer()), Stay("371311", "7", frozenset(), 1, 1))


def test_nobody_can_have_paid_more_than_was_left():
    with pytest.raises(PaidMoreThanLeft):
        settle(a_policy(a_layer()), a_stay(100, given={"layer": 101}))


def test_the_file_in_the_tests_is_whole():
    assert load_text(WHOLE, file="t.yaml").version
