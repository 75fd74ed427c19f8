"""What runs for ever side by side: no part holds up the failure, or the end, of the others."""

import asyncio
from contextlib import suppress

import pytest

from shared import tasks


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CANCELLED_EVERY_S", 0.01)
    monkeypatch.setattr(tasks, "ENDED_WITHIN_S", 0.05)


class Hard:
    """A part of hearing: it goes on after being cancelled, so many times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.let_go = asyncio.Event()
        self.has_ended = False

    async def work(self) -> None:
        for _ in range(self.times):
            with suppress(asyncio.CancelledError):
                await self.let_go.wait()
        try:
            await asyncio.Event().wait()
        finally:
            self.has_ended = True


async def fail() -> None:
    await asyncio.sleep(0)
    raise ZeroDivisionError


async def end() -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_a_failure_ends_the_others_though_they_do_not_hear_at_once(times: int) -> None:
    hard = Hard(times)
    with pytest.raises(ZeroDivisionError):
        await tasks.run_all([hard.work(), fail()])
    assert hard.has_ended


async def test_a_failure_is_known_though_another_part_never_ends() -> None:
    hard = Hard(1_000)
    async with asyncio.timeout(10):
        with pytest.raises(ZeroDivisionError):
            await tasks.run_all([hard.work(), fail()])
    hard.let_go.set()


async def test_who_cancels_them_all_need_not_wait_for_who_never_ends() -> None:
    hard = Hard(1_000)
    running = asyncio.create_task(tasks.run_all([hard.work(), end()]))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    hard.let_go.set()


async def test_a_part_that_is_done_leaves_the_others_to_work() -> None:
    hard = Hard(0)
    running = asyncio.create_task(tasks.run_all([end(), hard.work()]))
    await asyncio.sleep(0.01)
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert hard.has_ended
