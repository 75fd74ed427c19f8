"""Work that lies in rows is taken one row and one transaction at a time, by as many hands as there are."""

import asyncio
from contextlib import suppress
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.database import Sessions, the_platform, transaction
from shared.ids import uuid7
from shared.jobs import Jobs, take

TAKE = text("""
DELETE FROM umbrella WHERE id = (SELECT id FROM umbrella ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING price_fen
""")


@pytest.fixture
async def five_umbrellas(sessions: Sessions) -> None:
    async with transaction(sessions, the_platform("test", "test")) as session:
        rows = [{"id": uuid7(), "price": price} for price in range(5)]
        await session.execute(text("INSERT INTO umbrella (id, region, price_fen) VALUES (:id, '371311', :price)"), rows)


async def left(sessions: Sessions) -> int:
    async with transaction(sessions, the_platform("test", "test")) as session:
        return int((await session.execute(text("SELECT count(*) FROM umbrella"))).scalar_one())


async def test_each_call_takes_one_piece_until_nothing_is_left(sessions: Sessions, five_umbrellas: None) -> None:
    jobs = Jobs("funds")

    @jobs.until_empty(poll_seconds=1)
    async def mend_umbrella(session: AsyncSession, at: datetime) -> bool:
        return (await session.execute(TAKE)).first() is not None

    [queue] = jobs.queues
    assert queue.name == "funds-mend_umbrella"
    assert [await take("funds", queue, sessions) for _ in range(6)] == [True] * 5 + [False]
    assert await left(sessions) == 0


async def test_a_piece_that_fails_stays_where_it_lies(sessions: Sessions, five_umbrellas: None) -> None:
    jobs = Jobs("funds")

    @jobs.until_empty(poll_seconds=1)
    async def mend_umbrella(session: AsyncSession, at: datetime) -> bool:
        await session.execute(TAKE)
        raise RuntimeError("the umbrella broke")

    assert not await take("funds", jobs.queues[0], sessions)
    assert await left(sessions) == 5


async def test_workers_share_the_work_and_a_slow_piece_holds_up_no_other(sessions: Sessions, five_umbrellas: None) -> None:
    jobs, taken = Jobs("funds"), []
    slow, all_others, empty = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @jobs.until_empty(poll_seconds=0.01, workers=2)
    async def mend_umbrella(session: AsyncSession, at: datetime) -> bool:
        row = (await session.execute(TAKE)).first()
        if row is None:
            if len(taken) == 5:
                empty.set()
            return False
        if not slow.is_set():
            slow.set()
            await all_others.wait()
        taken.append(row.price_fen)
        if len(taken) == 4:
            all_others.set()
        return True

    running = asyncio.create_task(jobs.run(sessions))
    async with asyncio.timeout(10):
        await empty.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert sorted(taken) == [0, 1, 2, 3, 4]
