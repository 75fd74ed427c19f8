"""How often a stranger may knock at a public door that is worth guessing at."""

from cachetools import TTLCache
from fastapi import Request

from shared.errors import Refusal

CALLERS_REMEMBERED = 10_000


class TooOften(Refusal):
    """查询过于频繁"""

    status = 429
    mend = "请一分钟后再试"


class Throttle:
    """At most so many calls a minute from one address, counted by each process for itself."""

    def __init__(self, *, a_minute: int) -> None:
        self._a_minute = a_minute
        self._calls: TTLCache[str, list[int]] = TTLCache(CALLERS_REMEMBERED, ttl=60)

    def admit(self, request: Request) -> None:
        """Raises TooOften. Behind the gateway the caller is whom the gateway names."""
        caller = request.headers.get("X-Forwarded-For") or (request.client.host if request.client else "")
        calls = self._calls.setdefault(caller, [0])
        calls[0] += 1
        if calls[0] > self._a_minute:
            raise TooOften(a_minute=self._a_minute)
