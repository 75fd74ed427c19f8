"""Other systems' HTTP addresses: reached at the very address that was judged, for a limited time, and never read to the end.

A name is resolved once for a line, all its addresses are judged, and every connection of the line goes to one of those: what the
name says a moment later does not matter. Redirects are not followed and proxies of the environment are not used: either would
lead where nobody checked.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from time import perf_counter

import httpx

from services.notifier.channels.signature import sign
from services.notifier.rules.address import Address, Network, WebhookAddressRefused, judge_resolved, judge_webhook, literal_of
from services.notifier.rules.push import Reply, masked
from shared import clock

ANSWER_BYTES = 512
ANSWER_WITHIN_S = 1.0
"""The status is the answer. Of what follows we take the beginning if it comes at once."""

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def by_system(host: str, port: int) -> list[str]:
    """What the machine's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class Receivers:
    """The ways out. `allowed` are the internal networks that the operator listed."""

    def __init__(self, *, allowed: Collection[Network], timeout_s: float, resolve: Resolve = by_system) -> None:
        self._allowed, self._timeout_s, self._resolve = allowed, timeout_s, resolve
        self._tls = httpx.create_ssl_context()

    @asynccontextmanager
    async def line(self, address: str) -> AsyncIterator["Line"]:
        """A line to one address, for any number of posts one after another; its connection is kept while they keep it."""
        line = self.open(address)
        try:
            yield line
        finally:
            await line.close()

    def open(self, address: str) -> "Line":
        """The same for as long as whoever asks wants it, who has to close it."""
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        client = httpx.AsyncClient(verify=self._tls, timeout=self._timeout_s, trust_env=False, limits=limits)
        return Line(client, address, self)

    async def judged(self, address: str) -> list[Address]:
        """The addresses to knock at. Raises WebhookAddressRefused, OSError."""
        judge_webhook(address, allowed=self._allowed)
        url = httpx.URL(address)
        literals = (literal_of(found) for found in await self._resolve(url.host, url.port or 443))
        return judge_resolved((literal for literal in literals if literal is not None), allowed=self._allowed)

    @property
    def timeout_s(self) -> float:
        return self._timeout_s


class Line:
    """A way to one address that was judged."""

    def __init__(self, client: httpx.AsyncClient, address: str, receivers: Receivers) -> None:
        self._client, self._address, self._receivers = client, address, receivers
        self._found: list[Address] = []

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, body: bytes, *, message_id: str, secrets: Sequence[str], kind: str) -> Reply:
        """Post signed content of this kind, once."""
        return await self.post(body, sign(body, message_id=message_id, at=clock.now(), secrets=secrets) | {"Content-Type": kind})

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Try once, within the time limit; whatever network and receiver do is an answer, never an exception."""
        started_s = perf_counter()
        is_refused = False
        try:
            async with asyncio.timeout(self._receivers.timeout_s):
                return await self._post(body, headers, started_s)
        except WebhookAddressRefused as refused:
            error, is_refused = f"{refused.title}：{refused.facts['reason']}", True
        except (TimeoutError, httpx.TimeoutException):
            error = "接收系统没有及时应答"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failure:
            error = f"连不上接收系统（{type(failure).__name__}）"
        return Reply(took_ms=_since(started_s), error=error, is_refused=is_refused)

    async def _post(self, body: bytes, headers: Mapping[str, str], started_s: float) -> Reply:
        self._found = self._found or await self._receivers.judged(self._address)
        url = httpx.URL(self._address)
        told = {"Accept-Encoding": "identity", "Host": url.netloc.decode("ascii"), "User-Agent": "jishiyu-notifier"} | dict(
            headers
        )
        while len(self._found) > 1:
            # Of a name's several addresses (IPv6 and IPv4, mostly) one may lead nowhere.
            with suppress(httpx.ConnectError):
                return await self._knock(url, self._found[0], body, told, started_s)
            self._found.pop(0)
        return await self._knock(url, self._found[0], body, told, started_s)

    async def _knock(self, url: httpx.URL, at: Address, body: bytes, told: dict[str, str], started_s: float) -> Reply:
        there, name = url.copy_with(host=str(at)), {"sni_hostname": url.host}
        async with self._client.stream("POST", there, content=body, headers=told, extensions=name) as answer:
            said = await _beginning(answer)
        return Reply(
            took_ms=_since(started_s),
            status=answer.status_code,
            answer=masked(said.decode("utf-8", "replace")),
            wait=_wait(answer.headers.get("Retry-After", "")),
        )


async def _beginning(answer: httpx.Response) -> bytes:
    taken = b""
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(ANSWER_WITHIN_S):
            async for chunk in answer.aiter_raw():
                taken += chunk[: ANSWER_BYTES - len(taken)]
                if len(taken) >= ANSWER_BYTES:
                    break
    return taken


def _wait(told: str) -> timedelta | None:
    """What a `Retry-After` says (RFC 9110 10.2.3): seconds, or a date; None for anything else."""
    if told.isascii() and told.isdigit() and len(told) < 9:
        return timedelta(seconds=int(told))
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - clock.now()


def _since(started_s: float) -> int:
    return round((perf_counter() - started_s) * 1000)
