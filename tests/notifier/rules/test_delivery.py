"""A message is tried, tried again later and later, and handed on at last."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.rules.delivery import RETRY_AFTER, DeliveryState, Outcome, judge

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
