"""A late errand is told upward, each level once."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import select

from services.notifier.operations.errand.escalate_errands import escalate_errands
from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.errand import ErrandLevel
from services.notifier.rules.message import MessageKind
from services.notifier.tables import Errand, Message
from shared.periods import end_of_day
from tests.builders.notifier import (
    COUNTY_OFFICER,
    DUE,
    MONDAY,
    TOWN,
    a_contact,
    an_alert,
    by_log,
)


async def only(session) -> Errand:
    return (await session.exec(select(Errand).execution_options(populate_existing=True))).one()


async def test_a_late_errand_is_told_to_the_town_and_a_day_later_to_the_county_each_once(session) -> None:
    await put_post(session, TOWN, None, a_contact(by_log(), name="街道小赵"), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await open_errands(session, [an_alert()], at=MONDAY)
    late = end_of_day(DUE) + timedelta(minutes=1)
    assert await escalate_errands(session, at=end_of_day(DUE)) == []
    for _ in range(2):
        await escalate_errands(session, at=late)
    assert (await only(session)).told is ErrandLevel.TOWN
    for _ in range(2):
        await escalate_errands(session, at=late + timedelta(hours=24))
    assert (await only(session)).told is ErrandLevel.COUNTY
    late_ones = select(func.count()).select_from(Message).where(Message.kind == MessageKind.ERRAND_LATE)
    assert (await session.exec(late_ones)).one() == 2
