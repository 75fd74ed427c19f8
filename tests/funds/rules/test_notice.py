"""When a notice has stood, what holds it, and who may look into an objection."""

from dataclasses import replace
from datetime import date

import pytest

from services.funds.rules.notice import (
    NoticeMissing,
    NoticeNotPosted,
    NoticeOnHold,
    NoticeState,
    NoticeStillStands,
    NoticeStopped,
    Standing,
    must_have_stood,
    must_take_objection,
    state_of,
)
from shared.ids import uuid7
from shared.notices.laws import NoticeOver, NotOnThatNotice

LAST = date(2020, 6, 11)
NEXT = date(2020, 6, 12)
NOTICE = Standing(uuid7(), date(2020, 6, 1), LAST)


@pytest.mark.parametrize(
    ("notice", "on", "state", "law"),
    [
        (NOTICE, LAST, NoticeState.STANDING, NoticeStillStands),
        (replace(NOTICE, open_objections=1), NEXT, NoticeState.ON_HOLD, NoticeOnHold),
        (replace(NOTICE, open_objections=1, is_stopped=True), NEXT, NoticeState.STOPPED, NoticeStopped),
        (replace(NOTICE, is_waiting=True), NEXT, NoticeState.WAITING, NoticeNotPosted),
    ],
)
def test_what_stands_against_going_on_is_said(notice, on, state, law) -> None:
    assert state_of(notice, on=on) is state
    with pytest.raises(law):
        must_have_stood(notice, on=on)


def test_nothing_stands_against_it_on_the_day_after_its_last_day() -> None:
    must_have_stood(NOTICE, on=NEXT)
    must_have_stood(replace(NOTICE, objections=3), on=NEXT)


def test_where_the_place_holds_nothing_an_objection_does_not_stop_the_clock() -> None:
    must_have_stood(replace(NOTICE, open_objections=1, is_held=False), on=NEXT)


def test_without_a_notice_nothing_goes_on() -> None:
    with pytest.raises(NoticeMissing):
        must_have_stood(None, on=NEXT)


def test_one_may_object_until_it_has_stood_and_while_it_is_held() -> None:
    line = uuid7()
    must_take_objection(NOTICE, line, {line}, on=LAST)
    must_take_objection(replace(NOTICE, open_objections=1), None, {line}, on=NEXT)

    with pytest.raises(NoticeOver):
        must_take_objection(NOTICE, None, {line}, on=NEXT)
    with pytest.raises(NotOnThatNotice):
        must_take_objection(NOTICE, uuid7(), {line}, on=LAST)
