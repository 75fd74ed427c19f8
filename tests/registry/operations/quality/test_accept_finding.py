"""A finding that is right as it is can be accepted, with a reason, once, and never a fault."""

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.quality.accept_finding import accept_finding
from services.registry.operations.quality.look_over import look_over
from services.registry.rules.finding import AcceptedAlready, FaultCannotBeRight
from services.registry.store.finding import NoSuchFinding
from services.registry.tables import QualityFinding
from shared.ids import uuid7
from tests.builders.quality import ON, a_sound_household


async def test_who_accepted_it_when_and_why_stands_with_it(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session, standard="")
    await look_over(session, [household.id], on=ON)
    [found] = await session.exec(select(QualityFinding))
    accepted = await accept_finding(session, found.id, reason="早年纳入，标准已不可考", by="镇 李")
    assert (accepted.accepted_by, accepted.accepted_reason) == ("镇 李", "早年纳入，标准已不可考")
    assert accepted.accepted_at is not None
    assert accepted.gone_at is None
    with pytest.raises(AcceptedAlready):
        await accept_finding(session, found.id, reason="再来一次", by="镇 李")


async def test_a_fault_is_never_right(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session, head={"务工时间(月)": "13", "务工所在地": "县外"})
    await look_over(session, [household.id], on=ON)
    [found] = await session.exec(select(QualityFinding))
    with pytest.raises(FaultCannotBeRight):
        await accept_finding(session, found.id, reason="就是这样", by="镇 李")


async def test_what_is_not_there_cannot_be_accepted(session: AsyncSession) -> None:
    with pytest.raises(NoSuchFinding):
        await accept_finding(session, uuid7(), reason="没有", by="镇 李")
