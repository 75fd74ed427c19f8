"""Which lines hold the money of a house: by source, to the fen, and everything that lacks is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.house_hold import (
    LinesForHouseShort,
    NoLineForHouse,
    Wanted,
    allot,
    drawn,
    in_order,
    lacking,
    lowered,
    still_wanted,
)
from services.funds.rules.matter import Room

SOURCES = (Source.CENTRAL, Source.PROVINCE, Source.COUNTY)
VILLAGE, TOWN, COUNTY = "371311001001", "371311001", "371311"


def a_room(source: Source, free_fen: int, number: int = 1, *, region: str = COUNTY, year: int = 2020) -> Room:
    key = AccountKey(AccountKind.BUDGET_LINE, region, f"B-371311-2020-{number:04}", source, "housing", 2020)
    return Room(key, year, free_fen)


wants = st.lists(st.integers(1, 10**7), min_size=1, max_size=3).map(
    lambda parts: [Wanted(source, part) for source, part in zip(SOURCES, parts, strict=False)]
)
rooms = st.lists(st.tuples(st.sampled_from(SOURCES), st.integers(0, 10**7)), max_size=6).map(
    lambda told: [a_room(source, free, number) for number, (source, free) in enumerate(told, start=1)]
)


@given(wants, rooms, st.booleans())
def test_what_is_allotted_is_what_is_wanted_and_fits_its_line_or_the_shortage_is_said_whole(wanted, there, may_stand_in):
    total = sum(each.amount_fen for each in wanted)
    try:
        taken = allot(wanted, there, may_stand_in=may_stand_in)
    except (NoLineForHouse, LinesForHouseShort) as refusal:
        lacks = sum(each["lacks_fen"] for each in refusal.facts["short"])
        assert 0 < lacks <= total
        if may_stand_in:
            assert lacks == total - sum(room.available_fen for room in there)
        return
    assert sum(taken.values()) == total
    assert all(0 < amount <= next(r.available_fen for r in there if r.key == key) for key, amount in taken.items())
    if not may_stand_in:
        for each in wanted:
            assert sum(amount for key, amount in taken.items() if key.source is each.source) == each.amount_fen


def test_a_source_that_lacks_is_named_with_its_line_and_how_much():
    there = [a_room(Source.CENTRAL, 1_400_000, 1), a_room(Source.COUNTY, 250_000, 2)]
    promised = [Wanted(Source.CENTRAL, 1_400_000), Wanted(Source.COUNTY, 400_000)]

    with pytest.raises(LinesForHouseShort) as short:
        allot(promised, there, may_stand_in=False)
    assert short.value.facts["short"] == [{"source": "county", "line": "B-371311-2020-0002", "lacks_fen": 150_000}]
    with pytest.raises(NoLineForHouse) as none:
        allot(promised, [], may_stand_in=True)
    assert none.value.facts["short"] == [
        {"source": "central", "line": None, "lacks_fen": 1_400_000},
        {"source": "county", "line": None, "lacks_fen": 400_000},
    ]


def test_another_source_stands_in_only_where_the_place_lets_it_and_after_its_own_part():
    there = [a_room(Source.CENTRAL, 2_000_000, 1), a_room(Source.COUNTY, 100_000, 2)]
    promised = [Wanted(Source.CENTRAL, 1_400_000), Wanted(Source.COUNTY, 400_000)]

    assert list(allot(promised, there, may_stand_in=True).values()) == [1_700_000, 100_000]
    with pytest.raises(LinesForHouseShort):
        allot(promised, there, may_stand_in=False)


def test_the_towns_own_line_comes_before_the_countys_and_older_money_before_newer():
    county, towns = a_room(Source.CENTRAL, 1, 1), a_room(Source.CENTRAL, 1, 4, region=TOWN)
    elsewhere, older = a_room(Source.CENTRAL, 1, 2, region="371311002"), a_room(Source.CENTRAL, 1, 3, year=2019)

    assert in_order([county, towns, elsewhere, older], VILLAGE) == [towns, older, county]


@given(st.lists(st.integers(0, 10**7), max_size=4), st.integers(0, 10**8))
def test_lines_pay_from_the_first_and_are_set_free_from_the_last(parts, amount):
    kept = lowered(parts, amount)
    taken, missing = drawn(parts, amount)

    assert sum(kept) == min(amount, sum(parts))
    assert all(0 <= keeps <= part for keeps, part in zip(kept, parts, strict=True))
    assert (taken, missing) == (kept, amount - sum(kept))


@given(wants, st.integers(0, 10**8))
def test_of_a_promise_that_is_partly_paid_the_rest_is_wanted(wanted, spent):
    assert sum(each.amount_fen for each in still_wanted(wanted, spent_fen=spent)) == max(
        0, sum(each.amount_fen for each in wanted) - spent
    )


@given(wants, st.lists(st.tuples(st.sampled_from((*SOURCES, Source.TOWN)), st.integers(0, 10**7)), max_size=4))
def test_what_lacks_is_what_is_wanted_less_what_is_held_whoever_holds_it(wanted, held):
    short = lacking(wanted, held)

    assert sum(each.amount_fen for each in short) == max(
        0, sum(each.amount_fen for each in wanted) - sum(amount for _, amount in held)
    )
