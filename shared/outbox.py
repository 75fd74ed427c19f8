"""Events owed to the bus. A row is a debt, written in the caller's transaction; publishing pays it and deletes the row."""

import asyncio
from contextlib import suppress

import asyncpg
import structlog
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text, Uuid, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import rows, telemetry
from shared.bus import Bus, BusDown
from shared.events import Event
from shared.events.wire import encode
from shared.parcels import Outgoing

log = structlog.get_logger()

BATCH = 200
POLL_S = 1.0
RETRY_S = 0.5
PAUSE_S = 0.02
"""After a payment. The first debt is paid at once; under load those that come meanwhile are paid together."""

OWED = Table(
    "outbox",
    MetaData(),
    Column("position", BigInteger, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("traceparent", Text),
)

AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, BusDown)
"""What the relay may meet while the database or the broker is away. asyncpg has an error of its own for a statement that falls
between a dying server's last word and the end of the connection."""

RECORDED_AT_ONCE = 5_000
"""In one statement, which wakes the relay once; of half a kilobyte each that is a few megabytes."""

_OWE = text(rows.OWE)
_TAKE = """
DELETE FROM outbox WHERE position IN (SELECT position FROM outbox ORDER BY position LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING position, event_id, subject, body, traceparent
"""


def debt(event: Event, *, because: Event | None = None) -> dict[str, object]:
    """The outbox row that owes this event; for operations that write many rows in one statement (`rows.OWE`).

    It goes on with the trace that runs, or, where many events are acted on together, with that of the one that caused it.
    """
    return _debt(event, (because and because.traceparent) or telemetry.traceparent())


def _debt(event: Event, trace: str | None) -> dict[str, object]:
    return {"event_id": event.event_id, "subject": event.sent_to, "body": encode(event, trace), "traceparent": trace}


async def record(session: AsyncSession, *events: Event) -> None:
    """Owe these events to the bus once the caller's transaction commits."""
    publisher = session.info.get("service")
    for event in events:
        if publisher and event.publisher != publisher:
            raise ValueError(f"{publisher} may not publish {event.subject}")
    trace = telemetry.traceparent()
    for start in range(0, len(events), RECORDED_AT_ONCE):
        await session.execute(_OWE, rows.owing([_debt(event, trace) for event in events[start : start + RECORDED_AT_ONCE]]))


async def pay(connection: asyncpg.Connection, bus: Bus) -> int:
    """Pay the oldest debts, all in flight at once. A crash in between pays twice; broker and inbox drop the second."""
    async with connection.transaction():
        rows = sorted(await connection.fetch(_TAKE, BATCH), key=lambda row: row["position"])
        await bus.publish_all(
            [Outgoing(row["subject"], bytes(row["body"]), str(row["event_id"]), row["traceparent"]) for row in rows]
        )
    return len(rows)


async def relay(dsn: str, bus: Bus) -> None:
    """Pay for ever: woken by NOTIFY within milliseconds of a commit, and by a slow poll should a wake-up be lost."""
    while True:
        try:
            await _relay_while_connected(dsn, bus)
        except AWAY as down:
            log.warning("outbox.waiting", reason=type(down).__name__)
            await asyncio.sleep(RETRY_S)


async def _relay_while_connected(dsn: str, bus: Bus) -> None:
    # Paying need not wait for the disk: a payment that a crash forgets is made again, as `pay` says.
    connection = await asyncpg.connect(dsn, timeout=5, command_timeout=30, server_settings={"synchronous_commit": "off"})
    woken = asyncio.Event()
    try:
        await connection.add_listener("outbox", lambda *_: woken.set())
        while True:
            woken.clear()
            while await pay(connection, bus) == BATCH:
                pass
            await asyncio.sleep(PAUSE_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), POLL_S)
    finally:
        connection.terminate()
