"""Every difference between two days has a kind, and together they account for every fen."""

from datetime import date
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.reconciliation import Elsewhere, Kind, Line, LineState, compare, compare_totals, tally

SETTLED, REVERSED = LineState.SETTLED, LineState.REVERSED
SPACE = UUID(int=7)


def a_line(number: int = 1, *, state: LineState = SETTLED, line_no: int | None = None, **parts: int) -> Line:
    total_fen, patient_fen, hospital_fen = (parts.pop(name, 0) for name in ("total", "patient", "hospital"))
    return Line(uuid5(SPACE, str(number)), state, total_fen, patient_fen, hospital_fen, parts, line_no)


def told(differences):
    return [(one.kind, one.part, one.here_fen, one.there_fen) for one in differences]


def test_the_same_day_has_no_difference():
    day = [a_line(1, total=100, patient=30, basic=70), a_line(2, total=5, patient=5, state=REVERSED)]
    assert compare(day, list(reversed(day)), {}) == []
    assert compare_totals(tally(day), tally(day)) == []


def test_a_payer_that_differs_is_named_with_both_amounts():
    [basic, patient] = compare([a_line(total=100, patient=30, basic=70)], [a_line(total=100, patient=29, basic=71)], {})
    assert told([patient, basic]) == [(Kind.AMOUNT, "basic", 70, 71), (Kind.AMOUNT, "patient", 30, 29)]
    assert patient.detail == "医疗机构比本平台多 0.01 元"


def test_a_payer_that_only_one_side_knows_counts_as_nothing_on_the_other():
    here, there = a_line(total=100, basic=100), a_line(total=100, aid=100)
    assert told(compare([here], [there], {})) == [(Kind.AMOUNT, "basic", 100, 0), (Kind.AMOUNT, "aid", 0, 100)]
    assert compare([a_line(total=1, patient=1, basic=0)], [a_line(total=1, patient=1)], {}) == []


def test_what_only_they_have_says_where_it_is_ours():
    elsewhere = {uuid5(SPACE, "1"): Elsewhere(date(2020, 6, 11), date(2020, 6, 12))}
    first, second = compare([], [a_line(1, total=9, line_no=1), a_line(2, total=8, line_no=2)], elsewhere)
    assert told([first, second]) == [(Kind.MISSING_HERE, "total", 0, 9), (Kind.MISSING_HERE, "total", 0, 8)]
    assert first.detail == "本平台记在 2020-06-11，于 2020-06-12 冲正"
    assert second.detail == "本平台没有这次结算"


def test_what_only_we_have_says_its_state():
    [missing] = compare([a_line(total=9, state=REVERSED)], [], {})
    assert (missing.kind, missing.here_fen, missing.here_state, missing.there_state) == (Kind.MISSING_THERE, 9, REVERSED, None)


def test_reversed_on_one_side_only_is_a_difference_of_state_and_says_both_totals_once():
    [state] = compare([a_line(total=9, patient=9)], [a_line(total=9, patient=9, state=REVERSED)], {})
    assert (state.kind, state.here_state, state.there_state) == (Kind.STATE, SETTLED, REVERSED)
    assert state.detail == "本平台已结算，医疗机构已冲正"
    both = compare([a_line(total=9, patient=9)], [a_line(total=8, patient=8, state=REVERSED)], {})
    assert told(both) == [(Kind.AMOUNT, "patient", 9, 8), (Kind.STATE, "total", 9, 8)]


def test_a_line_that_comes_twice_is_named_with_its_row():
    lines = [a_line(1, total=9, line_no=1), a_line(1, total=9, line_no=4)]
    [twice] = compare([a_line(1, total=9)], lines, {})
    assert (twice.kind, twice.line_no, twice.there_fen, twice.detail) == (Kind.DUPLICATE, 4, 9, "第 1 行已经列出")


def test_totals_differ_by_count_and_by_part():
    here, there = tally([a_line(1, total=10, basic=10), a_line(2, total=5, patient=5)]), tally([a_line(1, total=10, basic=9)])
    assert told(compare_totals(here, there)) == [
        (Kind.COUNT, "count", 0, 0),
        (Kind.AMOUNT, "total", 15, 10),
        (Kind.AMOUNT, "patient", 5, 0),
        (Kind.AMOUNT, "basic", 10, 9),
    ]


LINES = st.builds(
    lambda number, state, total, patient, basic: a_line(number, state=state, total=total, patient=patient, basic=basic),
    st.integers(1, 6), st.sampled_from(LineState), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip


@given(ours=st.lists(LINES, max_size=6, unique_by=lambda line: line.settlement_id), theirs=st.lists(LINES, max_size=10))
def test_the_differences_account_for_every_fen_of_both_totals(ours, theirs):
    found = [one for one in compare(ours, theirs, {}) if one.part == "total"]
    here, there = tally(ours), tally(theirs)
    for state in LineState:
        ours_less_theirs = here[state].total_fen - there[state].total_fen
        by_difference = sum(one.here_fen for one in found if one.here_state is state) - sum(
            one.there_fen for one in found if one.there_state is state
        )
        assert by_difference == ours_less_theirs
