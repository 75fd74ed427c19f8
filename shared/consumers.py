"""Door two: from a message on the bus to one handler call in one transaction.

One durable per handler, so that a failing handler blocks no other. What succeeded or was done before is acknowledged; what a
rule refused or nobody can read is buried at once, with its reason; what failed is tried again, later each time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import clock, inbox, telemetry
from shared.bus import UNREACHABLE, Bus, Delivery
from shared.database import Sessions, is_away, the_platform, transaction
from shared.errors import Refusal
from shared.events import Event
from shared.events.wire import WrongEventType, decode

log = structlog.get_logger()

RETRY_AFTER_S = (1, 5, 30, 120, 600, 1800)
"""Then the message is buried: by now a person has to look."""
IN_FLIGHT = 8
"""Messages of one handler at work at the same time: the broker sends no more until one is settled. Handlers must not rely on
order (and the inbox makes each one count once)."""

E = TypeVar("E", bound=Event)
Handle = Callable[[AsyncSession, Any], Awaitable[object]]
AnswerRefusal = Callable[[AsyncSession, Delivery, Refusal], Awaitable[object]]


@dataclass(frozen=True)
class Handler:
    """What one service does about one kind of event."""

    durable: str
    event_type: type[Event]
    handle: Handle
    answer: AnswerRefusal | None = None


class Consumers:
    """One service's handlers, registered by decoration."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: list[Handler] = []

    def on(
        self, event_type: type[E], *, answer: AnswerRefusal | None = None
    ) -> Callable[[Callable[[AsyncSession, E], Awaitable[object]]], Callable[[AsyncSession, E], Awaitable[object]]]:
        """Call the function below for every event of this type; its name says what *we* do about it.

        `answer(session, delivery, refusal)` is called in a transaction of its own when the event cannot be read or is refused,
        so that its sender can be told; `delivery` is the message as it came.
        """

        def register(handle: Callable[[AsyncSession, E], Awaitable[object]]) -> Callable[[AsyncSession, E], Awaitable[object]]:
            durable = f"{self.service}-{handle.__name__}"
            self.handlers.append(Handler(durable, event_type, handle, answer))
            return handle

        return register

    async def run(self, bus: Bus, sessions: Sessions) -> None:
        """Serve every handler until cancelled."""
        async with asyncio.TaskGroup() as group:
            for handler in self.handlers:
                group.create_task(self._serve(bus, sessions, handler))

    async def _serve(self, bus: Bus, sessions: Sessions, handler: Handler) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    await bus.upsert_consumer(handler.durable, handler.event_type.filter(), in_flight=IN_FLIGHT)
                    async for delivery in bus.pull(handler.durable):
                        group.create_task(self._work(sessions, handler, delivery))
                except UNREACHABLE as away:
                    log.warning("consumer.waiting", handler=handler.durable, reason=type(away).__name__)
                    await asyncio.sleep(0.5)

    async def _work(self, sessions: Sessions, handler: Handler, delivery: Delivery) -> None:
        try:
            await settle(self.service, handler, delivery, sessions)
        except Exception as away:
            if not isinstance(away, UNREACHABLE) and not is_away(away):
                raise
            # Neither acknowledged nor buried: it comes again when the acknowledgement wait is over.
            log.warning("event.unsettled", handler=handler.durable, reason=type(away).__name__)


async def settle(service: str, handler: Handler, delivery: Delivery, sessions: Sessions) -> None:
    """Act on one message and settle it."""
    started, outcome = perf_counter(), "done"
    with telemetry.span(handler.durable, delivery.traceparent):
        try:
            event = decode(handler.event_type, delivery.body)
            if event.sent_to != delivery.subject:
                # The broker let the sender write to this subject; what the body says about the sender is only a claim.
                raise WrongEventType(pointer=f"/data/{event.address or ''}", expected=delivery.subject, received=event.sent_to)
            scope = the_platform(handler.durable, f"{event.subject} {event.event_id}")
            async with sessions.begin() as session:
                await inbox.claim(session, scope, handler=handler.durable, id=str(event.event_id))
                await handler.handle(session, event)
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
                log.error("event.failed", handler=handler.durable, attempt=delivery.attempt, exc_info=failure)
                await _try_again_or_bury(service, handler, delivery, failure)
        else:
            telemetry.EVENT_AGE.labels(service, handler.durable).observe((clock.now() - event.occurred_at).total_seconds())
            await delivery.ack()
    telemetry.HANDLED.labels(service, handler.durable, outcome).observe(perf_counter() - started)


async def _try_again_or_bury(service: str, handler: Handler, delivery: Delivery, failure: Exception) -> None:
    if delivery.attempt <= len(RETRY_AFTER_S):
        await delivery.retry(RETRY_AFTER_S[delivery.attempt - 1])
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
