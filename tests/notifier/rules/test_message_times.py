"""Nothing urgent waits, nothing else leaves by night, no reader gets more than so many an hour, and nothing is lost or doubled;
also when the clock jumps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifier.rules.message_times import (
    HOUR,
    Decision,
    Hours,
    Lane,
    Leaving,
    Priority,
    Step,
    Wait,
    Waiting,
    decide,
    lane_of,
    leaving,
)

HOURS = Hours(time(21, 30), time(7, 0), cap=3, digest_at=(time(8, 30), time(15, 0)))
HOME = Hours(time(20, 0), time(8, 0), cap=2)


def at(clock: str, day: int = 1) -> datetime:
    return datetime.fromisoformat(f"2020-06-{day:02}T{clock}:00+08:00")


@pytest.mark.parametrize(
    ("priority", "written", "leaves", "wait"),
    [
        (Priority.URGENT, at("02:00"), at("02:00"), None),
        (Priority.ORDINARY, at("12:00"), at("12:00"), None),
        (Priority.ORDINARY, at("21:29"), at("21:29"), None),
        (Priority.ORDINARY, at("21:30"), at("07:00", 2), Wait.QUIET),
        (Priority.ORDINARY, at("06:59"), at("07:00"), Wait.QUIET),
        (Priority.ORDINARY, at("07:00"), at("07:00"), None),
        (Priority.LOW, at("06:00"), at("08:30"), Wait.DIGEST),
        (Priority.LOW, at("08:30"), at("08:30"), Wait.DIGEST),
        (Priority.LOW, at("08:31"), at("15:00"), Wait.DIGEST),
        (Priority.LOW, at("23:00"), at("08:30", 2), Wait.DIGEST),
    ],
)
def test_when_a_message_may_leave(priority, written, leaves, wait):
    assert leaving(priority, HOURS, written) == Leaving(leaves, wait)


def test_a_night_within_a_day_and_a_reader_without_digests():
    noon_rest = Hours(time(12, 0), time(14, 0), cap=3)
    assert leaving(Priority.LOW, noon_rest, at("12:30")) == Leaving(at("14:00"), Wait.QUIET)
    assert leaving(Priority.LOW, noon_rest, at("22:30")) == Leaving(at("22:30"))


def test_the_hours_are_china_s_wherever_the_instant_was_written():
    summer, winter = datetime(2020, 7, 1, 13, 30, tzinfo=UTC), datetime(2020, 1, 1, 13, 30, tzinfo=UTC)
    assert {leaving(Priority.ORDINARY, HOURS, day).at - day for day in (summer, winter)} == {timedelta(hours=9, minutes=30)}


def test_what_is_urgent_or_wakes_nobody_waits_for_nobody():
    assert lane_of(Priority.URGENT, is_silent=False, is_home=True) is Lane.AT_ONCE
    assert lane_of(Priority.LOW, is_silent=True, is_home=False) is Lane.AT_ONCE
    assert lane_of(Priority.LOW, is_silent=False, is_home=True) is Lane.HOUSEHOLD
    assert lane_of(Priority.ORDINARY, is_silent=False, is_home=False) is Lane.OFFICER


ORDINARY, URGENT = Waiting(Priority.ORDINARY, None), Waiting(Priority.URGENT, None)
CAPPED, LOW = Waiting(Priority.ORDINARY, Wait.CAP), Waiting(Priority.LOW, Wait.DIGEST)
SEND, GATHER = Decision(Step.SEND), Decision(Step.GATHER)


def test_above_the_cap_a_message_waits_until_the_oldest_is_an_hour_old_and_urgent_ones_do_not():
    sent = [at("09:10"), at("09:20")]
    held = Decision(Step.HOLD, at("10:10"), Wait.CAP)
    assert decide([ORDINARY, ORDINARY, URGENT], sent=sent, hours=HOURS, at=at("10:00")) == [SEND, held, SEND]
    assert decide([URGENT] * 9, sent=sent, hours=HOURS, at=at("10:00")) == [SEND] * 9


def test_what_waited_at_the_cap_is_gathered_into_one_that_counts_once():
    assert decide([CAPPED, CAPPED, LOW, ORDINARY], sent=[], hours=HOURS, at=at("10:00")) == [GATHER, GATHER, GATHER, SEND]
    full = [at("09:30")] * 3
    assert {each.step for each in decide([CAPPED, LOW], sent=full, hours=HOURS, at=at("10:00"))} == {Step.HOLD}


def test_what_was_tried_before_is_not_gathered_and_keeps_the_night():
    tried = Waiting(Priority.LOW, Wait.DIGEST, is_fresh=False)
    assert decide([tried], sent=[], hours=HOURS, at=at("10:00")) == [SEND]
    assert decide([tried], sent=[], hours=HOURS, at=at("22:00")) == [Decision(Step.HOLD, at("07:00", 2), Wait.DIGEST)]


def test_a_household_s_messages_are_never_gathered():
    low = Waiting(Priority.LOW, None)
    third = Decision(Step.HOLD, at("11:00"), Wait.CAP)
    assert decide([low, low, low], sent=[], hours=HOME, at=at("10:00")) == [SEND, SEND, third]
    assert decide([Waiting(Priority.LOW, Wait.CAP)], sent=[], hours=HOME, at=at("11:00")) == [SEND]


def test_what_a_clock_far_ahead_of_us_sent_does_not_hold_up_the_others():
    assert decide([ORDINARY], sent=[at("10:00", 9)] * 3, hours=HOURS, at=at("10:00")) == [SEND]


@dataclass
class Reader:
    """One reader's queue, worked off as the operation does: what is due is judged, sent, put off or gathered."""

    waiting: dict[int, tuple[Waiting, datetime]] = field(default_factory=dict)
    sent: list[tuple[datetime, tuple[int, ...], Priority]] = field(default_factory=list)

    def write(self, number: int, priority: Priority, now: datetime) -> None:
        first = leaving(priority, HOURS, now)
        self.waiting[number] = (Waiting(priority, first.wait), first.at)

    def turn(self, now: datetime) -> None:
        due = sorted((number for number, (_, due_at) in self.waiting.items() if due_at <= now), key=lambda n: self.waiting[n][1])
        counted = [moment for moment, _, priority in self.sent if priority is not Priority.URGENT]
        decisions = decide([self.waiting[number][0] for number in due], sent=counted, hours=HOURS, at=now)
        gathered = []
        for number, decision in zip(due, decisions, strict=True):
            one = self.waiting[number][0]
            if decision.step is Step.HOLD:
                self.waiting[number] = (Waiting(one.priority, decision.wait), decision.until)
                continue
            del self.waiting[number]
            if decision.step is Step.SEND:
                self.sent.append((now, (number,), one.priority))
            else:
                gathered.append(number)
        if gathered:
            self.sent.append((now, tuple(gathered), Priority.ORDINARY))


WRITTEN = st.lists(st.tuples(st.sampled_from(Priority), st.integers(0, 36 * 60)), max_size=30)
JUMPS = st.lists(st.tuples(st.integers(0, 36 * 60), st.integers(-600, 600)), max_size=3)


def lived(written, jumps=()) -> Reader:
    """A day and a half minute by minute (every third, to be quick), then two quiet days in which all is worked off."""
    reader, start, shift = Reader(), at("00:00"), timedelta(0)
    due = sorted(enumerate(written), key=lambda each: each[1][1])
    for minute in range(0, 4 * 24 * 60, 3):
        shift += sum((timedelta(minutes=by) for when, by in jumps if minute - 3 < when <= minute), timedelta(0))
        now = start + timedelta(minutes=minute) + shift
        while due and due[0][1][1] <= minute:
            number, (priority, _) = due.pop(0)
            reader.write(number, priority, now)
        reader.turn(now)
    return reader


@settings(max_examples=40, deadline=None)
@given(WRITTEN)
def test_nothing_is_lost_or_doubled_and_every_law_is_kept(written):
    reader = lived(written)

    assert not reader.waiting
    assert sorted(number for _, numbers, _ in reader.sent for number in numbers) == list(range(len(written)))
    for moment, numbers, priority in reader.sent:
        if priority is Priority.URGENT:
            asked = at("00:00") + timedelta(minutes=written[numbers[0]][1])
            assert moment - asked < timedelta(minutes=3)
        else:
            assert not HOURS.is_quiet(moment)
    counted = sorted(moment for moment, _, priority in reader.sent if priority is not Priority.URGENT)
    assert all(later - earlier >= HOUR for earlier, later in zip(counted, counted[HOURS.cap :], strict=False))


@settings(max_examples=40, deadline=None)
@given(WRITTEN, JUMPS)
def test_a_clock_that_jumps_neither_loses_nor_doubles_and_wakes_nobody(written, jumps):
    reader = lived(written, jumps)

    assert not reader.waiting
    assert sorted(number for _, numbers, _ in reader.sent for number in numbers) == list(range(len(written)))
    assert not any(HOURS.is_quiet(moment) for moment, _, priority in reader.sent if priority is not Priority.URGENT)


@given(st.integers(0, 10 * 365 * 24 * 60), st.sampled_from(Priority))
def test_nothing_leaves_before_it_was_written_nor_more_than_two_days_later(minutes, priority):
    written = at("00:00") + timedelta(minutes=minutes)
    assert written <= leaving(priority, HOURS, written).at <= written + timedelta(days=2)
