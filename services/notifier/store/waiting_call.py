"""Detections that came in a flood: put down as they came, taken up by urgency."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.urgency import Urgency, share, urgency_of_case
from services.notifier.tables import WaitingCall
from shared import rows
from shared.events.registry import NewPovertyDetected

# The lanes as in `store.delivery`: to ordinary ones their share, and to whoever is there what is left over.
_TAKE = text("""
WITH ordinary AS (
    SELECT event_id FROM waiting_call WHERE urgency = 1 ORDER BY urgency, detected_at, event_id
    LIMIT :ordinary FOR UPDATE SKIP LOCKED
), urgent AS (
    SELECT event_id FROM waiting_call WHERE urgency = 0 ORDER BY urgency, detected_at, event_id
    LIMIT CAST(:limit AS int) - (SELECT count(*) FROM ordinary) FOR UPDATE SKIP LOCKED
), shared AS MATERIALIZED (
    SELECT event_id FROM ordinary UNION ALL SELECT event_id FROM urgent
), rest AS (
    SELECT event_id FROM waiting_call WHERE event_id NOT IN (SELECT event_id FROM shared) ORDER BY urgency, detected_at, event_id
    LIMIT CAST(:limit AS int) - (SELECT count(*) FROM shared) FOR UPDATE SKIP LOCKED
)
DELETE FROM waiting_call WHERE event_id IN (SELECT event_id FROM shared UNION ALL SELECT event_id FROM rest)
RETURNING region, body, traceparent
""")
_FORGET = text("DELETE FROM waiting_call WHERE case_id = :case_id")
_MOVE = text("""
UPDATE waiting_call SET region = :region, moved_at = :moved_at
WHERE case_id = :case_id AND coalesce(moved_at, '-infinity') < :moved_at
""")


async def add_calls(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Put them down. The inbox has seen to it that each comes once."""
    await rows.insert(
        session,
        *(
            WaitingCall(
                event_id=event.event_id,
                case_id=event.case_id,
                region=event.region,
                urgency=urgency_of_case(event.urgency),
                detected_at=event.detected_at,
                body=event.model_dump_json().encode(),
                traceparent=event.traceparent,
            )
            for event in events
        ),
    )


async def take_calls(session: AsyncSession, *, limit: int) -> list[NewPovertyDetected]:
    """The most urgent that have waited the longest, and of the others their share; gone when this transaction commits. Where
    the household has moved meanwhile, they say so."""
    taken = await session.execute(_TAKE, {"limit": limit, "ordinary": share(Urgency.ORDINARY, limit)})
    return [_event(row.region, bytes(row.body), row.traceparent) for row in taken]


def _event(region: str, body: bytes, traceparent: str | None) -> NewPovertyDetected:
    # Not by the reader of the wire: a clock that fell back must not make our own row one from the future.
    event = NewPovertyDetected.model_validate_json(body).model_copy(update={"region": region})
    event.came_with(traceparent)
    return event


async def forget_calls(session: AsyncSession, case_id: UUID) -> None:
    """The case was a mistake."""
    await session.execute(_FORGET, {"case_id": case_id})


async def move_calls(session: AsyncSession, case_id: UUID, *, region: str, moved_at: datetime) -> None:
    """The household lives elsewhere now."""
    await session.execute(_MOVE, {"case_id": case_id, "region": region, "moved_at": moved_at})
