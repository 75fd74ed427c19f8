"""What a case sets in motion: its orders and the messages about them, written together or not at all."""

from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.tables import Delivery, Dispatch, Message, WorkOrder

# Of two transactions at once, the second waits for the first and then writes nothing.
_ADD = text("""
WITH once AS (
    INSERT INTO dispatch SELECT * FROM jsonb_populate_record(NULL::dispatch, CAST(:dispatch AS jsonb))
    ON CONFLICT DO NOTHING
    RETURNING case_id
), ordered AS (
    INSERT INTO work_order
    SELECT one.* FROM once, jsonb_populate_recordset(NULL::work_order, CAST(:orders AS jsonb)) AS one
), written AS (
    INSERT INTO message SELECT one.* FROM once, jsonb_populate_recordset(NULL::message, CAST(:messages AS jsonb)) AS one
), queued AS (
    INSERT INTO delivery SELECT one.* FROM once, jsonb_populate_recordset(NULL::delivery, CAST(:deliveries AS jsonb)) AS one
)
INSERT INTO outbox (event_id, subject, body, traceparent)
SELECT CAST(:event_id AS uuid), CAST(:subject AS text), CAST(:body AS bytea), CAST(:traceparent AS text) FROM once
RETURNING 1
""")


async def add_dispatch(
    session: AsyncSession,
    dispatch: Dispatch,
    orders: Sequence[WorkOrder],
    messages: Sequence[Message],
    deliveries: Sequence[Delivery],
    *,
    owed: Mapping[str, object],
) -> bool:
    """Everything that a case sets in motion and the outbox row that tells of it, in one statement.

    Whether it was written: a case that has had its orders before gets nothing new.
    """
    rows = {
        "dispatch": orjson.dumps(dispatch.model_dump()).decode(),
        "orders": _as_json(orders),
        "messages": _as_json(messages),
        "deliveries": _as_json(deliveries),
    }
    return (await session.execute(_ADD, {**rows, **owed})).first() is not None


def _as_json(rows: Sequence[SQLModel]) -> str:
    # An id that came from the driver is of the driver's own kind of UUID.
    return orjson.dumps([row.model_dump() for row in rows], default=str).decode()
