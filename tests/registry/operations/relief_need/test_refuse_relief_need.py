"""A refusal is an answer too: kept, published, and the same when asked again."""

from collections.abc import Awaitable, Callable
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.relief_need.refuse_relief_need import refuse_relief_need
from services.registry.operations.relief_need.report_relief_need import report_relief_need
from services.registry.rules.relief import NotYourRegion, ReliefNeed
from services.registry.store.case import find_report
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import ReliefNeedAnswered
from shared.ids import uuid7
from tests.builders.registry import LONGTAN, ON

NEED = ReliefNeed(uuid7(), "371312", LONGTAN, Trigger.ACCIDENT, date(2020, 5, 30), household_code="3713110000000001")

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_the_reason_and_the_mend_are_told_to_the_reporters_region(session: AsyncSession, emitted: Emitted) -> None:
    await refuse_relief_need(session, NotYourRegion(), region="371312", report_id=NEED.report_id, need=NEED)

    [told] = await emitted(session)
    assert isinstance(told, ReliefNeedAnswered)
    assert told.sent_to.endswith(".371312")
    assert (told.is_accepted, told.code, told.reason) == (False, "not-your-region", "困难家庭所在村不在上报单位的辖区内")
    assert told.mend


async def test_the_same_report_again_is_refused_again_as_before(session: AsyncSession) -> None:
    await refuse_relief_need(session, NotYourRegion(), region="371312", report_id=NEED.report_id, need=NEED)
    again = await report_relief_need(session, NEED, by="邻区民政局", on=ON)
    assert (again.is_accepted, again.status, again.code) == (False, 403, "not-your-region")


async def test_the_first_answer_to_an_id_stands(session: AsyncSession) -> None:
    await refuse_relief_need(session, NotYourRegion(), region="371312", report_id=NEED.report_id)
    first = await find_report(session, "371312", NEED.report_id)
    await refuse_relief_need(session, NotYourRegion(), region="371312", report_id=NEED.report_id, need=NEED)
    assert await find_report(session, "371312", NEED.report_id) is first
