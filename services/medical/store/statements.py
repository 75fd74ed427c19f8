"""Clearing statements and their lines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.month import Month
from services.medical.rules.statement import NoSuchStatement, StatementState
from services.medical.tables import ClearingStatement
from shared.ids import uuid7

# What is open of a payer of one county with one hospital: owed up to the end of the period, and on no statement yet.
_OPEN = """
FROM receivable r
WHERE r.hospital = :hospital AND r.payer = :payer AND starts_with(r.region, :region) AND r.owed_on <= :period_to
  AND NOT EXISTS (SELECT FROM clearing_line l WHERE l.receivable_id = r.id AND NOT l.is_released)
"""
# One statement, so that the sums and the lines are of the same moment.
_MAKE = text(f"""
WITH open AS MATERIALIZED (
    SELECT r.id, r.amount_fen, r.is_counter, r.owed_on < :period_from AS is_late {_OPEN}
), summed AS (
    SELECT count(*) AS line_count, coalesce(sum(amount_fen), 0) AS total_fen,
           count(*) FILTER (WHERE is_late) AS late_count, coalesce(sum(amount_fen) FILTER (WHERE is_late), 0) AS late_fen,
           count(*) FILTER (WHERE is_counter) AS counter_count,
           coalesce(sum(amount_fen) FILTER (WHERE is_counter), 0) AS counter_fen
    FROM open
), made AS (
    INSERT INTO clearing_statement (id, region, hospital, payer, period_from, period_to, state, line_count, total_fen, late_count,
                                    late_fen, counter_count, counter_fen, made_by, made_at, asks)
    SELECT :id, :region, :hospital, :payer, :period_from, :period_to, :drafted, line_count, total_fen, late_count, late_fen,
           counter_count, counter_fen, :made_by, :made_at, 0
    FROM summed WHERE total_fen > 0
), added AS (
    INSERT INTO clearing_line (statement_id, receivable_id, region, hospital, amount_fen, is_late, is_released)
    SELECT :id, open.id, :region, :hospital, open.amount_fen, open.is_late, false FROM open, summed WHERE summed.total_fen > 0
)
SELECT line_count, total_fen FROM summed
""")  # noqa: S608  the interpolation is a constant of our own
# Two makers of the same payer and hospital wait for each other, whatever their periods: an entry goes on one statement.
_TAKE_TURN = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('clearing ' || :region || ' ' || :hospital || ' ' || :payer, 0))"
)
_RELEASE = text("UPDATE clearing_line SET is_released = true WHERE statement_id = :statement_id")

_LINES = text("""
SELECT r.id, r.settlement_id, r.layer, r.title, r.is_counter, r.owed_on, r.region, l.amount_fen, l.is_late, s.total_fen,
       s.patient_fen, s.settled_on
FROM clearing_line l JOIN receivable r ON r.id = l.receivable_id JOIN settlement s ON s.id = r.settlement_id
WHERE l.statement_id = :statement_id AND (CAST(:after AS uuid) IS NULL OR r.id > :after)
ORDER BY r.id LIMIT :limit
""")
_BY_LAYER = text("""
SELECT r.layer, max(r.title) AS title, count(*) AS line_count, sum(l.amount_fen) AS total_fen,
       count(*) FILTER (WHERE r.is_counter) AS counter_count,
       coalesce(sum(l.amount_fen) FILTER (WHERE r.is_counter), 0) AS counter_fen
FROM clearing_line l JOIN receivable r ON r.id = l.receivable_id
WHERE l.statement_id = :statement_id GROUP BY r.layer ORDER BY r.layer
""")


async def take_turn(session: AsyncSession, *, region: str, hospital: str, payer: str) -> None:
    """Until the end of the transaction nobody else makes or discards statements of this payer and hospital."""
    await session.execute(_TAKE_TURN, {"region": region, "hospital": hospital, "payer": payer})


async def find_standing(
    session: AsyncSession, *, region: str, hospital: str, payer: str, period: Month
) -> ClearingStatement | None:
    """The statement of this period that was not discarded."""
    query = select(ClearingStatement).where(
        ClearingStatement.region == region,
        ClearingStatement.hospital == hospital,
        ClearingStatement.payer == payer,
        ClearingStatement.period_from == period.first,
        col(ClearingStatement.state) != StatementState.DISCARDED,
    )
    return (await session.exec(query)).one_or_none()


async def make(
    session: AsyncSession, *, region: str, hospital: str, payer: str, period: Month, made_by: str, made_at: datetime
) -> ClearingStatement | tuple[int, int]:
    """The statement with every open entry on it, or, where that comes to nothing, how many entries there are and their sum.

    Take the turn first.
    """
    key = {"region": region, "hospital": hospital, "payer": payer, "period_from": period.first, "period_to": period.last}
    statement_id = uuid7()
    made = {"id": statement_id, "drafted": StatementState.DRAFTED.value, "made_by": made_by, "made_at": made_at}
    summed = (await session.execute(_MAKE, key | made)).one()
    if summed.total_fen <= 0:
        return summed.line_count, int(summed.total_fen)
    return await get_statement(session, statement_id)


async def release_lines(session: AsyncSession, statement_id: UUID) -> None:
    """The lines of a discarded statement are open again."""
    await session.flush()
    await session.execute(_RELEASE, {"statement_id": statement_id})


async def get_statement(session: AsyncSession, statement_id: UUID) -> ClearingStatement:
    """Raises NoSuchStatement, also for one that the asker may not see."""
    return _there(await session.get(ClearingStatement, statement_id), statement_id)


def asking_of(statement: ClearingStatement) -> dict[str, Any]:
    """The fields of the event that asks funds to pay it."""
    return {
        **statement.model_dump(include={"region", "hospital", "payer"}),
        "statement_id": statement.id,
        "period": str(Month.of(statement.period_from)),
        "amount_fen": statement.total_fen,
        "ask": statement.asks,
    }


async def lock_statement(session: AsyncSession, statement_id: UUID) -> ClearingStatement:
    """Raises NoSuchStatement."""
    found = await session.get(ClearingStatement, statement_id, with_for_update=True, populate_existing=True)
    return _there(found, statement_id)


def _there(statement: ClearingStatement | None, statement_id: UUID) -> ClearingStatement:
    if statement is None:
        raise NoSuchStatement(statement_id=statement_id)
    return statement


async def list_statements(
    session: AsyncSession,
    *,
    hospital: str | None,
    payer: str | None,
    state: StatementState | None,
    period_from: date | None,
    after: UUID | None,
    limit: int,
) -> Sequence[ClearingStatement]:
    """In the order in which they were made."""
    query = select(ClearingStatement).order_by(col(ClearingStatement.id)).limit(limit)
    for column, wanted in (
        (ClearingStatement.hospital, hospital),
        (ClearingStatement.payer, payer),
        (ClearingStatement.state, state),
        (ClearingStatement.period_from, period_from),
    ):
        if wanted is not None:
            query = query.where(col(column) == wanted)
    return (await session.exec(query.where(col(ClearingStatement.id) > after) if after else query)).all()


async def list_lines(session: AsyncSession, statement_id: UUID, *, after: UUID | None, limit: int) -> Sequence[RowMapping]:
    """The receivables on a statement with their settlements, in the order in which they were booked."""
    key = {"statement_id": statement_id, "after": after, "limit": limit}
    return (await session.execute(_LINES, key)).mappings().all()


async def sum_by_layer(session: AsyncSession, statement_id: UUID) -> Sequence[RowMapping]:
    return (await session.execute(_BY_LAYER, {"statement_id": statement_id})).mappings().all()
