"""How long an order took, by its record: reckoned by hand on a calendar."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from services.notifier.rules.order_act import Act
from services.notifier.rules.order_times import Line, WaitsFor, reckon


def at(text: str) -> datetime:
    """`06-01 09:00` of 2020, in China."""
    return datetime.fromisoformat(f"2020-{text.replace(' ', 'T')}:00+08:00")


DUE = at("06-05 23:59")
LATER = at("06-30 12:00")
A_DAY = [
    Line(Act.GIVEN, 1, at("06-01 09:00"), DUE),
    Line(Act.ACCEPTED, 1, at("06-01 11:30")),
    Line(Act.COMPLETED, 1, at("06-03 09:00")),
]


def test_an_order_s_times_run_from_when_it_was_given() -> None:
    [turn] = reckon(A_DAY, is_checked=False, as_of=LATER)
    assert (turn.to_accept, turn.to_finish, turn.is_late(LATER)) == (timedelta(hours=2.5), timedelta(days=2), False)
    assert [(one.waits_for, one.until - one.since) for one in turn.stretches if one.until] == [
        (WaitsFor.ACCEPTANCE, timedelta(hours=2.5)),
        (WaitsFor.WORK, timedelta(hours=45.5)),
    ]


def test_handing_on_before_acceptance_stops_no_clock() -> None:
    record = [A_DAY[0], Line(Act.HANDED_ON, 1, at("06-01 10:00")), Line(Act.ACCEPTED, 1, at("06-02 09:00"))]
    [turn] = reckon(record, is_checked=False, as_of=LATER)
    assert (turn.to_accept, turn.handed_on) == (timedelta(days=1), 1)


def test_a_question_stops_no_clock_and_what_it_cost_is_told_apart() -> None:
    record = [
        *A_DAY[:2],
        Line(Act.ASKED, 1, at("06-01 12:00")),
        Line(Act.HANDED_ON, 1, at("06-01 18:00")),
        Line(Act.ANSWERED, 1, at("06-02 12:00"), at("06-08 23:59")),
        Line(Act.ACCEPTED, 1, at("06-02 13:00")),
        Line(Act.COMPLETED, 1, at("06-07 09:00")),
    ]
    [turn] = reckon(record, is_checked=False, as_of=LATER)
    assert turn.waited(WaitsFor.ANSWER, LATER) == timedelta(days=1)
    assert (turn.to_accept, turn.to_finish) == (timedelta(hours=2.5), timedelta(days=6))
    assert not turn.is_late(LATER), "whoever answered gave it another day"


def test_an_order_sent_back_begins_anew_and_both_turns_count() -> None:
    record = [
        *A_DAY,
        Line(Act.REOPENED, 2, at("06-05 09:00"), at("06-06 23:59")),
        Line(Act.ACCEPTED, 2, at("06-05 10:00")),
        Line(Act.COMPLETED, 2, at("06-08 09:00")),
        Line(Act.CHECKED, 2, at("06-09 09:00")),
    ]
    first, second = reckon(record, is_checked=True, as_of=LATER)
    assert (first.to_finish, second.to_finish) == (timedelta(days=2), timedelta(days=3))
    assert (first.is_late(LATER), second.is_late(LATER), second.to_check) == (False, True, timedelta(days=1))
    assert first.waited(WaitsFor.CHECK, LATER) == timedelta(days=2), "it waited for a look until it was sent back"


def test_what_was_written_later_changes_nothing_of_an_earlier_day() -> None:
    extended = [*A_DAY[:2], Line(Act.EXTENDED, 1, at("06-10 09:00"), at("06-20 23:59"))]
    [then] = reckon(extended, is_checked=False, as_of=at("06-06 12:00"))
    [now] = reckon(extended, is_checked=False, as_of=at("06-11 12:00"))
    assert (then.is_open, then.is_late(at("06-06 12:00"))) == (True, True)
    assert (now.is_open, now.is_late(at("06-11 12:00"))) == (True, False)


def test_an_order_that_was_taken_back_is_neither_open_nor_late() -> None:
    record = [A_DAY[0], Line(Act.CANCELLED, 1, at("06-20 09:00"))]
    [turn] = reckon(record, is_checked=False, as_of=LATER)
    assert (turn.is_open, turn.is_late(LATER), turn.stretches[-1].until) == (False, False, at("06-20 09:00"))


@given(some.lists(some.sampled_from([Act.ACCEPTED, Act.HANDED_ON, Act.ASKED, Act.ANSWERED, Act.EXTENDED, Act.URGED]), max_size=9))
def test_an_order_waits_for_somebody_all_the_time_and_never_for_two(acts: list[Act]) -> None:
    record = [A_DAY[0], *(Line(act, 1, A_DAY[0].at + timedelta(hours=place)) for place, act in enumerate(acts, start=1))]
    [turn] = reckon(record, is_checked=True, as_of=LATER)
    ends = [one.until for one in turn.stretches]
    assert [one.since for one in turn.stretches] == [A_DAY[0].at, *ends[:-1]]
    assert ends[-1] is None
    assert sum((turn.waited(whom, LATER) for whom in WaitsFor), timedelta(0)) == LATER - A_DAY[0].at
