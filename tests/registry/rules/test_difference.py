"""What a new list makes of what was known: nothing asked twice, nothing forgotten."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.difference import (
    DifferenceSettledAlready,
    Hit,
    Settlement,
    Standing,
    StillDifferent,
    check_settlement,
    sort_out,
)

LIST = UUID(int=1)


def hit(rule: str, subject: str, said: str) -> Hit:
    return Hit(rule, subject, "371311001001", said)


def known(at: int, rule: str, subject: str, said: str, *, settled: bool) -> Standing:
    return Standing(UUID(int=at + 10), LIST, rule, subject, "371311001001", said, settled)


names, words = st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"])
lists = st.dictionaries(st.tuples(names, names), words, max_size=9)
past = st.dictionaries(st.tuples(names, names), st.tuples(words, st.booleans()), max_size=9)


@given(lists, past)
def test_each_hit_is_new_standing_or_quiet_and_each_known_one_stands_or_ends(told: dict, before: dict) -> None:
    hits = [hit(rule, subject, said) for (rule, subject), said in told.items()]
    stands = [
        known(at, rule, subject, said, settled=settled) for at, ((rule, subject), (said, settled)) in enumerate(before.items())
    ]
    judged = sort_out(hits, stands)

    assert len(judged.new) + len(judged.standing) + judged.quiet == len(hits)
    kept = {each.id for each in stands} - set(judged.ended)
    assert kept == set(judged.standing) | {
        each.id for each in stands if each.is_settled and told.get((each.rule, each.subject)) == each.said_hash
    }
    # No rule asks about a subject while another such question stands.
    asked = [(hits[at].rule, hits[at].subject) for at in judged.new]
    assert not set(asked) & {(each.rule, each.subject) for each in stands if each.id in kept}


@given(lists)
def test_the_same_list_again_asks_nothing_and_ends_nothing(told: dict) -> None:
    hits = [hit(rule, subject, said) for (rule, subject), said in told.items()]
    stands = [known(at, one.rule, one.subject, one.said_hash, settled=at % 2 == 0) for at, one in enumerate(hits)]
    judged = sort_out(hits, stands)
    assert (judged.new, judged.ended) == ([], [])


def test_only_what_is_open_is_settled_and_only_what_no_longer_differs_was_put_right() -> None:
    check_settlement(Settlement.KNOWN, is_open=True, still_differs=True)
    check_settlement(Settlement.PUT_RIGHT, is_open=True, still_differs=False)
    with pytest.raises(StillDifferent):
        check_settlement(Settlement.PUT_RIGHT, is_open=True, still_differs=True)
    with pytest.raises(DifferenceSettledAlready):
        check_settlement(Settlement.THEIRS_WRONG, is_open=False, still_differs=False)
