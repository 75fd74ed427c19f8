"""Door three: the clock. Each tick goes through the inbox, so that two replicas do a thing once; work that lies in rows is taken
one row at a time, each in its own transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

import structlog
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import apart, clock, inbox, tasks, telemetry
from shared.database import Sessions, is_away, the_platform, transaction

log = structlog.get_logger()

# A tick is remembered so that replicas share it; a day later nobody will ask.
_FORGET = text("DELETE FROM inbox WHERE handler = :handler AND claimed_at < now() - interval '1 day'")

# A clock that fell back finds its ticks done already, by what it showed before: none would come for as long as it fell. A replica
# whose clock runs a little ahead is no such thing.
_FORGET_AHEAD = text("""
DELETE FROM inbox WHERE handler = :handler AND id >= :id
AND EXISTS (SELECT FROM inbox AS ahead WHERE ahead.handler = :handler AND ahead.id > :far)
""")
REPLICAS_DIFFER = timedelta(minutes=5)
"""By no more than this do clocks of one installation."""

Tick = Callable[[AsyncSession, datetime], Awaitable[object]]
Take = Callable[[AsyncSession, datetime], Awaitable[bool]]
Waits = Callable[[AsyncSession], Awaitable[bool]]

KEPT = timedelta(minutes=5)
"""So long a process of a queue is kept when nothing is left: what it remembers makes the next work faster."""


@dataclass(frozen=True)
class Job:
    """Work that falls due by the clock."""

    name: str
    every: timedelta
    tick: Tick


@dataclass(frozen=True)
class Queue:
    """Work that lies in rows of our own, such as messages to be sent."""

    name: str
    poll: timedelta
    workers: int
    take: Take
    apart_if: Waits | None = None
    """Each worker is a process of its own, that starts when this says that something lies there."""


class Jobs:
    """One service's jobs, registered by decoration."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.jobs: list[Job] = []
        self.queues: list[Queue] = []

    def every(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> Callable[[Tick], Tick]:
        """Call the function below at this interval, in one transaction, with the instant the tick stands for."""
        interval = timedelta(seconds=seconds, minutes=minutes, hours=hours)

        def register(tick: Tick) -> Tick:
            self.jobs.append(Job(f"{self.service}-{tick.__name__}", interval, tick))
            return tick

        return register

    def until_empty(self, *, poll_seconds: float, workers: int = 1, apart_if: Waits | None = None) -> Callable[[Take], Take]:
        """Call the function below until it returns False (nothing was left), each call in a transaction of its own; then look
        again after `poll_seconds`. It locks the row it takes (FOR UPDATE SKIP LOCKED), so workers and replicas share the work.

        Work that fills a core is done in processes of its own (`shared.apart`) when `apart_if` says that there is some.
        """

        def register(take: Take) -> Take:
            poll = timedelta(seconds=poll_seconds)
            self.queues.append(Queue(f"{self.service}-{take.__name__}", poll, workers, take, apart_if))
            return take

        return register

    async def run(self, sessions: Sessions) -> None:
        """Tick until cancelled."""
        parts = [self._run(job, sessions) for job in self.jobs]
        for queue in self.queues:
            work = self._work_apart if queue.apart_if else self._work
            parts += [work(queue, sessions) for _ in range(queue.workers)]
        await tasks.run_all(parts)

    async def _run(self, job: Job, sessions: Sessions) -> None:
        while True:
            slot = slot_of(clock.now(), job.every)
            await tick(self.service, job, slot, sessions)
            left = (slot + job.every - clock.now()).total_seconds()
            await asyncio.sleep(min(max(0.0, left), job.every.total_seconds()))  # the clock may have fallen back meanwhile

    async def _work(self, queue: Queue, sessions: Sessions) -> None:
        while True:
            if not await take(self.service, queue, sessions):
                await asyncio.sleep(queue.poll.total_seconds())

    async def _work_apart(self, queue: Queue, sessions: Sessions) -> None:
        apart.stand_by(queue.take.__module__)
        hand, worked_at = apart.Apart(self.service), clock.now()
        try:
            while True:
                if await take_apart(self.service, queue, sessions, hand):
                    worked_at = clock.now()
                    continue
                if clock.now() - worked_at > KEPT:
                    hand.end()
                await asyncio.sleep(queue.poll.total_seconds())
        finally:
            hand.end()


def slot_of(at: datetime, every: timedelta) -> datetime:
    """The start of the interval that holds this instant: the same for all replicas."""
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return epoch + (at - epoch) // every * every


async def tick(service: str, job: Job, at: datetime, sessions: Sessions) -> None:
    """Do one tick, once over all replicas. A failed tick is logged and left to the next."""
    started, outcome = perf_counter(), "done"
    with telemetry.span(job.name):
        try:
            async with sessions.begin() as session:
                far = (at + max(job.every, REPLICAS_DIFFER)).isoformat()
                await session.execute(_FORGET_AHEAD, {"handler": job.name, "id": at.isoformat(), "far": far})
                await inbox.claim(session, the_platform(job.name, f"tick {at.isoformat()}"), handler=job.name, id=at.isoformat())
                await session.execute(_FORGET, {"handler": job.name})
                await job.tick(session, at)
        except (inbox.AlreadyDone, inbox.StillRunning):
            outcome = "done elsewhere"
        except Exception as failure:  # one job's fault must not stop the clock for the others
            outcome = "waiting" if is_away(failure) else "failed"
            log.error("job.failed", job=job.name, exc_info=None if is_away(failure) else failure, reason=type(failure).__name__)
    telemetry.JOBS.labels(service, job.name, outcome).observe(perf_counter() - started)


async def take(service: str, queue: Queue, sessions: Sessions) -> bool:
    """Take one piece of work; whether there was one. Work that fails is logged and stays in its row."""
    started_s = perf_counter()
    return _observed(service, queue, await _take(queue, sessions), started_s)


async def take_apart(service: str, queue: Queue, sessions: Sessions, hand: apart.Apart) -> bool:
    """The same in a process of its own, which is not asked before something lies there."""
    started_s = perf_counter()
    look = Queue(queue.name, queue.poll, 1, lambda session, at: _lies_there(queue, session))
    outcome, there_is = await _take(look, sessions)
    if there_is:
        try:
            outcome, there_is = await hand.do(take_here, service, queue)
        except apart.ProcessDied as died:
            log.error("queue.failed", queue=queue.name, reason=type(died).__name__)
            outcome, there_is = "failed", False
    return _observed(service, queue, (outcome, there_is), started_s)


async def take_here(service: str, queue: Queue) -> tuple[str, bool]:
    """What the process apart does: what became of a piece of work, and whether there was one."""
    return await _take(queue, apart.sessions(service))


async def _lies_there(queue: Queue, session: AsyncSession) -> bool:
    return queue.apart_if is not None and await queue.apart_if(session)


async def _take(queue: Queue, sessions: Sessions) -> tuple[str, bool]:
    with telemetry.span(queue.name):
        try:
            async with transaction(sessions, the_platform(queue.name, "queue")) as session:
                return "done", await queue.take(session, clock.now())
        except Exception as failure:  # one piece's fault must not stop the others; the poll is the pause before the next try
            away = is_away(failure)
            log.error("queue.failed", queue=queue.name, exc_info=None if away else failure, reason=type(failure).__name__)
            return "waiting" if away else "failed", False


def _observed(service: str, queue: Queue, became: tuple[str, bool], started_s: float) -> bool:
    outcome, there_was = became
    if there_was or outcome != "done":
        telemetry.JOBS.labels(service, queue.name, outcome).observe(perf_counter() - started_s)
    return there_was
