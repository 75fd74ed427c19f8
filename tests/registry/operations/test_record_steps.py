"""The timeline on a real database: each event once, parts kept in step, closed once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.open_case import open_case
from services.registry.operations.record_steps import record_steps
from services.registry.rules.case import Origin, Part, PartState, Step, What
from services.registry.rules.sighting import Sighting
from services.registry.store import case as store
from services.registry.store.case import NoSuchCase
from services.registry.tables import Case, CaseStep
from shared.database import Sessions, set_scope, the_platform, transaction
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import CaseClosed
from shared.ids import uuid7
from tests.builders.registry import LONGTAN

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def a_case(session: AsyncSession) -> Case:
    return await open_case(session, Sighting(Origin.BURDEN, Trigger.ILLNESS, LONGTAN, identity_hash="0" * 64), by="medical")


def whole_story(at: datetime) -> list[Step]:
    opened = [Step(part, What.OPENED, at + timedelta(milliseconds=50)) for part in Part]
    return [*opened, *(Step(part, What.COMPLETED, at + timedelta(days=1)) for part in Part if part is not Part.MEDICAL_COVER)]


async def closing_of(session: AsyncSession, case: Case) -> datetime | None:
    return (await session.exec(select(Case.closed_at).where(Case.id == case.id))).one()


async def test_the_same_event_again_adds_nothing(session: AsyncSession) -> None:
    case, event_id = await a_case(session), uuid7()
    step = Step(Part.MEDICAL_COVER, What.OPENED, case.detected_at + timedelta(milliseconds=48))
    for _ in range(2):
        await record_steps(session, case.id, [step], event_id=event_id)
    [row] = await store.list_steps(session, case.id)
    assert row.after_ms == 48
    assert (await store.list_parts(session, [case.id]))[0].state is PartState.DONE


async def test_a_case_is_closed_once_and_what_comes_later_is_only_noted(session: AsyncSession, emitted: Emitted) -> None:
    case = await a_case(session)
    for step in whole_story(case.detected_at):
        await record_steps(session, case.id, [step], event_id=uuid7())
    closed_at = await closing_of(session, case)
    await record_steps(session, case.id, [Step(Part.MEDICAL_COVER, What.OPENED, case.detected_at)], event_id=uuid7())

    assert closed_at == await closing_of(session, case) == case.detected_at + timedelta(days=1)
    assert len([event for event in await emitted(session) if isinstance(event, CaseClosed)]) == 1
    assert await store.find_open_case(session, case.household_id) is None


async def test_steps_that_come_at_once_miss_none_of_each_other(sessions: Sessions, session: AsyncSession) -> None:
    case = await a_case(session)
    await session.commit()

    async def hear(step: Step) -> None:
        async with transaction(sessions, the_platform("test", "all at once")) as own:
            await record_steps(own, case.id, [step], event_id=uuid7())

    await asyncio.gather(*map(hear, whole_story(case.detected_at)))
    await set_scope(session, the_platform("test", "look"))
    assert {part.state for part in await store.list_parts(session, [case.id])} == {PartState.DONE}
    assert await closing_of(session, case) == case.detected_at + timedelta(days=1)


async def test_a_closed_household_that_falls_again_gets_a_new_case(session: AsyncSession) -> None:
    case = await a_case(session)
    for step in whole_story(case.detected_at):
        await record_steps(session, case.id, [step], event_id=uuid7())
    assert (await a_case(session)).id != case.id


async def test_a_case_that_is_not_there_has_no_timeline(session: AsyncSession) -> None:
    with pytest.raises(NoSuchCase):
        await record_steps(
            session, uuid7(), [Step(Part.MEDICAL_COVER, What.OPENED, datetime(2020, 6, 1, tzinfo=UTC))], event_id=uuid7()
        )


async def test_a_step_is_never_changed(session: AsyncSession) -> None:
    case = await a_case(session)
    await record_steps(session, case.id, whole_story(case.detected_at), event_id=uuid7())
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.exec(update(CaseStep).values(after_ms=1))
