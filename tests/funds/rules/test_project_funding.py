"""An approval is parted among its sources to the fen, and each part is drawn on lines of its source that have room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.account import Source
from services.funds.rules.project_funding import (
    Drawn,
    LineNotForProjects,
    LineOfOtherSource,
    Part,
    Room,
    SourceWithoutRoom,
    draw,
    must_be_for_project,
    must_still_have,
    part_by_source,
)
from services.funds.store.project_policy import get_project_policy_named

ORDER = get_project_policy_named("national-projects").source_order.sources
SOURCES = st.dictionaries(st.sampled_from(ORDER), st.integers(1, 10**12), min_size=1)


def room(line: str, source: Source, available_fen: int, *, is_own: bool = False, year: int = 2020) -> Room:
    return Room(line, source, is_own, year, available_fen)


@given(planned=SOURCES, share=st.integers(1, 100))
def test_parts_are_the_sum_and_none_is_more_than_was_planned(planned, share):
    amount_fen = max(1, sum(planned.values()) * share // 100)

    parts = part_by_source(amount_fen, planned, ORDER)

    assert sum(part.amount_fen for part in parts) == amount_fen
    assert all(0 <= part.amount_fen <= planned[part.source] for part in parts)


def test_a_fen_that_is_left_over_goes_to_the_source_that_the_rules_put_first():
    planned = {Source.COUNTY: 100, Source.CENTRAL: 100, Source.PROVINCE: 100}

    assert part_by_source(200, planned, ORDER) == [
        Part(Source.CENTRAL, 67),
        Part(Source.PROVINCE, 67),
        Part(Source.COUNTY, 66),
    ]


def test_own_lines_are_drawn_first_then_the_oldest_money():
    rooms = [
        room("B-3", Source.CENTRAL, 50),
        room("B-2", Source.CENTRAL, 30, year=2019),
        room("B-9", Source.CENTRAL, 10, is_own=True),
        room("B-1", Source.PROVINCE, 99),
    ]

    assert draw([Part(Source.CENTRAL, 60)], rooms) == [
        Drawn("B-9", Source.CENTRAL, 10),
        Drawn("B-2", Source.CENTRAL, 30),
        Drawn("B-3", Source.CENTRAL, 20),
    ]


def test_a_source_that_is_short_is_named_with_what_it_lacks():
    with pytest.raises(SourceWithoutRoom) as refused:
        draw(
            [Part(Source.CENTRAL, 60), Part(Source.PROVINCE, 40)],
            [room("B-1", Source.CENTRAL, 60), room("B-2", Source.PROVINCE, 39)],
        )

    assert refused.value.facts == {"source": "省级财政", "part_fen": 40, "available_fen": 39, "short_fen": 1}
    with pytest.raises(SourceWithoutRoom):
        must_still_have([Drawn("B-1", Source.CENTRAL, 60)], {"B-1": 59})


def test_donations_have_no_lines_to_be_drawn_on():
    assert draw([Part(Source.DONATION, 60)], []) == []


@pytest.mark.parametrize(
    ("source", "use", "line_region", "law"),
    [
        (Source.CENTRAL, "works", "371311101", LineNotForProjects),
        (Source.CENTRAL, "household-aid", "371311", LineNotForProjects),
        (Source.CENTRAL, "management-fee", "371311", LineNotForProjects),
        (Source.COUNTY, "works", "371311", LineOfOtherSource),
    ],
)
def test_a_line_that_is_not_for_projects_or_of_another_source_pays_for_none(source, use, line_region, law):
    with pytest.raises(law):
        a_look(source, use, line_region)


@pytest.mark.parametrize("line_region", ["371311", "371311001"])
def test_a_countys_line_and_the_projects_own_towns_may_pay_for_it(line_region):
    a_look(Source.CENTRAL, "works", line_region)


def a_look(source: Source, use: str, line_region: str) -> None:
    must_be_for_project(
        source,
        use,
        line_region=line_region,
        region="371311001001",
        fee="management-fee",
        planned={Source.CENTRAL: 1},
        pointer="/lines/0",
    )
