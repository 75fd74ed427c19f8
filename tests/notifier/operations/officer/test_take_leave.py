"""Somebody is away, and another stands in."""

from datetime import date, timedelta

import pytest

from services.notifier.operations.officer.take_leave import take_leave
from services.notifier.operations.order.accept_order import accept_order
from services.notifier.rules import leave as rules
from services.notifier.rules.office import NotYourOrder
from services.notifier.schemas.officer import TakeLeave
from services.notifier.store.officer import list_mine
from shared.periods import day_in_china
from shared.security import OutsideRegion, Principal, Role
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN
from tests.builders.orders import QIAN, SUN, VILLAGE_OFFICER, a_giving, an_officer, an_order


def days(substitute: Principal, *, first: int = 1, last: int = 5) -> TakeLeave:
    return TakeLeave(from_on=date(2020, 6, first), until_on=date(2020, 6, last), substitute=substitute.subject)


async def test_who_stands_in_acts_on_those_days_and_on_no_other(session) -> None:
    qian, sun = await an_officer(session, QIAN), await an_officer(session, SUN)
    first, second = [await an_order(session, a_giving({"region": TOWN, "holder": QIAN.subject})) for _ in range(2)]
    await take_leave(session, QIAN.subject, days(SUN), by=COUNTY_OFFICER, at=MONDAY)
    assert await list_mine(session, SUN.subject, day_in_china(MONDAY)) == {qian.id, sun.id}
    assert (await accept_order(session, first.id, by=SUN, at=MONDAY)).accepted_by == SUN.subject
    with pytest.raises(NotYourOrder):
        await accept_order(session, second.id, by=SUN, at=MONDAY + timedelta(days=5))
    assert (await accept_order(session, second.id, by=QIAN, at=MONDAY + timedelta(days=5))).accepted_by == QIAN.subject


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (days(QIAN), rules.SubstituteIsSelf),
        (days(VILLAGE_OFFICER), rules.SubstituteElsewhere),
        (days(SUN, first=9, last=8), rules.LeaveEndsEarly),
        (days(Principal("没有这个人", Role.TOWN, TOWN)), rules.NoSuchOfficer),
    ],
)
async def test_a_leave_that_leaves_nobody_sensible_is_refused(session, form, refusal) -> None:
    for who in (QIAN, SUN, VILLAGE_OFFICER):
        await an_officer(session, who)
    with pytest.raises(refusal):
        await take_leave(session, QIAN.subject, form, by=COUNTY_OFFICER, at=MONDAY)


async def test_two_who_stand_in_for_one_another_may_not_be_away_on_one_day(session) -> None:
    for who in (QIAN, SUN):
        await an_officer(session, who)
    await take_leave(session, QIAN.subject, days(SUN, first=4, last=9), by=COUNTY_OFFICER, at=MONDAY)
    with pytest.raises(rules.NobodyLeftToAct):
        await take_leave(session, SUN.subject, days(QIAN), by=COUNTY_OFFICER, at=MONDAY)
    await take_leave(session, SUN.subject, days(QIAN, last=3), by=COUNTY_OFFICER, at=MONDAY)
    with pytest.raises(rules.LeaveOverlaps):
        await take_leave(session, QIAN.subject, days(SUN, first=9, last=12), by=COUNTY_OFFICER, at=MONDAY)


async def test_a_leave_is_entered_by_who_governs_the_place(session) -> None:
    for who in (QIAN, SUN):
        await an_officer(session, who)
    stranger = Principal("邻镇小何", Role.TOWN, "371311002")
    with pytest.raises(OutsideRegion):
        await take_leave(session, QIAN.subject, days(SUN), by=stranger, at=MONDAY)
