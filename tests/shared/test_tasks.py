"""What runs for ever side by side: no part holds up the failure, or the end, of the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from shared import tasks


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CANCELLED_EVERY_S", 0.01)
    monkeypatch.setattr(tasks, "ENDED_WITHIN_S", 0.05)


class Hard:
    """A part that is hard of hearing: it goes on after being cancelled, so many times, or until it is let go."""

    def __init__(self, times: int, let_go: asyncio.Event) -> None:
        self.times = times
        self.let_go = let_go
        self.has_ended = False

    async def work(self) -> None:
        for _ in range(self.times):
            with suppress(asyncio.CancelledError):
                await self.let_go.wait()
        try:
            await asyncio.Event().wait()
        finally:
            self.has_ended = True


@pytest.fixture
async def let_go() -> AsyncIterator[asyncio.Event]:
    """Set at the end, so that a test that fails does fail: its loop would wait for who never hears."""
    event = asyncio.Event()
    yield event
    event.set()


async def fail() -> None:
    await asyncio.sleep(0)
    raise ZeroDivisionError


async def end() -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_a_failure_ends_the_others_though_they_do_not_hear_at_once(times: int, let_go: asyncio.Event) -> None:
    hard = Hard(times, let_go)
    with pytest.raises(ZeroDivisionError):
        await tasks.run_all([hard.work(), fail()])
    assert hard.has_ended


async def test_a_failure_is_known_though_another_part_never_ends(let_go: asyncio.Event) -> None:
    hard = Hard(1_000, let_go)
    async with asyncio.timeout(10):
        with pytest.raises(ZeroDivisionError):
            await tasks.run_all([hard.work(), fail()])


async def test_who_cancels_them_all_need_not_wait_for_who_never_ends(let_go: asyncio.Event) -> None:
    hard = Hard(1_000, let_go)
    running = asyncio.create_task(tasks.run_all([hard.work(), end()]))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_a_part_that_is_done_leaves_the_others_to_work(let_go: asyncio.Event) -> None:
    hard = Hard(0, let_go)
    running = asyncio.create_task(tasks.run_all([end(), hard.work()]))
    done, _ = await asyncio.wait([running], timeout=0.02)
    assert not done
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert hard.has_ended
