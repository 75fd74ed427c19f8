"""A case opened by mistake: kept with its reason, told to everyone who has begun."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.withdraw_case import withdraw_case
from services.registry.rules.case import Ending, Part
from services.registry.rules.ending import CaseIsClosed
from services.registry.schemas.case_act import WithdrawCase
from services.registry.store import case as store
from shared.events import Event
from shared.events.registry import CaseRetracted
from tests.builders.cases import a_case, everything_done, happen

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
MISTAKE = WithdrawCase(reason="与邻村同名者混淆")


async def test_a_mistake_is_withdrawn_once_and_the_unfinished_parts_are_told(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]]
) -> None:
    case = await a_case(session, at=AT)
    await happen(session, case.id, *everything_done(AT, Part.MEDICAL_COVER))
    withdrawn = await withdraw_case(session, case.id, MISTAKE, by="镇干部", at=AT + timedelta(hours=1))

    assert withdrawn.ending is Ending.WITHDRAWN
    [told] = [event for event in await emitted(session) if isinstance(event, CaseRetracted)]
    assert told.unfinished == ["emergency-grant", "housing-survey", "work-orders"]
    assert [act.reason for act in await store.list_acts(session, case.id)] == [MISTAKE.reason]
    with pytest.raises(CaseIsClosed):
        await withdraw_case(session, case.id, MISTAKE, by="镇干部", at=AT + timedelta(hours=2))


async def test_a_household_whose_case_was_a_mistake_can_be_seen_in_need_again(session: AsyncSession) -> None:
    case = await a_case(session, at=AT)
    await withdraw_case(session, case.id, MISTAKE, by="镇干部", at=AT)
    assert (await a_case(session, at=AT + timedelta(days=1))).id != case.id
