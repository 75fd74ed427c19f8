"""A load generator: a closed loop (each client asks again as soon as it is answered) and an open one (a fixed rate)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import aiohttp


@dataclass(frozen=True)
class Call:
    """One HTTP request, made ready beforehand so that making it is not measured."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Loaded:
    """What came of a run."""

    seconds: float
    latencies_s: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.latencies_s) / self.seconds

    def percentile_ms(self, percent: float) -> float:
        return percentile(self.latencies_s, percent) * 1000


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of them lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered)) - 1))]


async def closed_loop(base_url: str, calls: Sequence[Call], *, clients: int) -> Loaded:
    """Every call once, `clients` at a time. Raises RuntimeError at the first answer that is no success."""
    waiting = iter(calls)
    latencies: list[float] = []
    async with aiohttp.ClientSession(base_url, connector=aiohttp.TCPConnector(limit=clients)) as session:

        async def client() -> None:
            for call in waiting:
                started = perf_counter()
                async with session.post(call.path, data=call.body, headers=call.headers) as answer:
                    text = await answer.text()
                    if answer.status >= 300:
                        raise RuntimeError(f"{call.path}: {answer.status} {text[:300]}")
                latencies.append(perf_counter() - started)

        started = perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(client())
        return Loaded(perf_counter() - started, tuple(latencies))


async def open_loop(act: Callable[[int], Awaitable[None]], *, times: int, per_second: float) -> float:
    """Call `act(i)` at a fixed rate whether or not the last one is done; the seconds from the first start to the last end."""
    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        for i in range(times):
            await asyncio.sleep(max(0.0, started + i / per_second - perf_counter()))
            group.create_task(_awaited(act(i)))
    return perf_counter() - started


async def _awaited(work: Awaitable[None]) -> None:
    await work
