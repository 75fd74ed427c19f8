"""The batch path gives what the scalar path gives, to the fen, whatever the policy says and whoever comes in which order."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.medical.rules.facts import facts_of, stay_of
from services.medical.store.policies import FOLDER
from shared.errors import Refusal
from shared.policy.batch.run import settle_columns
from shared.policy.batch.year_end import close_years
from shared.policy.clauses import Ceiling, CounterScope, Period, Policy, first
from shared.policy.counters import PATIENT
from shared.policy.evaluate import settle, settle_year
from shared.policy.load import load_file
from tests.builders.columns import columns_of
from tests.shared.policy.policies import CONDITIONS, Author, a_stay, stays

FILES = sorted(FOLDER.glob("*.yaml"))
someone = st.tuples(st.sampled_from("abc"), st.sampled_from(["f", "g"]))
large = st.builds(
    lambda stay, times: replace(
        stay, total_fen=stay.total_fen * times, in_policy_fen=stay.in_policy_fen * times, classes={}, items={}
    ),
    stays(so_far=False),
    st.sampled_from([10**3, 10**6, 10**7]),
)
years = st.lists(st.tuples(someone, stays(so_far=False) | large), min_size=1, max_size=8)


def one_by_one(policy: Policy, bills):
    """Each bill by `settle`, with the counters that a careful clerk would keep; and these counters."""
    scopes, kept, outcomes = policy.counters(), {}, []
    for (person, family), stay in bills:
        owners = {name: family if scope is CounterScope.FAMILY_YEAR else person for name, scope in scopes.items()}
        so_far = {name: kept[name, owner] for name, owner in owners.items() if kept.get((name, owner))}
        asked = replace(stay, so_far=so_far)
        try:
            outcome = settle(policy, asked)
        except (Refusal, ValueError):
            outcomes.append(None)
            continue
        line = first(policy.burden_lines, asked)
        before = so_far.get(PATIENT, 0)
        outcomes.append((outcome, line is not None and before <= line.value < before + outcome.patient_fen))
        for name, amount in outcome.drawn.items():
            kept[name, owners[name]] = kept.get((name, owners[name]), 0) + amount
    return outcomes, {key: amount for key, amount in kept.items() if amount}


def a_policy(seed: int) -> Policy:
    """With burden lines, and with year-end rules that count some stays only."""
    author = Author(seed)
    policy = author.policy()
    ceilings = [Ceiling(f"closed{at}", "年终", Period.YEAR, author.cases(author.amount)) for at in range(2)]
    closing = [replace(author.layer(f"closing{at}", ceilings), counting=author.dice.choice(CONDITIONS)) for at in range(2)]
    return replace(policy, burden_lines=author.cases(author.amount), year_end=tuple(closing), plans={})


def must_agree(policy: Policy, bills) -> int:
    """Returns how many of the bills were settled column by column. A bill is what rows would say of it."""
    bills = [(who, stay_of(facts_of(stay))) for who, stay in bills]
    outcomes, kept = one_by_one(policy, bills)
    columns = columns_of((person, family, stay) for (person, family), stay in bills)
    results = settle_columns(policy, columns)
    for row, told in enumerate(outcomes):
        assert bool(results.refused[row]) == (told is None)
        if told is None:
            continue
        outcome, is_crossed = told
        assert [int(fen) for fen in results.paid_fen[:, row]] == [share.paid_fen for share in outcome.shares]
        assert list(results.is_entitled[:, row]) == [share.is_entitled for share in outcome.shares]
        assert results.patient_in_policy_fen[row] == outcome.patient_in_policy_fen
        assert results.patient_out_of_policy_fen[row] == outcome.patient_out_of_policy_fen
        assert results.shortfall_fen[row] == outcome.shortfall_fen
        assert results.crosses_line[row] == is_crossed
    people = list(dict.fromkeys(person for (person, _), _ in bills))
    families = list(dict.fromkeys(family for (_, family), _ in bills))
    scopes, closing = policy.counters(), {}
    for name, values in results.closing.items():
        owners = families if scopes[name] is CounterScope.FAMILY_YEAR else people
        closing |= {(name, owner): int(fen) for owner, fen in zip(owners, values, strict=True) if fen}
    assert closing == kept
    return len(bills) - results.one_by_one


@settings(max_examples=400)
@given(st.integers(0, 2**40), years)
def test_random_policies_and_years_come_out_the_same_in_columns_and_one_by_one(seed, bills):
    must_agree(a_policy(seed), bills)


def test_nearly_all_bills_of_random_policies_are_settled_column_by_column():
    dice = Random(5)
    in_columns = 0
    for _ in range(25):
        bills = [((dice.choice("abc"), dice.choice("fg")), a_stay(dice)) for _ in range(8)]
        in_columns += must_agree(a_policy(dice.randint(0, 2**40)), bills)

    assert in_columns >= 170, "of 200; what goes one by one is right and slow"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@settings(max_examples=50)  # a file; they are thirteen, and most of their clauses are of one kind
@given(bills=years)
def test_the_shipped_files_come_out_the_same_in_columns_and_one_by_one(path: Path, bills):
    policy = load_file(path)
    words = policy.words
    levels, persons = list(words.levels), list(words.persons)
    fitted = [
        (
            who,
            replace(
                stay,
                level=levels[stay.total_fen % len(levels)],
                persons=frozenset(persons[: stay.in_policy_fen % (len(persons) + 1)]),
                scheme=next(iter(words.schemes)),
                visit=next(iter(words.visits)),
                place=next(iter(words.places), stay.place),
            ),
        )
        for who, stay in bills
    ]
    must_agree(policy, fitted)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_examples_of_the_shipped_files_come_out_the_same(path: Path):
    policy = load_file(path)
    for example in policy.examples:
        if not example.at_year_end and not example.stay.so_far:
            must_agree(policy, [(("a", "f"), example.stay)] * 3)


@given(st.integers(0, 2**40), years)
def test_a_closed_year_pays_what_the_year_end_rules_give_each_person(seed, bills):
    policy = a_policy(seed)
    policy = replace(policy, year_end=tuple(replace(one, ceilings=()) for one in policy.year_end), plans={})
    bills = [(who, stay_of(facts_of(stay))) for who, stay in bills]
    _, kept = one_by_one(policy, bills)
    columns = columns_of((person, family, stay) for (person, family), stay in bills)
    closed = close_years(policy, columns, settle_columns(policy, columns))

    expected = [0] * len(policy.year_end)
    last = {who[0]: (who, stay) for who, stay in bills}
    for (person, family), stay in last.values():
        scopes = policy.counters()
        owners = {name: family if scope is CounterScope.FAMILY_YEAR else person for name, scope in scopes.items()}
        so_far = {name: kept[name, owner] for name, owner in owners.items() if (name, owner) in kept}
        year = replace(stay, so_far=so_far, total_fen=0, in_policy_fen=0, classes={}, items={})
        for at, share in enumerate(settle_year(policy, year).shares):
            expected[at] += share.paid_fen
    assert [one.paid_fen for one in closed] == expected
