"""A door at which one may wait for news, without holding a transaction meanwhile."""

import asyncio

from fastapi import Request, Response

from shared.door import Door, Handling

LOOK_S = 0.5
WAITING_LIMIT = 200
"""Requests of one process that wait at a time; whoever comes besides is answered at once."""


def nothing_yet(request: Request, *, wait_s: int) -> None:
    """Said by a handler whose answer is empty: ask it again until something came, for so long from the first time on."""
    request.state.wait_s = wait_s


class LongPoll(Door):
    """Asks its handler again and again, each time in a transaction of its own, while it says that there is nothing yet."""

    waiting = 0

    def get_route_handler(self) -> Handling:
        once = super().get_route_handler()

        async def until_there_is(request: Request) -> Response:
            response = await once(request)
            wait_s = getattr(request.state, "wait_s", 0)
            if not wait_s or self.waiting >= WAITING_LIMIT:
                return response
            ends_s = asyncio.get_running_loop().time() + wait_s
            self.waiting += 1
            try:
                while request.state.wait_s and asyncio.get_running_loop().time() < ends_s:
                    await asyncio.sleep(LOOK_S)
                    if await request.is_disconnected():
                        break
                    request.state.wait_s = 0
                    response = await once(request)
            finally:
                self.waiting -= 1
            return response

        return until_there_is
