"""What a settlement adds to the accounts, its reversal takes away again; each counter in its own account."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.counters import Accounts, CounterScope, added, divided, restored, scopes_of
from services.medical.store.policies import shelf

counters = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 10**9))
BY_NAME = {"p": CounterScope.PERSON_YEAR, "l": CounterScope.PERSON_LIFE, "f": CounterScope.FAMILY_YEAR}


def by_name(counter):
    return BY_NAME[counter[0]]


named = st.dictionaries(st.sampled_from(["p.a", "p.b", "l.a", "f.a", "f.b"]), st.integers(1, 10**9))


@given(counters, counters)
def test_a_reversal_restores_exactly_what_was(before, drawn):
    assert restored(added(before, drawn), drawn) == before


def test_nothing_can_be_given_back_that_was_never_drawn():
    with pytest.raises(ValueError, match="below zero"):
        restored({"a": 1}, {"a": 2})


def test_a_counter_is_drawn_on_in_the_account_that_it_belongs_to():
    drawn = divided({"p.a": 1, "l.a": 2, "f.a": 3, "f.b": 4}, by_name)

    assert drawn == {
        CounterScope.PERSON_YEAR: {"p.a": 1},
        CounterScope.PERSON_LIFE: {"l.a": 2},
        CounterScope.FAMILY_YEAR: {"f.a": 3, "f.b": 4},
    }  # fmt: skip
    assert divided({"p.a": 1}, by_name).keys() == {CounterScope.PERSON_YEAR}


@given(named, named)
def test_three_accounts_give_back_what_they_gave(before, drawn):
    start = Accounts(*(divided(before, by_name).get(scope, {}) for scope in CounterScope))

    after = start.added(divided(drawn, by_name))

    assert after.restored(divided(drawn, by_name)) == start
    assert after.so_far == added(before, drawn)


def test_what_a_policy_counts_today_is_a_person_s_and_a_year_s():
    scope_of = scopes_of(shelf().find("371311", date(2020, 6, 1)))
    assert {scope_of(counter) for counter in ("basic_year", "serious_illness.base")} == {CounterScope.PERSON_YEAR}
