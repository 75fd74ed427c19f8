"""Reopening: within its term, only what can be done again, and the first round stays in the book."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.reopen_case import reopen_case
from services.registry.operations.case.withdraw_case import withdraw_case
from services.registry.rules.case import Part, PartState, Step, What
from services.registry.rules.ending import (
    CaseIsOpen,
    HouseholdHasAnotherCase,
    PartNotRepeatable,
    ReopeningTooLate,
    WasWithdrawn,
)
from services.registry.schemas.case_act import ReopenCase, WithdrawCase
from services.registry.store import case as store
from shared.events import Event
from shared.events.registry import CaseReopened
from tests.builders.cases import a_case, everything_done, happen

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
AGAIN = AT + timedelta(days=30)
SURVEY = ReopenCase(reason="复查发现屋面仍在渗漏", parts=[Part.HOUSING_SURVEY])

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_only_the_part_that_was_not_done_well_begins_anew_and_the_history_stays(
    session: AsyncSession, emitted: Emitted
) -> None:
    case = await a_case(session, at=AT)
    await happen(session, case.id, *everything_done(AT))
    before = len(await store.list_steps(session, case.id))
    again = await reopen_case(session, case.id, SURVEY, by="镇干部", at=AGAIN)

    assert (again.closed_at, again.round) == (None, 2)
    states = {part.part: part.state for part in await store.list_parts(session, [case.id])}
    assert states.pop(Part.HOUSING_SURVEY) is PartState.WAITING
    assert set(states.values()) == {PartState.DONE}
    assert len(await store.list_steps(session, case.id)) == before
    [told] = [event for event in await emitted(session) if isinstance(event, CaseReopened)]
    assert (told.round, told.needs) == (2, ["housing-survey"])

    opened = Step(Part.HOUSING_SURVEY, What.OPENED, AGAIN + timedelta(seconds=1))
    done = Step(Part.HOUSING_SURVEY, What.COMPLETED, AGAIN + timedelta(days=2))
    await happen(session, case.id, opened, done)
    assert await store.find_open_case(session, case.household_id) is None


async def test_what_cannot_be_done_again_is_refused(session: AsyncSession) -> None:
    case = await a_case(session, at=AT)
    with pytest.raises(CaseIsOpen):
        await reopen_case(session, case.id, SURVEY, by="镇干部", at=AGAIN)
    await happen(session, case.id, *everything_done(AT))
    with pytest.raises(PartNotRepeatable):
        grant = ReopenCase(reason="家里还是困难", parts=[Part.EMERGENCY_GRANT])
        await reopen_case(session, case.id, grant, by="镇干部", at=AGAIN)
    with pytest.raises(ReopeningTooLate):
        await reopen_case(session, case.id, SURVEY, by="镇干部", at=AT + timedelta(days=92))


async def test_neither_a_mistake_nor_a_household_that_has_another_case_is_taken_up_again(session: AsyncSession) -> None:
    mistake = await a_case(session, at=AT)
    await withdraw_case(session, mistake.id, WithdrawCase(reason="同名误登"), by="镇干部", at=AT)
    with pytest.raises(WasWithdrawn):
        await reopen_case(session, mistake.id, SURVEY, by="镇干部", at=AGAIN)
    closed = await a_case(session, at=AT)
    await happen(session, closed.id, *everything_done(AT))
    await a_case(session, at=AGAIN)
    with pytest.raises(HouseholdHasAnotherCase):
        await reopen_case(session, closed.id, SURVEY, by="镇干部", at=AGAIN)
