"""Somebody is back earlier, or does not go."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.officer.end_leave import end_leave
from services.notifier.operations.officer.take_leave import take_leave
from services.notifier.rules.leave import NoSuchLeave
from services.notifier.schemas.officer import TakeLeave
from services.notifier.tables import Leave
from tests.builders.notifier import COUNTY_OFFICER, MONDAY
from tests.builders.orders import QIAN, SUN, an_officer


async def a_leave(session) -> Leave:
    for who in (QIAN, SUN):
        await an_officer(session, who)
    form = TakeLeave(from_on=date(2020, 6, 1), until_on=date(2020, 6, 5), substitute=SUN.subject)
    return await take_leave(session, QIAN.subject, form, by=COUNTY_OFFICER, at=MONDAY)


async def test_who_is_back_on_wednesday_was_away_until_tuesday(session) -> None:
    leave = await a_leave(session)
    ended = await end_leave(session, leave.id, by=COUNTY_OFFICER, at=MONDAY + timedelta(days=2))
    assert ended.until_on == date(2020, 6, 2)


async def test_a_leave_on_its_first_day_is_as_if_it_had_not_been(session) -> None:
    leave = await a_leave(session)
    await end_leave(session, leave.id, by=COUNTY_OFFICER, at=MONDAY)
    assert (await session.exec(select(Leave))).all() == []


async def test_a_leave_that_is_over_is_not_ended_again(session) -> None:
    leave = await a_leave(session)
    with pytest.raises(NoSuchLeave):
        await end_leave(session, leave.id, by=COUNTY_OFFICER, at=MONDAY + timedelta(days=9))
