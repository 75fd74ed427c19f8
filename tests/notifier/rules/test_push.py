"""How long a push is tried, and what is kept of an answer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifier.rules.push import (
    TRIED_FOR,
    WAIT_LIMIT,
    Reply,
    is_given_up,
    is_worth_probing,
    masked,
    wait_after,
    why_paused,
)
from tests.builders.notifier import MONDAY

FAILED = Reply(took_ms=1, status=500)


@given(some.integers(1, 1000), some.integers(0, 40))
def test_each_wait_is_spread_around_the_usual_one_and_never_too_long(failures, chance):
    wait = wait_after(failures, FAILED, chance=chance)
    assert timedelta(seconds=4) <= wait <= WAIT_LIMIT * 1.2


def test_waits_grow_until_three_days_are_over():
    waits = [wait_after(number, FAILED, chance=20) for number in range(1, 21)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert sum(waits[:19], timedelta()) > TRIED_FOR > sum(waits[:10], timedelta())


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        (timedelta(minutes=15), timedelta(minutes=15)),
        (timedelta(days=400), WAIT_LIMIT),
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(seconds=-5), timedelta(seconds=5)),
    ],
)
def test_a_receiver_may_ask_for_time_but_not_for_ever(asked, given_):
    assert wait_after(1, Reply(took_ms=1, status=429, wait=asked), chance=20) == given_


def test_three_days_or_gone_pause():
    for since, reply, is_paused in (
        (timedelta(), Reply(1, status=410), True),
        (timedelta(days=2, hours=23), FAILED, False),
        (timedelta(days=3), FAILED, True),
    ):
        assert bool(why_paused(reply, failing_since=MONDAY - since, at=MONDAY)) == is_paused
    assert is_given_up(first_at=MONDAY - TRIED_FOR, at=MONDAY)
    assert not is_given_up(first_at=MONDAY, at=MONDAY)
    assert [is_worth_probing(failures) for failures in (1, 3, 4, 9)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("ok", "ok"),
        ("张三 11010519491231002x 已存在", "张三 **** 已存在"),
        ("tel 0539-8246810", "tel 0539-****"),
        ("Bearer eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiMSJ9.e30.c2ln", "Bearer …"),
        ("a\x00b\r\nc", "a b  c"),
        ("错" * 500, "错" * 200),
        ("order 1234 of 2020", "order 1234 of 2020"),
    ],
)
def test_what_is_kept_of_an_answer_holds_no_number_and_no_token(answer, kept):
    assert masked(answer) == kept
