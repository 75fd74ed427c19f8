"""A visit that is told of later answers what was asked before it, and happened by now."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.housing.rules.visit import (
    PhotosNotFiled,
    VisitAhead,
    VisitBeforeAsked,
    is_of_another_hour,
    must_be_filed,
    must_be_of_its_time,
)

ASKED, TOLD = date(2020, 6, 1), date(2020, 6, 8)
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("visited_on", [ASKED, date(2020, 6, 4), TOLD])
def test_any_day_from_the_asking_until_today_will_do(visited_on):
    must_be_of_its_time(visited_on, asked_on=ASKED, on=TOLD)


def test_nobody_was_there_tomorrow_or_before_anybody_asked():
    with pytest.raises(VisitAhead) as ahead:
        must_be_of_its_time(date(2020, 6, 9), asked_on=ASKED, on=TOLD)
    with pytest.raises(VisitBeforeAsked) as before:
        must_be_of_its_time(date(2020, 5, 31), asked_on=ASKED, on=TOLD)
    assert {ahead.value.pointer, before.value.pointer} == {"/visited_at"}


def test_what_did_not_come_is_named():
    must_be_filed([ONE], {ONE, OTHER})
    with pytest.raises(PhotosNotFiled) as missing:
        must_be_filed([ONE, OTHER], {ONE})
    assert missing.value.facts == {"missing": [str(OTHER)]}


def test_a_position_of_another_hour_is_said_to_be_one_and_what_nobody_told_is_not():
    seen = datetime(2020, 6, 4, 7, 0, tzinfo=UTC)
    apart = [is_of_another_hour(seen + timedelta(minutes=minutes), seen) for minutes in (-121, -120, 0, 120, 121)]

    assert apart == [True, False, False, False, True]
    assert not is_of_another_hour(None, seen) and not is_of_another_hour(seen, None)
