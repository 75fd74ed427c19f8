"""Door two: from a message on the bus to one handler call in one transaction.

One durable per handler, so that a failing handler blocks no other. What succeeded or was done before is acknowledged; what a
rule refused or nobody can read is buried at once, with its reason; what failed is tried again, later each time. A handler may
take what waits for it together; then one that fails costs the others nothing but the second try, in which each goes alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from time import perf_counter
from typing import TypeVar

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import clock, inbox, telemetry
from shared.bus import UNREACHABLE, Bus
from shared.database import Sessions, is_away, the_platform, transaction
from shared.errors import Refusal
from shared.events import Event, event_at
from shared.events.wire import WrongEventType, decode
from shared.handler import TOGETHER, TOGETHER_WITH_PATIENCE, AnswerRefusal, HandleMany, Handler
from shared.parcels import Delivery

log = structlog.get_logger()

RETRY_AFTER_S = (1, 5, 30, 120, 600, 1800)
"""After each failure; then the message is buried: by now a person has to look. Waiting for the database is no failure: what came
during an outage would have used up its chances before it had one."""

E = TypeVar("E", bound=Event)
HandleOne = Callable[[AsyncSession, E], Awaitable[object]]


class Consumers:
    """One service's handlers, registered by decoration."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: list[Handler] = []

    @classmethod
    def joined(cls, *parts: "Consumers") -> "Consumers":
        """The handlers of one service's modules, in their order."""
        whole = cls(parts[0].service)
        whole.handlers = [handler for part in parts for handler in part.handlers]
        return whole

    def on(self, event_type: type[E], *, answer: AnswerRefusal | None = None) -> Callable[[HandleOne[E]], HandleOne[E]]:
        """Call the function below for every event of this type; its name says what *we* do about it.

        `answer(session, delivery, refusal)` is called in a transaction of its own when the event cannot be read or is refused,
        so that its sender can be told; `delivery` is the message as it came.
        """

        def register(handle: HandleOne[E]) -> HandleOne[E]:
            async def one(session: AsyncSession, events: Sequence[E]) -> None:
                for event in events:
                    await handle(session, event)

            self.handlers.append(Handler(f"{self.service}-{handle.__name__}", event_type, one, answer))
            return handle

        return register

    def on_many(
        self, event_type: type[E], *, patience_s: float = 0.0, in_a_flood: HandleMany[E] | None = None
    ) -> Callable[[HandleMany[E]], HandleMany[E]]:
        """Call the function below for all events of this type that wait, in one transaction: for verbs that act on a hundred
        things in as many statements as on one. They lock what they touch in one order; what an event causes is owed
        `because` of it (`outbox.debt`). Should any event fail, each is handed over alone.

        Help acts at once; what only keeps the books may have `patience_s` with the first event, so that others come along and
        the machine is free for those that help. While many more wait behind them, `in_a_flood` is called in its place: it puts
        them down quickly, so that what comes last need not wait until everything before it is done.
        """

        def register(handle: HandleMany[E]) -> HandleMany[E]:
            durable, together = f"{self.service}-{handle.__name__}", TOGETHER_WITH_PATIENCE if patience_s else TOGETHER
            made = Handler(durable, event_type, handle, together=together, patience_s=patience_s, in_a_flood=in_a_flood)
            self.handlers.append(made)
            return handle

        return register

    def on_every(self, *, patience_s: float) -> Callable[[HandleMany[Event]], HandleMany[Event]]:
        """Call the function below for all events of every type that wait, as `on_many` does, in the order of the stream."""
        return self.on_many(Event, patience_s=patience_s)

    def parts(self, bus: Bus, sessions: Sessions) -> list[Coroutine[object, object, None]]:
        """What serves every handler until cancelled, to be run side by side (`tasks.run_all`)."""
        parts: list[Coroutine[object, object, None]] = []
        for handler in self.handlers:
            waiting: asyncio.Queue[Delivery] = asyncio.Queue()
            parts.append(self._serve(bus, sessions, handler, waiting))
            parts += [self._work(sessions, handler, waiting) for _ in range(handler.workers)]
        return parts

    async def _serve(self, bus: Bus, sessions: Sessions, handler: Handler, waiting: asyncio.Queue[Delivery]) -> None:
        while True:
            try:
                await bus.upsert_consumer(handler.durable, handler.event_type.filter(), in_flight=handler.in_flight)
                async for taken in bus.pull(handler.durable, many=handler.together, patience_s=handler.patience_s):
                    if handler.patience_s:
                        await self._act(sessions, handler, taken)
                        continue
                    for delivery in taken:
                        waiting.put_nowait(delivery)
            except UNREACHABLE as away:
                log.warning("consumer.waiting", handler=handler.durable, reason=type(away).__name__)
                await asyncio.sleep(0.5)

    async def _work(self, sessions: Sessions, handler: Handler, waiting: asyncio.Queue[Delivery]) -> None:
        while True:
            taken = [await waiting.get()]
            while len(taken) < handler.at_once(taken[0]) and not waiting.empty():
                taken.append(waiting.get_nowait())
            await self._act(sessions, handler, taken)

    async def _act(self, sessions: Sessions, handler: Handler, taken: Sequence[Delivery]) -> None:
        try:
            await settle_together(self.service, handler, taken, sessions)
        except Exception as away:
            if not isinstance(away, UNREACHABLE) and not is_away(away):
                raise
            # Neither acknowledged nor buried: it comes again when the acknowledgement wait is over.
            log.warning("event.unsettled", handler=handler.durable, reason=type(away).__name__)


async def settle_together(service: str, handler: Handler, deliveries: Sequence[Delivery], sessions: Sessions) -> None:
    """Hand all of them to the handler in one transaction; if that fails, for whatever reason, each in one of its own."""
    left = deliveries
    if len(deliveries) > 1:
        try:
            left = await _settle_in_one(service, handler, deliveries, sessions)
        except Exception as failure:  # whose fault it is shows when each goes alone
            log.info("events.one_by_one", handler=handler.durable, reason=type(failure).__name__)
    for delivery in left:
        await settle(service, handler, delivery, sessions)


async def _settle_in_one(
    service: str, handler: Handler, deliveries: Sequence[Delivery], sessions: Sessions
) -> Sequence[Delivery]:
    """Those that are left, for another is at them. What was done before comes again after a crash, among others, and is no
    reason to take all one by one."""
    started = perf_counter()
    with telemetry.span(handler.durable, also=[delivery.traceparent for delivery in deliveries]):
        events = [read(handler, delivery) for delivery in deliveries]
        scope = the_platform(handler.durable, f"{handler.event_type.subject} x {len(events)}")
        ids = list(dict.fromkeys(str(event.event_id) for event in events))
        async with sessions.begin() as session:
            ours = await inbox.claim_together(session, scope, handler=handler.durable, ids=ids)
            done = ours if len(ours) == len(ids) else await inbox.list_done(session, handler=handler.durable, ids=ids)
            fresh = {event.event_id: event for event in events if str(event.event_id) in ours}
            if fresh:
                await handler.verb(deliveries)(session, list(fresh.values()))
        settled = [str(event.event_id) in done for event in events]
        for event, delivery, is_settled in zip(events, deliveries, settled, strict=True):
            if is_settled:
                _observe_age(service, handler, event)
                await delivery.ack()
    each_s = (perf_counter() - started) / len(deliveries)
    for is_settled in settled:
        if is_settled:
            telemetry.HANDLED.labels(service, handler.durable, "done").observe(each_s)
    return [delivery for delivery, is_settled in zip(deliveries, settled, strict=True) if not is_settled]


def read(handler: Handler, delivery: Delivery) -> Event:
    """The event in a message. Raises what `decode` raises, and WrongEventType where it came on another's subject."""
    event_type = handler.event_type if handler.event_type.subject else event_at(delivery.subject)
    if event_type is None:
        raise WrongEventType(pointer="/type", received=delivery.subject)
    event = decode(event_type, delivery.body)
    if event.sent_to != delivery.subject:
        # The broker let the sender write to this subject; what the body says about the sender is only a claim.
        raise WrongEventType(pointer=f"/data/{event.address or ''}", expected=delivery.subject, received=event.sent_to)
    event.came_with(delivery.traceparent)
    return event


def _observe_age(service: str, handler: Handler, event: Event) -> None:
    telemetry.EVENT_AGE.labels(service, handler.durable).observe((clock.now() - event.occurred_at).total_seconds())


async def settle(service: str, handler: Handler, delivery: Delivery, sessions: Sessions) -> None:
    """Act on one message and settle it."""
    started, outcome = perf_counter(), "done"
    with telemetry.span(handler.durable, delivery.traceparent):
        try:
            event = read(handler, delivery)
            scope = the_platform(handler.durable, f"{event.subject} {event.event_id}")
            async with sessions.begin() as session:
                await inbox.claim(session, scope, handler=handler.durable, id=str(event.event_id))
                await handler.verb([delivery])(session, [event])
        except inbox.AlreadyDone:
            outcome = "done before"
            await delivery.ack()
        except inbox.StillRunning:
            outcome = "running elsewhere"
            await delivery.retry(1)
        except Refusal as refusal:
            outcome = "refused"
            log.warning("event.refused", handler=handler.durable, code=refusal.code)
            await _answer(handler, delivery, refusal, sessions)
            await _bury(
                service,
                handler,
                delivery,
                {"code": refusal.code, "title": refusal.title, "mend": refusal.mend, "pointer": refusal.pointer, **refusal.facts},
            )
        except Exception as failure:  # whatever a handler raises: this message is retried or buried, the others go on
            if isinstance(failure, UNREACHABLE) or is_away(failure):
                outcome = "waiting"
                log.warning("event.waiting", handler=handler.durable, reason=type(failure).__name__)
                await delivery.retry(RETRY_AFTER_S[0])
            else:
                outcome = "failed"
                handler.failures[delivery.number] += 1
                log.error("event.failed", handler=handler.durable, time=handler.failures[delivery.number], exc_info=failure)
                await _try_again_or_bury(service, handler, delivery, failure)
        else:
            _observe_age(service, handler, event)
            handler.failures.pop(delivery.number, None)
            await delivery.ack()
    telemetry.HANDLED.labels(service, handler.durable, outcome).observe(perf_counter() - started)


async def _try_again_or_bury(service: str, handler: Handler, delivery: Delivery, failure: Exception) -> None:
    failures = handler.failures[delivery.number]
    if failures <= len(RETRY_AFTER_S):
        await delivery.retry(RETRY_AFTER_S[failures - 1])
        return
    reason: dict[str, object] = {"code": "handler-failed", "title": "处理多次失败", "error": type(failure).__name__}
    await _bury(service, handler, delivery, reason)


async def _answer(handler: Handler, delivery: Delivery, refusal: Refusal, sessions: Sessions) -> None:
    if handler.answer is None:
        return
    async with transaction(sessions, the_platform(handler.durable, f"refused: {refusal.code}")) as session:
        await handler.answer(session, delivery, refusal)


async def _bury(service: str, handler: Handler, delivery: Delivery, reason: dict[str, object]) -> None:
    telemetry.DEAD_LETTERS.labels(service, handler.durable).inc()
    await delivery.bury(handler.durable, reason)
    handler.failures.pop(delivery.number, None)
