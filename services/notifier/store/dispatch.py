"""What cases set in motion: their orders and the messages about them, written together or not at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.order_act import record_given
from services.notifier.tables import Delivery, Dispatch, FurtherDispatch, Message, WorkOrder
from shared.events.civil_affairs import Trigger
from shared.rows import OWE, as_json, insert, owing

# Of two transactions at once, the second waits for the first and then writes nothing.
_ADD = text("""
WITH once AS (
    INSERT INTO dispatch SELECT * FROM jsonb_populate_recordset(NULL::dispatch, CAST(:dispatches AS jsonb))
    ON CONFLICT DO NOTHING
    RETURNING case_id
), ordered AS (
    INSERT INTO work_order
    SELECT one.* FROM jsonb_populate_recordset(NULL::work_order, CAST(:orders AS jsonb)) AS one JOIN once USING (case_id)
    RETURNING id, turn, opened_at, due_at
), begun AS (
    INSERT INTO order_act (id, order_id, turn, act, at, done_by, words, due_at)
    SELECT id, id, turn, 'given', opened_at, '', '', due_at FROM ordered
), written AS (
    INSERT INTO message
    SELECT one.* FROM jsonb_populate_recordset(NULL::message, CAST(:messages AS jsonb)) AS one JOIN once USING (case_id)
    RETURNING id
), queued AS (
    INSERT INTO delivery
    SELECT one.* FROM jsonb_populate_recordset(NULL::delivery, CAST(:deliveries AS jsonb)) AS one
    JOIN written ON written.id = one.message_id
), told AS (
    INSERT INTO outbox (event_id, subject, body, traceparent)
    SELECT owed.event_id, owed.subject, owed.body, owed.traceparent
    FROM unnest(CAST(:case_ids AS uuid[]), CAST(:event_ids AS uuid[]), CAST(:subjects AS text[]), CAST(:bodies AS bytea[]),
                CAST(:traceparents AS text[])) AS owed (case_id, event_id, subject, body, traceparent)
    JOIN once USING (case_id)
)
SELECT case_id FROM once
""")


_OWE = text(OWE)


@dataclass(frozen=True)
class SetInMotion:
    """Everything that one case sets in motion, and the outbox row that tells of it."""

    dispatch: Dispatch
    orders: Sequence[WorkOrder]
    messages: Sequence[Message]
    deliveries: Sequence[Delivery]
    owed: Mapping[str, object]


async def add_dispatches(session: AsyncSession, many: Sequence[SetInMotion]) -> set[UUID]:
    """Everything that these cases set in motion, in one statement.

    The cases for which it was written: one that has had its orders before gets nothing new.
    """
    in_order = sorted(many, key=lambda one: one.dispatch.case_id)
    rows = {
        "dispatches": as_json([one.dispatch.model_dump() for one in in_order]),
        "orders": as_json([order.model_dump() for one in in_order for order in one.orders]),
        "messages": as_json([message.model_dump() for one in in_order for message in one.messages]),
        "deliveries": as_json([delivery.model_dump() for one in in_order for delivery in one.deliveries]),
        "case_ids": [one.dispatch.case_id for one in in_order],
    }
    added = await session.execute(_ADD, rows | owing([one.owed for one in in_order]))
    return set(added.scalars())


@dataclass(frozen=True)
class Dispatched:
    """What a case has been given so far, and on account of which triggers."""

    dispatch: Dispatch
    triggers: Collection[Trigger]
    orders: Sequence[WorkOrder]


async def lock_dispatched(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, Dispatched]:
    """By case, those that have had orders; nobody adds further ones before the transaction ends."""
    asked = select(Dispatch).where(col(Dispatch.case_id).in_(case_ids)).order_by(col(Dispatch.case_id)).with_for_update()
    dispatches = (await session.exec(asked)).all()
    known = [dispatch.case_id for dispatch in dispatches]
    further = await list_further(session, known)
    orders = (await session.exec(select(WorkOrder).where(col(WorkOrder.case_id).in_(known)))).all()
    return {
        dispatch.case_id: Dispatched(
            dispatch,
            {dispatch.trigger, *(one.trigger for one in further if one.case_id == dispatch.case_id)},
            [order for order in orders if order.case_id == dispatch.case_id],
        )
        for dispatch in dispatches
    }


@dataclass(frozen=True)
class Further:
    """What a later fact sets in motion, and the outbox row that tells of it if there is anything to tell."""

    dispatch: FurtherDispatch
    orders: Sequence[WorkOrder]
    messages: Sequence[Message]
    deliveries: Sequence[Delivery]
    owed: Mapping[str, object] | None


async def add_further(session: AsyncSession, many: Sequence[Further]) -> None:
    """The caller holds the locks of `lock_dispatched`."""
    await insert(session, *(row for one in many for row in (one.dispatch, *one.orders, *one.messages, *one.deliveries)))
    await record_given(session, [order for one in many for order in one.orders])
    await session.execute(_OWE, owing([one.owed for one in many if one.owed]))


async def list_further(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[FurtherDispatch]:
    return (await session.exec(select(FurtherDispatch).where(col(FurtherDispatch.case_id).in_(case_ids)))).all()
