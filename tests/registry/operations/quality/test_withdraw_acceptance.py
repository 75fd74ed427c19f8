"""Accepted by mistake: the finding is open again."""

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.quality.accept_finding import accept_finding
from services.registry.operations.quality.look_over import look_over
from services.registry.operations.quality.withdraw_acceptance import withdraw_acceptance
from services.registry.rules.finding import NotAccepted
from services.registry.tables import QualityFinding
from tests.builders.quality import ON, a_sound_household


async def test_an_acceptance_can_be_taken_back_once(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session, standard="")
    await look_over(session, [household.id], on=ON)
    [found] = await session.exec(select(QualityFinding))
    await accept_finding(session, found.id, reason="早年纳入，标准已不可考", by="镇 李")
    again = await withdraw_acceptance(session, found.id)
    assert (again.accepted_at, again.accepted_by, again.accepted_reason) == (None, "", "")
    with pytest.raises(NotAccepted):
        await withdraw_acceptance(session, found.id)
