"""How a case stands: deadlines, lateness, and that the order in which news arrives does not matter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.case import (
    Need,
    Part,
    PartState,
    Standing,
    Step,
    What,
    after_ms,
    elapsed,
    is_finished,
    late_parts,
    owed,
    progress,
)
from shared.periods import end_of_day

DETECTED = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)


def later(**time: float) -> datetime:
    return DETECTED + timedelta(**time)


NEEDS = [Need(part, later(hours=24) if part is Part.EMERGENCY_GRANT else None, "town") for part in Part]
OPENED = [
    Step(Part.MEDICAL_COVER, What.OPENED, later(milliseconds=20)),
    Step(Part.EMERGENCY_GRANT, What.OPENED, later(milliseconds=30), due_at=end_of_day(date(2020, 6, 6))),
    Step(Part.HOUSING_SURVEY, What.OPENED, later(milliseconds=25), due_at=end_of_day(date(2020, 6, 8))),
    Step(Part.WORK_ORDERS, What.OPENED, later(milliseconds=40), task="a", due_at=later(hours=24)),
    Step(Part.WORK_ORDERS, What.OPENED, later(milliseconds=40), task="b", due_at=later(days=5)),
]
COMPLETED = [
    Step(Part.EMERGENCY_GRANT, What.COMPLETED, later(days=2), done_on=date(2020, 6, 3), is_late=False),
    Step(Part.HOUSING_SURVEY, What.COMPLETED, later(days=9), done_on=date(2020, 6, 8)),
    Step(Part.WORK_ORDERS, What.COMPLETED, later(hours=30), task="a", is_late=True),
    Step(Part.WORK_ORDERS, What.COMPLETED, later(days=3), task="b"),
]


def standing(part: Part, *steps: Step) -> Standing:
    return next(each for each in progress(NEEDS, steps) if each.part is part)


def test_at_first_everything_waits_and_first_aid_is_due_within_a_day() -> None:
    standings = progress(NEEDS, [])
    assert [each.part for each in standings] == list(Part)
    assert {each.state for each in standings} == {PartState.WAITING}
    assert standing(Part.EMERGENCY_GRANT).due_at == later(hours=24)


def test_cover_is_done_when_opened_and_the_other_parts_have_begun() -> None:
    states = {each.part: each.state for each in progress(NEEDS, OPENED)}
    assert states == {
        Part.MEDICAL_COVER: PartState.DONE,
        Part.EMERGENCY_GRANT: PartState.STARTED,
        Part.HOUSING_SURVEY: PartState.STARTED,
        Part.WORK_ORDERS: PartState.STARTED,
    }


def test_orders_are_due_with_the_last_and_done_with_the_last() -> None:
    assert standing(Part.WORK_ORDERS, *OPENED).due_at == later(days=5)
    assert standing(Part.WORK_ORDERS, *OPENED, COMPLETED[2]).state is PartState.STARTED
    done = standing(Part.WORK_ORDERS, *OPENED, *COMPLETED[2:])
    assert (done.state, done.done_at, done.is_late) == (PartState.DONE, later(days=3), True)


def test_a_survey_done_on_its_last_day_is_in_time_although_reported_later() -> None:
    done = standing(Part.HOUSING_SURVEY, *OPENED, COMPLETED[1])
    assert (done.state, done.is_late) == (PartState.DONE, False)


def test_a_case_is_finished_when_every_part_is_done_and_names_the_late_ones() -> None:
    standings = progress(NEEDS, [*OPENED, *COMPLETED])
    assert is_finished(standings)
    assert late_parts(standings) == [Part.WORK_ORDERS]


def test_a_refused_grant_stays_open_until_it_is_paid() -> None:
    refused = Step(Part.EMERGENCY_GRANT, What.REFUSED, later(seconds=1))
    assert standing(Part.EMERGENCY_GRANT, refused).state is PartState.REFUSED
    assert standing(Part.EMERGENCY_GRANT, refused).due_at == later(hours=24)
    assert standing(Part.EMERGENCY_GRANT, refused, OPENED[1]).state is PartState.STARTED


def test_a_case_has_no_parts_but_those_that_it_needs() -> None:
    needs = [need for need in NEEDS if need.part is not Part.HOUSING_SURVEY]
    without = [step for step in [*OPENED, *COMPLETED] if step.part is not Part.HOUSING_SURVEY]
    assert is_finished(progress(needs, without))
    assert progress(needs, [*OPENED, *COMPLETED]) == progress(needs, without)


def test_a_part_that_is_waived_is_owed_by_nobody_and_what_was_done_still_counts() -> None:
    needs = [replace(need, waived_at=later(days=1)) for need in NEEDS]
    assert {each.state for each in progress(needs, [])} == {PartState.WAIVED}
    assert owed(needs, OPENED) == []
    states = {each.part: each.state for each in progress(needs, [*OPENED, COMPLETED[1]])}
    assert states[Part.HOUSING_SURVEY] is PartState.DONE
    assert states[Part.WORK_ORDERS] is PartState.WAIVED


def test_reopening_counts_only_what_happens_from_then_on_and_leaves_the_other_parts() -> None:
    again = later(days=20)
    needs = [replace(need, since=again) if need.part is Part.HOUSING_SURVEY else need for need in NEEDS]
    states = {each.part: each.state for each in progress(needs, [*OPENED, *COMPLETED])}
    assert states.pop(Part.HOUSING_SURVEY) is PartState.WAITING
    assert set(states.values()) == {PartState.DONE}
    second = [
        Step(Part.HOUSING_SURVEY, What.OPENED, again, due_at=later(days=24)),
        Step(Part.HOUSING_SURVEY, What.COMPLETED, later(days=22)),
    ]
    assert is_finished(progress(needs, [*second, *OPENED, *COMPLETED]))


def test_what_is_not_done_in_its_time_is_overdue() -> None:
    waiting = standing(Part.EMERGENCY_GRANT)
    assert not waiting.is_overdue(later(hours=24))
    assert waiting.is_overdue(later(hours=24, seconds=1))
    assert not standing(Part.MEDICAL_COVER).is_overdue(later(days=400))


@given(st.permutations([*OPENED, *COMPLETED]))
def test_the_order_in_which_steps_become_known_does_not_matter(steps: list[Step]) -> None:
    assert progress(NEEDS, steps) == progress(NEEDS, [*OPENED, *COMPLETED])


@given(st.permutations([*OPENED, *COMPLETED]), st.sets(st.sampled_from(list(Part))), st.sets(st.sampled_from(list(Part))))
def test_nor_does_it_matter_in_which_order_parts_were_added_or_taken_up_again(
    steps: list[Step], needed: set[Part], again: set[Part]
) -> None:
    needs = [replace(need, since=later(days=2) if need.part in again else None) for need in NEEDS if need.part in needed]
    assert progress(needs, steps) == progress(reversed(needs), [*OPENED, *COMPLETED])


@given(st.sets(st.sampled_from(range(9))))
def test_no_step_ever_undoes_a_part(known: set[int]) -> None:
    every = [*OPENED, *COMPLETED]
    some = [every[at] for at in sorted(known)]
    done = {each.part for each in progress(NEEDS, some) if each.state is PartState.DONE}
    assert done <= {each.part for each in progress(NEEDS, every) if each.state is PartState.DONE}


def test_what_is_owed_is_every_order_not_completed_and_every_part_not_begun() -> None:
    known = [step for step in OPENED if step.part is not Part.HOUSING_SURVEY]
    owing = owed(NEEDS, [*known, COMPLETED[2]])
    assert [(step.part, step.task) for step in owing] == [
        (Part.EMERGENCY_GRANT, ""),
        (Part.HOUSING_SURVEY, ""),
        (Part.WORK_ORDERS, "b"),
    ]
    assert owed(NEEDS, [*OPENED, *COMPLETED]) == []


def test_time_since_detection_is_never_below_zero() -> None:
    assert after_ms(DETECTED, later(milliseconds=48)) == 48
    assert after_ms(DETECTED, later(milliseconds=-3)) == 0


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (0, "0 毫秒"),
        (999, "999 毫秒"),
        (1000, "1.0 秒"),
        (59_990, "59.9 秒"),
        (60_000, "1 分钟"),
        (12_000_000, "3 小时 20 分"),
        (187_200_000, "2 天 4 小时"),
    ],
)
def test_a_span_is_said_as_people_say_it(milliseconds: int, said: str) -> None:
    assert elapsed(milliseconds) == said
