"""Reminders: once before, once after, to whom it belongs, and to nobody when it was done."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.jobs import remind_deadlines as job
from services.registry.operations.case.remind_deadlines import remind_deadlines
from services.registry.rules.case import Part, Step, What
from services.registry.rules.need import Level
from shared.database import set_scope, the_platform
from shared.events import Event
from shared.events.registry import CaseStepMissed, CaseStepReminded
from tests.builders.cases import a_case, everything_done, happen

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
FIRST_AID = AT + timedelta(hours=24)

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_first_aid_is_reminded_of_once_before_and_once_after_its_day(session: AsyncSession, emitted: Emitted) -> None:
    case = await a_case(session, at=AT)
    assert await remind_deadlines(session, at=FIRST_AID - timedelta(hours=7)) == []
    for before in (5, 4):
        await remind_deadlines(session, at=FIRST_AID - timedelta(hours=before))
    for after in (2, 3):
        await remind_deadlines(session, at=FIRST_AID + timedelta(hours=after))

    due, late = [event for event in await emitted(session) if isinstance(event, CaseStepReminded | CaseStepMissed)]
    assert isinstance(due, CaseStepReminded) and isinstance(late, CaseStepMissed)
    assert (due.case_id, due.step, due.department, due.level) == (case.id, "first-aid", "town", Level.VILLAGE)
    assert (late.step, late.level, late.due_at) == ("first-aid", Level.TOWN, FIRST_AID)


async def test_a_paid_grant_is_reminded_of_its_papers_and_a_done_case_of_nothing(session: AsyncSession) -> None:
    case = await a_case(session, at=AT)
    papers_by = AT + timedelta(days=5)
    paid = Step(Part.EMERGENCY_GRANT, What.OPENED, AT + timedelta(seconds=1), due_at=papers_by)
    await happen(session, case.id, paid)
    told = await remind_deadlines(session, at=papers_by + timedelta(hours=1))
    assert [(one.due.step, one.is_late) for one in told] == [("papers", True)]

    done = await a_case(session, at=AT, person="1" * 64)
    await happen(session, done.id, *everything_done(AT))
    at_the_end = await remind_deadlines(session, at=AT + timedelta(days=40))
    assert {(one.due.case_id, one.due.step) for one in at_the_end} == {(case.id, "conclusion")}


async def test_the_clock_reminds_by_itself(session: AsyncSession, emitted: Emitted, tick: Any) -> None:
    await a_case(session, at=AT)
    await session.commit()
    await tick(job, FIRST_AID + timedelta(minutes=5))
    await set_scope(session, the_platform("test", "look"))
    assert [event.step for event in await emitted(session) if isinstance(event, CaseStepMissed)] == ["first-aid"]
