"""Who must sign: as many as the amount asks for, all different, none with a hand in it before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.approval import (
    CountyMustSign,
    Needed,
    Signature,
    SignedByItsAsker,
    SignedByPayeesRecorder,
    SignedTwice,
    sign,
)
from services.funds.store.payment_policy import list_payment_policies

TOWN, OTHER_TOWN = Signature("镇甲", is_countys=False), Signature("镇乙", is_countys=False)
COUNTY, OTHER_COUNTY = Signature("县甲", is_countys=True), Signature("县乙", is_countys=True)
HANDS = {"asked_by": "经办", "payee_by": "登记"}


def test_a_small_amount_is_approved_by_one_of_the_town():
    assert sign(Needed(1, 0), [], TOWN, **HANDS)


def test_above_it_the_county_signs_after_the_town_or_twice():
    needed = Needed(2, 1)
    assert not sign(needed, [], TOWN, **HANDS)
    assert sign(needed, [TOWN], COUNTY, **HANDS)
    assert not sign(needed, [], COUNTY, **HANDS)
    assert sign(needed, [COUNTY], TOWN, **HANDS)
    assert sign(needed, [COUNTY], OTHER_COUNTY, **HANDS)
    with pytest.raises(CountyMustSign):
        sign(needed, [TOWN], OTHER_TOWN, **HANDS)


def test_nobody_signs_for_what_they_asked_recorded_or_signed():
    needed = Needed(3, 2)
    with pytest.raises(SignedByItsAsker):
        sign(needed, [], Signature("经办", is_countys=True), **HANDS)
    with pytest.raises(SignedByPayeesRecorder):
        sign(needed, [], Signature("登记", is_countys=True), **HANDS)
    with pytest.raises(SignedTwice):
        sign(needed, [COUNTY], COUNTY, **HANDS)


@given(
    st.integers(1, 4).flatmap(lambda persons: st.tuples(st.just(persons), st.integers(0, persons))),
    st.lists(st.booleans(), max_size=12),
)
def test_nothing_is_approved_before_enough_different_people_have_signed(rule, hands):
    needed, signed = Needed(*rule), []
    for at, is_countys in enumerate(hands):
        new = Signature(f"第{at}人", is_countys)
        try:
            is_approved = sign(needed, signed, new, **HANDS)
        except CountyMustSign:
            continue
        signed.append(new)
        assert is_approved is (len(signed) >= needed.persons and sum(one.is_countys for one in signed) >= needed.of_county)


@pytest.mark.parametrize(
    ("policy", "example"),
    [
        pytest.param(policy, example, id=f"{policy.policy}: {example.name}")
        for policy in list_payment_policies()
        for example in policy.examples
    ],
)
def test_a_policy_reproduces_its_worked_examples(policy, example):
    needed = policy.needed_for(example.facts.amount_fen)
    assert (needed.persons, needed.of_county) == (example.expected.persons, example.expected.of_county)
