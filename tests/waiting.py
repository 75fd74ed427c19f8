"""Waiting for what happens elsewhere: ask until it is so, and give up loudly."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

ASK_EVERY_S = 0.02


async def until(met: Callable[[], Awaitable[object]], *, within_s: float = 60) -> None:
    """Ask until the answer is true. Raises TimeoutError when it never is."""
    never = asyncio.Event()
    async with asyncio.timeout(within_s):
        while not await met():
            with suppress(TimeoutError):
                await asyncio.wait_for(never.wait(), ASK_EVERY_S)
