"""The nightly look goes through the whole register in stretches, once a night."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.jobs import jobs
from services.registry.operations.quality.advance_quality_sweep import advance_quality_sweep
from services.registry.store.finding import find_last_sweep, lock_quality_sweep
from services.registry.tables import QualityFinding, QualitySweep
from shared.database import Sessions, set_scope, the_platform, transaction
from shared.ids import uuid7
from tests.builders.quality import a_sound_household

AT = datetime.fromisoformat("2023-06-30T03:00:00+08:00")
[QUEUE] = [queue for queue in jobs.queues if queue.name == "registry-sweep_quality"]


async def test_an_empty_stretch_ends_the_sweep_of_the_day(session: AsyncSession) -> None:
    sweep = await lock_quality_sweep(session, on=AT.date(), at=AT)
    assert sweep is not None
    stretch = [uuid7(), uuid7()]
    await advance_quality_sweep(session, sweep, stretch, persons=5, found=3, gone=1)
    assert (sweep.reached, sweep.households, sweep.persons, sweep.found, sweep.gone) == (stretch[-1], 2, 5, 3, 1)
    assert await find_last_sweep(session) is None
    await advance_quality_sweep(session, sweep, [], persons=0, found=0, gone=0)
    assert sweep.finished_at is not None
    assert await lock_quality_sweep(session, on=AT.date(), at=AT) is None


@pytest.fixture
def take(sessions: Sessions) -> Any:
    async def once(at: datetime) -> bool:
        async with transaction(sessions, the_platform("test", "queue")) as session:
            return await QUEUE.take(session, at)

    return once


async def test_the_night_finds_what_nobody_told_of_and_a_second_run_of_the_same_night_nothing(
    session: AsyncSession, take: Any
) -> None:
    await a_sound_household(session, standard="")
    await a_sound_household(session)
    await session.commit()
    assert not await take(datetime.fromisoformat("2023-06-30T02:00:00+08:00"))
    assert [await take(AT) for _ in range(3)] == [True, False, False]
    await set_scope(session, the_platform("test", "look"))
    [finding] = await session.exec(select(QualityFinding))
    [sweep] = await session.exec(select(QualitySweep))
    assert finding.rule == "standard-missing"
    assert (sweep.households, sweep.persons, sweep.found, sweep.gone, sweep.finished_at is not None) == (2, 4, 1, 0, True)
