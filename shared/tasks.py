"""Tasks that run for ever side by side, and their end.

Not `asyncio.TaskGroup`: when one part fails it waits until every other one has ended, and one that swallows its cancellation (as
nats-py does while it flushes, and `asyncio.wait_for` up to Python 3.11 when its result has just come) never ends. The service
would then look alive with neither relay nor consumers.
"""

import asyncio
from collections.abc import Collection, Coroutine

CANCELLED_EVERY_S = 0.5
ENDED_WITHIN_S = 5.0


async def run_all(parts: Collection[Coroutine[object, object, None]]) -> None:
    """Run all parts until cancelled. When one fails the others are cancelled and its failure is raised, within ENDED_WITHIN_S."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    if not tasks:
        return
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        await _end(tasks)


async def _end(tasks: Collection["asyncio.Task[None]"]) -> None:
    """Cancel them, again and again those that did not hear it; what still runs then ends with the process."""
    left = {task for task in tasks if not task.done()}
    for _ in range(int(ENDED_WITHIN_S / CANCELLED_EVERY_S)):
        if not left:
            return
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCELLED_EVERY_S)
