"""Hardship that lasts goes to identification: told once, and the conclusion is no longer owed."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.hand_over_case import hand_over_case
from services.registry.rules.ending import AlreadyHandedOver
from services.registry.schemas.case_act import HandOverCase
from services.registry.store.deadline import count_owed
from shared.events import Event
from shared.events.registry import LastingHardshipDetected
from tests.builders.cases import a_case

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
LASTING = HandOverCase(reason="主要劳动力长期卧床，收入无法恢复")


async def test_a_case_is_handed_over_once_and_its_conclusion_is_then_met(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]]
) -> None:
    case = await a_case(session, at=AT)
    late = AT + timedelta(days=16)
    before = sum(one.late for one in await count_owed(session, region="3713", digits=6, at=late))
    await hand_over_case(session, case.id, LASTING, by="镇干部", at=AT + timedelta(days=2))

    [told] = [event for event in await emitted(session) if isinstance(event, LastingHardshipDetected)]
    assert (told.case_id, told.kind, told.detected_on.isoformat()) == (case.id, "illness", "2020-06-01")
    assert sum(one.late for one in await count_owed(session, region="3713", digits=6, at=late)) == before - 1
    with pytest.raises(AlreadyHandedOver):
        await hand_over_case(session, case.id, LASTING, by="镇干部", at=late)
