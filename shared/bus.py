"""The only room that speaks NATS: streams, publishing with acknowledgement, and pulling messages one durable at a time."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import nats
import nats.errors
import nats.js.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, StatusCode, StorageType, StreamConfig
from nats.js.client import JetStreamContext

from shared import clock
from shared.parcels import Delivery, Outgoing
from shared.settings import Settings

log = structlog.get_logger()

STREAM = "RELIEF"
DEAD = "DEAD"
FEED = "FEED"
ACK_TIMEOUT_S = 5.0
PULL_MESSAGES = 100
PULL_EXPIRES_S = 3.5
SILENCE_S = 4.0
"""Short, because a pull that waits while its server dies does not notice: after this silence it asks again."""
FOLLOWING_S = 0.1
"""What waits comes at once. So long nothing may come, if it was handed out elsewhere meanwhile."""
ACK_WAIT_S = 30
TAKEN_BY_SUBSCRIBER = 256
"""Messages that a subscriber outside may have fetched and not yet acknowledged."""
DEDUPLICATION_S = 600
FEED_KEPT_S = 30 * 24 * 3600
FEED_LIMIT_BYTES = 2**30
"""What a subscriber does not fetch must not fill the disk that our own events need: the oldest goes first."""
STREAMS = (
    StreamConfig(name=STREAM, subjects=["relief.>"], storage=StorageType.FILE, duplicate_window=DEDUPLICATION_S),
    StreamConfig(name=DEAD, subjects=["dead.>"], storage=StorageType.FILE, duplicate_window=DEDUPLICATION_S),
    StreamConfig(
        name=FEED,
        subjects=["feed.>"],
        storage=StorageType.FILE,
        duplicate_window=DEDUPLICATION_S,
        max_age=FEED_KEPT_S,
        max_bytes=FEED_LIMIT_BYTES,
    ),
)

_UNREACHABLE = (nats.errors.Error, OSError, TimeoutError, asyncio.TimeoutError)


class BusDown(Exception):
    """The broker did not acknowledge; nothing is lost, the caller still owes what it owed."""


UNREACHABLE = (BusDown, *_UNREACHABLE)
"""What a loop on the bus may meet while the broker is away: wait and try again."""


@dataclass
class _JetStreamDelivery:
    """A message from JetStream."""

    message: Msg
    bus: "Bus"

    @property
    def subject(self) -> str:
        return self.message.subject

    @property
    def body(self) -> bytes:
        return self.message.data

    @property
    def number(self) -> int:
        """Its place in the stream."""
        return self.message.metadata.sequence.stream

    @property
    def traceparent(self) -> str | None:
        return (self.message.headers or {}).get("traceparent")

    @property
    def behind(self) -> int:
        return self.message.metadata.num_pending

    async def ack(self) -> None:
        # If the acknowledgement is lost the message comes again, and the inbox knows it.
        with suppress(*_UNREACHABLE):
            await self.message.ack()

    async def retry(self, after_s: float) -> None:
        with suppress(*_UNREACHABLE):
            await self.message.nak(delay=after_s)

    async def bury(self, handler: str, reason: dict[str, object]) -> None:
        """Put the message, with its reason, into the stream of the dead; only then stop its redelivery."""
        grave = {
            "handler": handler,
            "buried_at": clock.now().isoformat(),
            "subject": self.subject,
            "sequence": self.number,
            "attempts": self.message.metadata.num_delivered,
            "reason": reason,
            "traceparent": self.traceparent,
            "body": self.body.decode("utf-8", "replace"),
        }
        letter = json.dumps(grave, ensure_ascii=False, default=str).encode()
        service, _, name = handler.partition("-")
        await self.bus.publish_all([Outgoing(f"dead.{service}.{name}", letter, f"{handler} {self.number}", self.traceparent)])
        with suppress(*_UNREACHABLE):
            await self.message.term()


class Bus:
    """A connection that outlives the broker: it reconnects for ever, and everything on it can be tried again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = Client()
        self._jetstream: JetStreamContext | None = None

    async def connect(self) -> None:
        """Returns once connected; keeps trying while the broker is away."""
        user = self._settings.nats_user
        while True:
            try:
                await self._client.connect(
                    self._settings.nats_url,
                    name=f"jishiyu {user}",
                    user=user or None,
                    password=self._settings.nats_password.get_secret_value() or None,
                    inbox_prefix=f"_INBOX_{user}".encode() if user else b"_INBOX",
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.25,  # type: ignore[arg-type]  # annotated int, used as seconds
                    ping_interval=10,
                    max_outstanding_pings=2,
                    # What cannot be sent now must fail now: the outbox keeps it, not a buffer that dies with us.
                    pending_size=-1,
                    error_cb=_complain,
                )
            except (nats.errors.NoServersError, OSError, nats.errors.TimeoutError) as away:
                log.warning("bus.waiting", reason=type(away).__name__)
                await asyncio.sleep(0.5)
                self._client = Client()
            else:
                self._jetstream = self._client.jetstream(timeout=ACK_TIMEOUT_S)
                return

    async def close(self) -> None:
        with suppress(*_UNREACHABLE):
            await self._client.close()

    @property
    def is_connected(self) -> bool:
        return self._client.is_connected

    @property
    def jetstream(self) -> JetStreamContext:
        if self._jetstream is None:
            raise BusDown("not connected yet")
        return self._jetstream

    async def publish_all(self, messages: Sequence[Outgoing]) -> None:
        """Publish in order with all acknowledgements in flight together. Raises BusDown unless every one arrived."""
        jetstream = self.jetstream
        if not messages:
            return
        if not self._client.is_connected:
            raise BusDown("disconnected")
        sent = [
            asyncio.ensure_future(jetstream.publish(message.subject, message.body, headers=message.headers))
            for message in messages
        ]
        results = await asyncio.gather(*sent, return_exceptions=True)
        for message, result in zip(messages, results, strict=True):
            if isinstance(result, BaseException):
                raise BusDown(f"{message.subject}: {type(result).__name__}") from result

    async def lay_streams(self) -> None:
        """Create the streams, or bring them up to this configuration."""
        for config in STREAMS:
            try:
                await self.jetstream.add_stream(config)
            except nats.js.errors.BadRequestError:
                await self.jetstream.update_stream(config)

    async def lay_feeds(self, subscribers: Sequence[str]) -> None:
        """For each subscriber outside the durable through which it fetches what is put on its own subjects, and nothing else."""
        for code in subscribers:
            config = ConsumerConfig(
                durable_name=code, filter_subject=f"feed.{code}.>", ack_wait=ACK_WAIT_S, max_ack_pending=TAKEN_BY_SUBSCRIBER
            )
            await self.jetstream.add_consumer(FEED, config=config)

    async def upsert_consumer(self, durable: str, subject: str, *, in_flight: int) -> None:
        """Declare a durable as the code says it, whatever it was before."""
        config = ConsumerConfig(
            durable_name=durable, filter_subject=subject, ack_wait=ACK_WAIT_S, max_ack_pending=in_flight, max_deliver=-1
        )
        await self.jetstream.add_consumer(STREAM, config=config)

    async def pull(self, durable: str, *, many: int = 1, patience_s: float = 0.0) -> AsyncGenerator[list[Delivery], None]:
        """Messages for this durable, each as soon as it comes, for ever; as many unsettled at a time as the durable allows.

        With patience: the first, and `patience_s` later with it those that followed, `many` at most. Until then the broker keeps
        them: to hand out each as it comes costs it and us a message, a wake-up and a note on its disk for each.

        One request stands for many messages (nats-py's `fetch` asks once for each, or waits for a full batch). Raises one of
        UNREACHABLE when the broker is away or knows no such durable.
        """
        inbox, asked = self._client.new_inbox(), 1 if patience_s else PULL_MESSAGES
        came: asyncio.Queue[Msg] = asyncio.Queue()

        async def keep(message: Msg) -> None:
            came.put_nowait(message)

        # Kept as they come: to ask nats-py for each is two tasks a message, and as many rounds of a loop that may be busy.
        subscription = await self._client.subscribe(inbox, cb=keep)
        try:
            while True:
                await self._ask(durable, inbox, batch=asked, expires_s=PULL_EXPIRES_S)
                async for message in _answers(came, asked):
                    taken = [message]
                    if patience_s:
                        await asyncio.sleep(patience_s)
                        await self._ask(durable, inbox, batch=many - 1, expires_s=FOLLOWING_S, no_wait=True)
                        taken += [following async for following in _answers(came, many - 1)]
                    yield [_JetStreamDelivery(each, self) for each in taken]
        finally:
            with suppress(*_UNREACHABLE):
                await subscription.unsubscribe()

    async def _ask(self, durable: str, inbox: str, *, batch: int, expires_s: float, no_wait: bool = False) -> None:
        request = json.dumps({"batch": batch, "expires": int(expires_s * 1e9), "no_wait": no_wait}).encode()
        await self._client.publish(f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{durable}", request, inbox)

    async def dead_letters(self) -> AsyncIterator[tuple[int, bytes]]:
        """Every message in the stream of the dead, oldest first, with its number."""
        state = (await self.jetstream.stream_info(DEAD)).state
        for number in range(max(state.first_seq, 1), state.last_seq + 1):
            letter = await self.dead_letter(number)
            if letter is not None:
                yield number, letter

    async def dead_letter(self, number: int) -> bytes | None:
        """One message of the dead; None where there is none (any more)."""
        try:
            return (await self.jetstream.get_msg(DEAD, number)).data
        except nats.js.errors.NotFoundError:
            return None

    async def forget_dead_letter(self, number: int) -> None:
        await self.jetstream.delete_msg(DEAD, number)

    async def pending(self, durable: str) -> int | None:
        """How many messages wait for this durable; None if the broker does not say."""
        try:
            known = await self.jetstream.consumer_info(STREAM, durable, timeout=1)
        except UNREACHABLE:
            return None
        return (known.num_pending or 0) + (known.num_ack_pending or 0)


async def _answers(came: asyncio.Queue[Msg], many: int) -> AsyncIterator[Msg]:
    """What one request for so many brings, until it is used up, has expired, or was forgotten by a server that died."""
    for _ in range(many):
        try:
            message = came.get_nowait() if not came.empty() else await asyncio.wait_for(came.get(), SILENCE_S)
        except TimeoutError:
            return
        status = (message.headers or {}).get("Status")
        if status in (StatusCode.REQUEST_TIMEOUT, StatusCode.NO_MESSAGES):
            return
        if status:
            raise BusDown(f"{status} {(message.headers or {}).get('Description', '')}")
        yield message


async def _complain(error: Exception) -> None:
    log.warning("bus.error", reason=type(error).__name__, detail=str(error)[:200])


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Bus]:
    """A bus for the length of a block."""
    bus = Bus(settings)
    await bus.connect()
    try:
        yield bus
    finally:
        await bus.close()
