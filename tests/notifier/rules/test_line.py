"""A line that is down for all is closed, tried again by one message, and opened; robots are sent no more than they take."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.rules.line import (
    FAR,
    NEAR,
    PACES,
    LineState,
    heard,
    is_closed,
    is_on_trial,
    is_paced,
    waited_since,
)

AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
DOWN = Outcome("没有应答", cause=Cause.LINE)
WELL = Outcome()
WRONG_ADDRESS = Outcome("信箱不存在", is_final=True)


def after(line: LineState, *outcomes: Outcome, at: datetime = AT) -> LineState:
    return heard(line, outcomes, at=at, chance=20)


def test_one_failure_and_another_do_not_close_a_line() -> None:
    assert not is_closed(after(after(LineState(), DOWN), DOWN), AT)


def test_the_third_in_a_row_closes_it_for_half_a_minute_and_the_next_times_for_longer() -> None:
    line = after(LineState(), DOWN, DOWN, DOWN)
    waits = [line.closed_until - AT]
    for _ in range(4):
        opens = line.closed_until
        assert is_on_trial(line, opens)
        line = after(line, DOWN, at=opens)
        waits.append(line.closed_until - opens)
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 300, 300]


@pytest.mark.parametrize("answer", [WELL, WRONG_ADDRESS])
def test_whoever_answers_opens_it_again_even_by_refusing_one_message(answer: Outcome) -> None:
    closed = after(LineState(), DOWN, DOWN, DOWN)
    line = after(closed, answer, at=closed.closed_until)
    assert (line.failures, line.closings, line.closed_until) == (0, 0, None)


def test_failures_that_somebody_s_success_interrupts_are_forgotten() -> None:
    line = after(after(LineState(), DOWN, DOWN), WELL)
    assert not is_closed(after(line, DOWN, DOWN), AT)
    assert not is_closed(after(LineState(), DOWN, DOWN, DOWN, WELL), AT), "of eight at the same time one got through"


def test_an_answer_that_we_are_too_fast_closes_the_line_for_as_long_as_it_says() -> None:
    line = after(LineState(), Outcome("要求放慢", cause=Cause.PACE, wait=timedelta(minutes=10)))
    assert (line.failures, line.closed_until) == (0, AT + timedelta(minutes=10))


def test_an_end_that_a_clock_gone_wrong_wrote_is_not_believed() -> None:
    """The clock was an hour ahead when the line was closed, and is set right."""
    line = after(LineState(), DOWN, DOWN, DOWN, at=AT + timedelta(hours=1))
    assert not is_closed(line, AT)
    pace = PACES[ChannelName.WECOM]
    assert not is_paced(LineState(next_at=AT + timedelta(hours=1)), pace, AT)


def test_urgent_messages_take_the_next_way_at_once_and_ordinary_ones_within_an_hour() -> None:
    assert waited_since(urgent=True, is_closed=True, at=AT) == AT
    assert waited_since(urgent=False, is_closed=True, at=AT) == AT - timedelta(hours=1)
    assert AT - waited_since(urgent=True, is_closed=False, at=AT) < timedelta(minutes=5), "a busy robot is waited for, shortly"


@example(channel=ChannelName.WECOM, asked=list(range(0, 120_000, 50)))
@example(channel=ChannelName.FEISHU, asked=list(range(0, 120_000, 50)))
@given(channel=st.sampled_from(sorted(PACES)), asked=st.lists(st.integers(0, 120_000), min_size=1, max_size=200))
def test_within_any_minute_a_robot_gets_no_more_than_it_takes(channel: ChannelName, asked: list[int]) -> None:
    pace, line, sent = PACES[channel], LineState(), []
    for millisecond in sorted(asked):
        at = AT + timedelta(milliseconds=millisecond)
        if not is_paced(line, pace, at):
            line = LineState(next_at=at + pace.every)
            sent.append(at)
    for first in sent:
        assert sum(first <= at <= first + timedelta(minutes=1) for at in sent) <= pace.a_minute


def test_every_channel_has_hands_of_some_kind() -> None:
    assert sorted([*FAR, *NEAR]) == sorted(ChannelName)


def test_each_pace_says_where_it_comes_from() -> None:
    assert all(pace.source and pace.is_inferred for pace in PACES.values())
