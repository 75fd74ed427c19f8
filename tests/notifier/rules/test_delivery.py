"""A message is tried, tried again later and later, and handed on at last."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.rules.delivery import RETRY_AFTER, WAIT_LIMIT, Cause, DeliveryState, Outcome, judge

AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)


def test_a_message_without_an_error_is_sent() -> None:
    assert judge(Outcome(), attempts=1, at=AT).state is DeliveryState.SENT


@pytest.mark.parametrize(("attempts", "wait_s"), [(1, 5), (2, 30), (3, 120), (4, 600)])
def test_each_failure_waits_longer_than_the_one_before(attempts: int, wait_s: int) -> None:
    verdict = judge(Outcome("连接被拒绝"), attempts=attempts, at=AT)
    assert (verdict.state, verdict.retry_at) == (DeliveryState.FAILED, AT + timedelta(seconds=wait_s))


def test_the_fifth_failure_gives_up() -> None:
    assert judge(Outcome("连接被拒绝"), attempts=len(RETRY_AFTER) + 1, at=AT).state is DeliveryState.GIVEN_UP


def test_an_error_that_waiting_cannot_heal_gives_up_at_once() -> None:
    assert judge(Outcome("信箱不存在", is_final=True), attempts=1, at=AT).state is DeliveryState.GIVEN_UP


def test_a_quarter_of_an_hour_is_the_longest_that_one_channel_may_try() -> None:
    assert sum(RETRY_AFTER, timedelta()) < timedelta(minutes=15)


def test_of_those_that_failed_together_some_come_earlier_and_some_later() -> None:
    at_once = [judge(Outcome("没有应答"), attempts=3, at=AT, chance=chance).retry_at - AT for chance in (0, 20, 40)]
    assert at_once == [timedelta(seconds=96), timedelta(minutes=2), timedelta(seconds=144)]


def test_too_fast_is_no_failure_and_waits_as_long_as_it_was_told() -> None:
    verdict = judge(Outcome("要求放慢", cause=Cause.PACE, wait=timedelta(seconds=90)), attempts=9, at=AT)
    assert (verdict.state, verdict.retry_at, verdict.is_counted) == (DeliveryState.QUEUED, AT + timedelta(seconds=90), False)


def test_nobody_makes_us_wait_for_ever() -> None:
    for cause in (Cause.PACE, Cause.MESSAGE):
        verdict = judge(Outcome("要求放慢", cause=cause, wait=timedelta(days=9)), attempts=1, at=AT)
        assert verdict.retry_at == AT + WAIT_LIMIT


def test_what_fails_because_the_line_is_down_waits_for_the_line_and_is_not_counted() -> None:
    until = AT + timedelta(minutes=1)
    verdict = judge(Outcome("没有应答", cause=Cause.LINE), attempts=5, at=AT, closed_until=until)
    assert (verdict.state, verdict.retry_at, verdict.is_counted) == (DeliveryState.FAILED, until, False)
    own_fault = judge(Outcome("信箱不存在", is_final=True), attempts=1, at=AT, closed_until=until)
    assert own_fault.state is DeliveryState.GIVEN_UP


def test_a_letter_is_not_sent_before_it_is_printed() -> None:
    assert judge(Outcome(is_on_paper=True), attempts=1, at=AT).state is DeliveryState.TO_PRINT
