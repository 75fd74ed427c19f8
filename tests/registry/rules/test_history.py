"""Two times of a file: whatever is changed and corrected, what was known stays known, and no day says two things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.history import BeforeTheFile, Facts, Segment, beginning, changed, corrected, differing, facts_on

FIRST = date(2020, 1, 1)
DAYS = 40


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass(frozen=True)
class Learned:
    """One thing that the register learned: a change from a day on, or a correction of some days."""

    edit: Facts
    since: int
    until: int | None
    is_correction: bool


@st.composite
def learned(draw: st.DrawFn) -> Learned:
    fields = st.sampled_from(["健康状况", "文化程度", "region"])
    edit = draw(st.dictionaries(fields, st.sampled_from(["a", "b", "c", None]), min_size=1))
    since = draw(st.integers(0, DAYS))
    until = draw(st.none() | st.integers(since + 1, DAYS + 5))
    return Learned(edit, since, until, draw(st.booleans()))


def told_by_days(history: Sequence[Learned]) -> list[dict[str, str]]:
    """The same history, kept the slow and obvious way: what is true of every single day."""
    by_day: list[dict[str, str | None]] = [{"region": "a"} for _ in range(DAYS + 10)]
    for each in history:
        for field, value in each.edit.items():
            until = each.until if each.is_correction else None
            before = [dict(facts) for facts in by_day]
            for number in range(each.since, len(by_day)):
                if until is not None and number >= until:
                    break
                changes_again = number > each.since and before[number].get(field) != before[number - 1].get(field)
                if not each.is_correction and changes_again:
                    break
                by_day[number][field] = value
    return [{field: value for field, value in facts.items() if value is not None} for facts in by_day]


def after(known: Sequence[Segment], each: Learned) -> list[Segment]:
    if each.is_correction:
        return corrected(known, each.edit, since_on=day(each.since), until_on=day(each.until) if each.until else None)
    return changed(known, each.edit, since_on=day(each.since))


@given(st.lists(learned(), max_size=8))
def test_reading_any_day_as_known_at_any_time_equals_replaying_what_was_learned_until_then(history: list[Learned]) -> None:
    known = beginning({"region": "a"}, FIRST)
    for count, each in enumerate(history, start=1):
        known = after(known, each)
        for number, facts in enumerate(told_by_days(history[:count])):
            assert facts_on(known, day(number)) == facts


@given(st.lists(learned(), max_size=8))
def test_a_timeline_has_neither_gap_nor_overlap_and_no_two_neighbours_that_say_the_same(history: list[Learned]) -> None:
    known = beginning({"region": "a"}, FIRST)
    for each in history:
        known = after(known, each)
    assert (known[0].since_on, known[-1].until_on) == (FIRST, None)
    for earlier, later in pairwise(known):
        assert earlier.until_on == later.since_on
        assert earlier.facts != later.facts


def test_what_was_learned_late_does_not_undo_what_happened_later() -> None:
    known = changed(beginning({"健康状况": "健康"}, FIRST), {"健康状况": "残疾"}, since_on=day(20))
    late = changed(known, {"健康状况": "患有大病"}, since_on=day(10))
    assert [(segment.since_on, segment.facts["健康状况"]) for segment in late] == [
        (FIRST, "健康"),
        (day(10), "患有大病"),
        (day(20), "残疾"),
    ]


def test_a_correction_says_what_was_true_all_the_time() -> None:
    known = changed(beginning({"name": "王小名"}, FIRST), {"健康状况": "残疾"}, since_on=day(20))
    assert [segment.facts["name"] for segment in corrected(known, {"name": "王小明"})] == ["王小明", "王小明"]


def test_nothing_is_said_of_days_before_the_file() -> None:
    with pytest.raises(BeforeTheFile):
        changed(beginning({}, FIRST), {"name": "王"}, since_on=FIRST - timedelta(days=1))
    assert facts_on(beginning({}, FIRST), FIRST - timedelta(days=1)) is None


def test_a_difference_names_the_fields_that_say_otherwise() -> None:
    assert differing({"a": 1, "b": 2}, {"b": 3, "c": 4}) == ["a", "b", "c"]
