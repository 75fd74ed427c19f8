"""The stages of a house's money add up to its subsidy, to the fen, whatever was paid before it stood."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.house_money import (
    BudgetNotAsPlanned,
    MoneyNotHeld,
    MoneyState,
    Part,
    StageNotBack,
    StageState,
    Standing,
    WhatIsWrongMissing,
    must_be_as_planned,
    must_be_back,
    must_be_held,
    must_say_what,
    paid_too_much,
    planned,
    replanned,
    settled,
    stages_must_be_paid,
    state_of,
    subsidy_of,
)
from services.housing.rules.money_policy import StageAt
from services.housing.rules.renovation import SubsidyNotPaid
from services.housing.schemas.house_money import HouseMoneyView, MoneyStageView

AT = datetime(2020, 8, 1, tzinfo=UTC)
ALL = (StageAt.STARTED, StageAt.STRUCTURE, StageAt.FINISHED, StageAt.ACCEPTED, StageAt.VISITED)
fen = st.integers(0, 10**9)


@st.composite
def parted(draw):
    """Stages in the order of the works, one of them at the acceptance, with parts that add up to one."""
    before = draw(st.lists(st.sampled_from(ALL[:3]), max_size=3))
    after = draw(st.lists(st.just(StageAt.VISITED), max_size=2))
    at = [*sorted(before, key=ALL.index), StageAt.ACCEPTED, *after]
    weights = draw(st.lists(st.integers(1, 60), min_size=len(at), max_size=len(at)))
    return [(each, Fraction(weight, sum(weights))) for each, weight in zip(at, weights, strict=True)]


@st.composite
def stood(draw):
    """The same, some of them released before the acceptance."""
    return [
        Standing(at, part, draw(st.none() | fen) if at not in (StageAt.ACCEPTED, StageAt.VISITED) else None)
        for at, part in draw(parted())
    ]


@given(fen, parted())
def test_stages_add_up_to_the_promise_and_none_is_a_fen_from_its_part(total, stages):
    amounts = planned(total, [part for _, part in stages])

    assert sum(amounts) == total
    assert all(abs(amount - total * part) < 1 for amount, (_, part) in zip(amounts, stages, strict=True))


@given(fen, stood())
def test_once_accepted_all_stages_bring_the_subsidy_or_what_was_paid_before_where_that_is_more(total, stages):
    amounts = settled(total, stages)
    before = sum(each.released_fen or 0 for each in stages)

    assert sum(amounts) == max(total, before)
    assert all(amount >= 0 for amount in amounts)
    assert sum(amounts) - paid_too_much(total, stages) == total
    for each, amount in zip(stages, amounts, strict=True):
        if each.released_fen is not None:
            assert amount == each.released_fen
        elif each.at not in (StageAt.ACCEPTED, StageAt.VISITED):
            assert amount == 0


@given(fen, stood())
def test_a_lower_promise_parts_what_is_left_among_the_stages_that_wait(total, stages):
    amounts = replanned(total, stages)
    before = sum(each.released_fen or 0 for each in stages)

    assert sum(amounts) == max(total, before)


def test_thirds_of_a_hundred_yuan_lose_no_fen():
    assert planned(10000, [Fraction(1, 3)] * 3) == [3334, 3333, 3333]


def test_a_stage_that_no_step_released_is_part_of_the_one_at_the_acceptance():
    stages = [
        Standing(StageAt.STARTED, Fraction(3, 10), 540_000),
        Standing(StageAt.STRUCTURE, Fraction(4, 10)),
        Standing(StageAt.ACCEPTED, Fraction(25, 100)),
        Standing(StageAt.VISITED, Fraction(5, 100)),
    ]

    assert settled(1_800_000, stages) == [540_000, 0, 1_170_000, 90_000]
    assert settled(500_000, stages) == [540_000, 0, 0, 0]
    assert paid_too_much(500_000, stages) == 40_000


def test_a_stage_out_of_two_lines_is_paid_when_both_have_paid_and_failed_as_soon_as_one_has():
    def part(amount, state):
        return Part(amount, state, AT, paid_on=date(2020, 8, 1) if state is SubsidyState.PAID else None)

    assert state_of(100, [part(60, SubsidyState.PAID)]) is StageState.UNDERWAY
    assert state_of(100, [part(60, SubsidyState.PAID), part(40, SubsidyState.UNDERWAY)]) is StageState.UNDERWAY
    assert state_of(100, [part(60, SubsidyState.PAID), part(40, SubsidyState.PAID)]) is StageState.PAID
    assert state_of(100, [part(60, SubsidyState.PAID), part(40, SubsidyState.FAILED)]) is StageState.FAILED


def test_works_wait_for_their_money_only_where_the_place_says_so():
    must_be_held(MoneyState.LACKING, works_wait=False)
    must_be_held(None, works_wait=True)
    must_be_held(MoneyState.HELD, works_wait=True)
    for state in (MoneyState.PLANNED, MoneyState.LACKING):
        with pytest.raises(MoneyNotHeld):
            must_be_held(state, works_wait=True)


def test_what_was_asked_for_is_asked_for_again_only_once_it_is_back():
    for state in (StageState.REFUSED, StageState.WITHDRAWN, StageState.RETURNED):
        must_be_back(state)
    for state in (StageState.PLANNED, StageState.REQUESTED, StageState.UNDERWAY, StageState.FAILED, StageState.PAID):
        with pytest.raises(StageNotBack):
            must_be_back(state)


def test_the_acceptance_is_of_the_budget_that_the_money_was_promised_of():
    must_be_as_planned("housing", None)
    must_be_as_planned("housing", "housing")
    with pytest.raises(BudgetNotAsPlanned):
        must_be_as_planned("other", "housing")


def test_a_file_is_not_closed_over_a_stage_that_the_household_has_not_got():
    stages_must_be_paid([("开工", StageState.PAID), ("主体", StageState.NOTHING)])
    with pytest.raises(SubsidyNotPaid) as refused:
        stages_must_be_paid([("开工", StageState.PAID), ("主体", StageState.FAILED)])
    assert refused.value.facts["subsidy"] == "主体：银行退回"


def test_a_visit_that_finds_something_says_what():
    must_say_what("", is_sound=True)
    with pytest.raises(WhatIsWrongMissing):
        must_say_what(" ", is_sound=False)


P, A, V = StageAt.STARTED, StageAt.ACCEPTED, StageAt.VISITED


@pytest.mark.parametrize(
    ("stages", "subsidy"),
    [
        ([(P, "paid"), (A, "paid"), (V, "planned")], "paid"),
        ([(P, "paid"), (A, "paid"), (V, "failed")], "paid"),
        ([(P, "paid"), (A, "requested")], "requested"),
        ([(P, "returned"), (A, "paid")], "returned"),
        ([(P, "underway"), (A, "nothing")], "underway"),
        ([(P, "paid"), (A, "nothing"), (V, "planned")], "paid"),
        ([(P, "nothing"), (A, "nothing"), (V, "planned")], "settled"),
        ([(P, "withdrawn"), (A, "failed")], "failed"),
    ],
)
def test_a_subsidy_is_paid_once_all_of_it_is_but_what_is_kept_for_quality(stages, subsidy):
    assert subsidy_of((at, StageState(state)) for at, state in stages) == subsidy


@pytest.mark.parametrize(
    ("states", "said"), [(("paid", "nothing"), "已全部发放"), (("paid", "planned"), "已预留"), ((), "已预留")]
)
def test_what_is_held_is_no_longer_called_held_once_all_of_it_is_with_the_household(states, said):
    stages = [MoneyStageView.model_construct(state=StageState(state)) for state in states]

    assert HouseMoneyView.model_construct(state=MoneyState.HELD, stages=stages).state_name == said
