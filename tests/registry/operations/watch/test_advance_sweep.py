"""The nightly sweep goes through the whole register in stretches, once a night."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.jobs import jobs
from services.registry.operations.watch.advance_sweep import advance_sweep
from services.registry.store.alert import lock_sweep
from services.registry.store.watch import Looked
from services.registry.tables import Alert, WatchSweep
from shared.database import Sessions, set_scope, the_platform, transaction
from shared.ids import uuid7
from tests.builders.watch import a_household_in_the_register

AT = datetime.fromisoformat("2020-06-02T02:00:00+08:00")
[QUEUE] = [queue for queue in jobs.queues if queue.name == "registry-sweep_register"]


async def test_an_empty_stretch_ends_the_sweep_of_the_day(session: AsyncSession) -> None:
    sweep = await lock_sweep(session, on=AT.date(), at=AT)
    assert sweep is not None
    last = uuid7()
    await advance_sweep(session, sweep, Looked(2, last, []), alerts=1)
    assert (sweep.reached, sweep.households, sweep.alerts, sweep.finished_at) == (last, 2, 1, None)
    await advance_sweep(session, sweep, Looked(0, None, []), alerts=0)
    assert sweep.finished_at is not None
    assert await lock_sweep(session, on=AT.date(), at=AT) is None


@pytest.fixture
def take(sessions: Sessions) -> Any:
    async def once(at: datetime) -> bool:
        async with transaction(sessions, the_platform("test", "queue")) as session:
            return await QUEUE.take(session, at)

    return once


async def test_the_night_s_sweep_judges_everyone_once_and_rests_until_the_next(session: AsyncSession, take: Any) -> None:
    await a_household_in_the_register(session, particulars={"是否参加新农合(城乡居民医保)": "否"})
    await session.commit()
    assert not await take(datetime.fromisoformat("2020-06-02T00:30:00+08:00"))
    assert [await take(AT) for _ in range(3)] == [True, False, False]
    await set_scope(session, the_platform("test", "look"))
    [alert] = await session.exec(select(Alert))
    [sweep] = await session.exec(select(WatchSweep))
    assert alert.rule == "registered-premium-unpaid"
    assert (sweep.households, sweep.alerts, sweep.finished_at is not None) == (1, 1, True)
