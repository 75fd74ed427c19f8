"""A grant out of a reserve is of the source that came first; what comes back is what was spent last; nothing counts twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.effect import Effect
from services.funds.rules.reserve_entry import ReserveBook, fill_entry, is_reserve, reserve_number
from shared.ids import uuid7

TOWN = "371311001"
FENS = st.integers(1, 1000)


def test_what_came_first_is_spent_first():
    book = ReserveBook.of([("县区财政", 100), ("省级财政", 50)], {"县区财政": 90})

    assert book.spend(30) == [("县区财政", 10), ("省级财政", 20)]
    assert book.spend(40) == [("省级财政", 30), ("", 10)]


def test_what_comes_back_is_what_was_spent_last_and_may_be_spent_again():
    book = ReserveBook.of([("县区财政", 100), ("省级财政", 50)], {})
    book.spend(120)

    assert book.spend(-30) == [("省级财政", -20), ("县区财政", -10)]
    assert book.spend(30) == [("县区财政", 10), ("省级财政", 20)]


def test_a_fill_that_was_taken_back_is_spent_no_more():
    book = ReserveBook.of([("县区财政", 100), ("省级财政", 50), ("县区财政", -100)], {})

    assert book.spend(60) == [("省级财政", 50), ("", 10)]


@given(came=st.lists(st.tuples(st.sampled_from("甲乙丙"), FENS), max_size=6), spends=st.lists(FENS, max_size=6))
def test_no_source_gives_more_than_came_of_it_and_every_fen_is_told_once(came, spends):
    book = ReserveBook.of(came, {})
    told = [part for fen in spends for part in book.spend(fen)]

    assert sum(fen for _, fen in told) == sum(spends)
    for source in "甲乙丙":
        assert sum(fen for of, fen in told if of == source) <= sum(fen for of, fen in came if of == source)
    unsaid = sum(fen for source, fen in told if not source)
    assert unsaid == max(0, sum(spends) - sum(fen for _, fen in came))


@pytest.mark.parametrize(
    ("giving", "effect", "line", "line_to", "source"),
    [
        (
            AccountKey(AccountKind.BUDGET_LINE, "371311", "B-371311-2020-0001", Source.COUNTY, "emergency-aid", 2020),
            Effect.MOVED,
            "B-371311-2020-0001",
            "RES-371311001",
            "县区财政",
        ),
        (AccountKey(AccountKind.COUNTY_POOL, "371311"), Effect.ALLOCATED, "RES-371311001", None, None),
        (AccountKey(AccountKind.TOWN_RESERVE, "371311100"), Effect.MOVED, "RES-371311100", "RES-371311001", None),
    ],
)
def test_a_fill_says_where_it_came_from(giving, effect, line, line_to, source):
    entry = fill_entry(
        TOWN, giving, id=uuid7(), amount_fen=5, programme="临时救助", clause="民发〔2018〕23号", on=date(2020, 6, 1)
    )

    assert (entry.effect, entry.line, entry.line_to, entry.source, entry.year) == (effect, line, line_to, source, 2020)
    assert is_reserve(reserve_number(TOWN)) and not is_reserve("B-371311-2020-0001") and not is_reserve(None)
