"""The timeline on a real database: each event once, parts kept in step, closed once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.case.record_steps import Report, record_steps
from services.registry.rules.case import Origin, Part, PartState, Step, What
from services.registry.rules.sighting import Sighting
from services.registry.store import case as store
from services.registry.store.case import NoSuchCase
from services.registry.tables import Case, CaseStep
from shared.database import Sessions, set_scope, the_platform, transaction
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.housing import SafetySurveyOpened
from shared.events.registry import CaseClosed
from shared.ids import uuid7
from tests.builders.registry import LONGTAN

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def a_case(session: AsyncSession, identity_hash: str = "0" * 64) -> Case:
    return await open_case(session, Sighting(Origin.BURDEN, Trigger.ILLNESS, LONGTAN, identity_hash=identity_hash), by="medical")


def whole_story(at: datetime) -> list[Step]:
    opened = [Step(part, What.OPENED, at + timedelta(milliseconds=50)) for part in Part]
    return [*opened, *(Step(part, What.COMPLETED, at + timedelta(days=1)) for part in Part if part is not Part.MEDICAL_COVER)]


def report(case_id: UUID, *steps: Step) -> Report:
    """What one event says; which kind of event does not matter."""
    return Report(case_id, steps, SafetySurveyOpened(case_id=case_id, survey_id=uuid7(), region=LONGTAN, due_on=date(2020, 6, 4)))


async def closing_of(session: AsyncSession, case: Case) -> datetime | None:
    return (await session.exec(select(Case.closed_at).where(Case.id == case.id))).one()


async def test_the_same_event_again_adds_nothing(session: AsyncSession) -> None:
    case = await a_case(session)
    told = report(case.id, Step(Part.MEDICAL_COVER, What.OPENED, case.detected_at + timedelta(milliseconds=48)))
    for _ in range(2):
        await record_steps(session, [told])
    [row] = await store.list_steps(session, case.id)
    assert row.after_ms == 48
    assert (await store.list_parts(session, [case.id]))[0].state is PartState.DONE


async def test_a_case_is_closed_once_and_what_comes_later_is_only_noted(session: AsyncSession, emitted: Emitted) -> None:
    case = await a_case(session)
    for step in whole_story(case.detected_at):
        await record_steps(session, [report(case.id, step)])
    closed_at = await closing_of(session, case)
    await record_steps(session, [report(case.id, Step(Part.MEDICAL_COVER, What.OPENED, case.detected_at))])

    assert closed_at == await closing_of(session, case) == case.detected_at + timedelta(days=1)
    assert len([event for event in await emitted(session) if isinstance(event, CaseClosed)]) == 1
    assert await store.find_open_case(session, case.household_id) is None


async def test_steps_that_come_at_once_miss_none_of_each_other(sessions: Sessions, session: AsyncSession) -> None:
    case = await a_case(session)
    await session.commit()

    async def hear(step: Step) -> None:
        async with transaction(sessions, the_platform("test", "all at once")) as own:
            await record_steps(own, [report(case.id, step)])

    await asyncio.gather(*map(hear, whole_story(case.detected_at)))
    await set_scope(session, the_platform("test", "look"))
    assert {part.state for part in await store.list_parts(session, [case.id])} == {PartState.DONE}
    assert await closing_of(session, case) == case.detected_at + timedelta(days=1)


async def test_a_closed_household_that_falls_again_gets_a_new_case(session: AsyncSession) -> None:
    case = await a_case(session)
    for step in whole_story(case.detected_at):
        await record_steps(session, [report(case.id, step)])
    assert (await a_case(session)).id != case.id


async def test_many_events_of_several_cases_are_folded_each_into_its_own(session: AsyncSession, emitted: Emitted) -> None:
    done, waiting = await a_case(session), await a_case(session, "1" * 64)
    story = whole_story(done.detected_at)
    opening = Step(Part.HOUSING_SURVEY, What.OPENED, waiting.detected_at)

    await record_steps(session, [report(waiting.id, opening), *(report(done.id, step) for step in story)])

    assert len(await store.list_steps(session, done.id)) == len(story)
    assert await closing_of(session, done) == done.detected_at + timedelta(days=1)
    assert {part.state for part in await store.list_parts(session, [done.id])} == {PartState.DONE}
    started = [part.part for part in await store.list_parts(session, [waiting.id]) if part.state is PartState.STARTED]
    assert started == [Part.HOUSING_SURVEY]
    assert [event.case_id for event in await emitted(session) if isinstance(event, CaseClosed)] == [done.id]


async def test_a_case_that_is_not_there_has_no_timeline(session: AsyncSession) -> None:
    with pytest.raises(NoSuchCase):
        await record_steps(session, [report(uuid7(), Step(Part.MEDICAL_COVER, What.OPENED, datetime(2020, 6, 1, tzinfo=UTC)))])


async def test_a_step_is_never_changed(session: AsyncSession) -> None:
    case = await a_case(session)
    await record_steps(session, [report(case.id, *whole_story(case.detected_at))])
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.exec(update(CaseStep).values(after_ms=1))
