"""What holds of every policy and every bill."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import orjson
from hypothesis import given
from hypothesis import strategies as st

from shared.policy.clauses import ALWAYS, Base, Case, Ceiling, Layer, Payer, Period, Policy, Scale, Stay, Term, Tier, first
from shared.policy.evaluate import settle
from shared.policy.explain import explained
from tests.shared.policy.policies import DOC, JOINT, WORDS, Author, amounts, policies, ratios, stays


def paid(outcome):
    return [share.paid_fen for share in outcome.shares]


def added(counters, drawn):
    return counters | {name: counters.get(name, 0) + fen for name, fen in drawn.items()}


@given(policies, stays())
def test_the_parts_add_up_to_the_bill(policy, stay):
    outcome = settle(policy, stay)

    assert sum(paid(outcome)) + outcome.patient_fen == stay.total_fen
    assert outcome.patient_in_policy_fen >= 0 and outcome.patient_out_of_policy_fen >= 0
    assert 0 <= outcome.shortfall_fen <= outcome.patient_fen


@given(policies, stays())
def test_no_layer_pays_more_than_it_looks_at_or_than_is_left(policy, stay):
    for share in settle(policy, stay).shares:
        assert 0 <= share.paid_fen <= share.room_fen <= stay.total_fen
        assert share.paid_fen <= share.base_fen
        assert sum(share.by_payer()) == share.paid_fen


@given(policies, st.lists(stays(so_far=False), min_size=1, max_size=4))
def test_no_counter_is_ever_overspent(policy, bills):
    counters, most = {}, dict.fromkeys(JOINT, 0)
    for bill in bills:
        outcome = settle(policy, replace(bill, so_far=counters))
        drawn_in_stay: dict[str, int] = {}
        for share in outcome.shares:
            for draw in share.draws:
                assert share.paid_fen <= draw.before_fen
                assert draw.after_fen == draw.before_fen - share.paid_fen
                most[draw.ceiling] = max(most[draw.ceiling], draw.limit_fen)
                if draw.per is Period.STAY:
                    drawn_in_stay[draw.ceiling] = drawn_in_stay.get(draw.ceiling, 0) + share.paid_fen
                    assert drawn_in_stay[draw.ceiling] <= draw.limit_fen
        counters = added(counters, outcome.drawn)
        assert all(amount >= 0 for amount in outcome.drawn.values())


@given(st.lists(st.tuples(amounts, ratios), min_size=1, max_size=3), amounts, st.lists(amounts, min_size=1, max_size=5))
def test_a_joint_ceiling_holds_over_layers_and_bills(turns, limit_fen, bills):
    joint = Ceiling("joint", "共用", Period.LIFE, (Case(ALWAYS, limit_fen, DOC),))
    policy = of(*[a_layer(f"layer{at}", ratio, deductible, ceilings=(joint,)) for at, (deductible, ratio) in enumerate(turns)])
    counters: dict[str, int] = {}

    for bill_fen in bills:
        counters = added(counters, settle(policy, a_bill(bill_fen, counters)).drawn)

    assert counters.get("joint", 0) <= limit_fen


@given(st.lists(st.tuples(amounts, ratios, ratios), min_size=1, max_size=5), amounts, st.data())
def test_more_insurance_never_costs_the_patient_more(turns, bill_fen, data):
    """Of marginal tiers and deductibles the payment grows no faster than the base, so what one layer takes off helps the rest."""
    at = data.draw(st.integers(0, len(turns) - 1))
    less = [a_layer(f"layer{n}", min(one, two), deductible) for n, (deductible, one, two) in enumerate(turns)]
    more = [*less]
    deductible, one, two = turns[at]
    more[at] = a_layer(f"layer{at}", max(one, two), data.draw(st.integers(0, deductible)))
    added_layer = a_layer("another", data.draw(ratios), data.draw(amounts))
    place = data.draw(st.integers(0, len(less)))

    before = settle(of(*less), a_bill(bill_fen)).patient_fen
    assert settle(of(*more), a_bill(bill_fen)).patient_fen <= before
    assert settle(of(*less[:place], added_layer, *less[place:]), a_bill(bill_fen)).patient_fen <= before


@given(policies, stays())
def test_what_was_worked_out_before_changes_nothing(policy, stay):
    """A preview, a settlement and a re-run years later are the same function; the memory of plans must not be seen."""
    fresh = replace(policy, plans={})
    first, again = explained(policy, settle(policy, stay)), explained(policy, settle(policy, stay))

    assert first == again == explained(fresh, settle(fresh, stay))


@given(policies, stays(), stays())
def test_one_bill_leaves_no_trace_in_another(policy, one, other):
    alone = explained(replace(policy, plans={}), settle(replace(policy, plans={}), other))
    settle(policy, one)

    assert explained(policy, settle(policy, other)) == alone


@given(st.lists(st.tuples(amounts, ratios), min_size=1, max_size=4), amounts, st.lists(amounts, min_size=1, max_size=4))
def test_a_bill_in_several_stays_gives_the_same_over_the_year(steps, deductible, bills):
    tiers = tuple(Tier(bound, ratio) for bound, ratio in sorted(steps))
    layer = replace(a_layer("yearly", Fraction(), deductible), per=Period.YEAR, scales=(Case(ALWAYS, Scale(tiers), DOC),))
    counters: dict[str, int] = {}
    total = 0

    for bill_fen in bills:
        outcome = settle(of(layer), a_bill(bill_fen, counters))
        counters, total = added(counters, outcome.drawn), total + outcome.shares[0].paid_fen

    assert total == settle(of(layer), a_bill(sum(bills))).shares[0].paid_fen
    assert counters.get("year.stays", 0) == len(bills)
    assert counters.get("year.total", 0) == sum(bills)


@given(policies, stays(), st.randoms(use_true_random=False))
def test_the_order_of_what_a_bill_says_does_not_matter(policy, stay, dice):
    def shuffled(mapping):
        names = list(mapping)
        dice.shuffle(names)
        return {name: mapping[name] for name in names}

    other = replace(stay, classes=shuffled(stay.classes), so_far=shuffled(stay.so_far))

    assert paid(settle(policy, other)) == paid(settle(policy, stay))


@given(policies, stays())
def test_every_counter_has_a_scope(policy, stay):
    for name in settle(policy, stay).drawn:
        assert policy.counter_scope(name)


@given(policies, stays())
def test_every_fen_is_explained(policy, stay):
    outcome = settle(policy, stay)
    told = explained(policy, outcome)

    assert sum(share["paid_fen"] for share in told["shares"]) + told["patient_fen"] == told["total_fen"]
    assert orjson.dumps(told)
    for share, said in zip(outcome.shares, told["shares"], strict=True):
        assert said["sentence"].endswith("。") and said["reference"]["clause"]
        assert sum(payer["paid_fen"] for payer in said["payers"]) == said["paid_fen"]
        if share.steps and not share.before_fen and not share.due_before_fen:
            exact = sum((step.amount_fen * step.ratio for step in share.steps), Fraction())
            assert share.scale_fen == share.layer.rounding.apply(exact.numerator, exact.denominator)


@given(st.integers(0, 2**40), stays())
def test_a_case_is_chosen_for_a_bill_as_the_plan_chooses_it(seed, stay):
    author = Author(seed)
    limits = author.cases(author.amount, least=1)
    layer = a_layer("layer", Fraction(1), 0, ceilings=(Ceiling("limit", "限额", Period.STAY, limits),))
    draws = settle(of(layer), stay).shares[0].draws
    case = first(limits, stay)

    assert [draw.limit_fen for draw in draws] == ([case.value] if case else [])


def a_layer(name, ratio, deductible, *, ceilings=()):
    return Layer(
        name=name,
        title=name,
        payers=(Payer(name),),
        entitled=ALWAYS,
        base=Base.IN_POLICY,
        per=Period.STAY,
        scales=(Case(ALWAYS, Scale((Tier(0, ratio),)), DOC),),
        reference=DOC,
        deductibles=(Case(ALWAYS, deductible, DOC),),
        ceilings=ceilings,
    )


def of(*layers) -> Policy:
    return Policy("p", "p", "37", Term(date(2020, 1, 1)), "v", WORDS, layers)


def a_bill(total_fen, so_far=None) -> Stay:
    return Stay("371311", "1", frozenset(), total_fen, total_fen, so_far or {})
