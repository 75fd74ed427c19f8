"""One HTTP request to a server that messages go out by, for a limited time, and of its answer no more than a page.

Redirects are not followed and proxies of the environment are not used. Nothing of the request stands in an outcome or a log: an
address may bear a key, and a body a telephone number.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back: status, the beginning of the body, and how long we are to wait."""

    status: int
    body: bytes
    wait: timedelta | None


class NoAnswer(Exception):
    """Why there was none, in Chinese, without an address."""


class Wire:
    """The way out."""

    def __init__(self, *, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._tls = httpx.create_ssl_context()

    async def ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Answer:
        """Raises NoAnswer."""
        told = {"Accept-Encoding": "identity", "User-Agent": "jishiyu-notifier"} | dict(headers)
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                httpx.AsyncClient(verify=self._tls, timeout=self._timeout_s, trust_env=False, follow_redirects=False) as client,
                client.stream(method, address, content=body or None, headers=told) as answer,
            ):
                said = await _beginning(answer)
                return Answer(answer.status_code, said, wait_of(answer.headers.get("Retry-After", ""), at=at))
        except (TimeoutError, httpx.TimeoutException):
            raise NoAnswer("没有及时应答") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failure:
            raise NoAnswer(f"连不上（{type(failure).__name__}）") from None


async def _beginning(answer: httpx.Response) -> bytes:
    taken = bytearray()
    async for chunk in answer.aiter_raw():
        taken += chunk[: ANSWER_BYTES - len(taken)]
        if len(taken) >= ANSWER_BYTES:
            break
    return bytes(taken)


def wait_of(told: str, *, at: datetime) -> timedelta | None:
    """What a `Retry-After` says (RFC 9110 10.2.3): seconds, or a date; None for anything else."""
    if told.isascii() and told.isdigit() and len(told) < 9:
        return timedelta(seconds=int(told))
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - at
