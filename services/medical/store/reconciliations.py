"""Our side of a hospital's day, and the runs that compared it with theirs."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.reconciliation import Elsewhere, Kind, Line, LineState, NoSuchReconciliation, Tallies, Tally
from services.medical.tables import Difference, Reconciliation
from shared.clock import CHINA, china
from shared.rows import as_json, insertion

# Made on the day, or made before and taken back on it. What the hospital bears itself is what no payer and no patient does.
_DAY = text("""
WITH of_day AS (
    SELECT s.id, s.total_fen, s.patient_fen, EXISTS (
               SELECT FROM reversal r WHERE r.settlement_id = s.id AND r.reversed_at < :until) AS is_reversed
    FROM settlement s WHERE s.hospital = :hospital AND s.settled_at >= :since AND s.settled_at < :until
    UNION ALL
    SELECT s.id, s.total_fen, s.patient_fen, true
    FROM reversal r JOIN settlement s ON s.id = r.settlement_id
    WHERE r.hospital = :hospital AND r.reversed_at >= :since AND r.reversed_at < :until AND s.settled_at < :since
)
SELECT d.id, d.total_fen, d.patient_fen, d.is_reversed, coalesce(p.payers, '{}') AS payers, coalesce(p.sum_fen, 0) AS payers_fen
FROM of_day d LEFT JOIN (
    SELECT l.settlement_id, jsonb_object_agg(l.layer, l.amount_fen) AS payers, sum(l.amount_fen) AS sum_fen
    FROM (
        SELECT r.settlement_id, r.layer, CAST(sum(r.amount_fen) AS bigint) AS amount_fen
        FROM receivable r JOIN of_day o ON o.id = r.settlement_id WHERE NOT r.is_counter GROUP BY r.settlement_id, r.layer
    ) l GROUP BY l.settlement_id
) p ON p.settlement_id = d.id
ORDER BY d.id
""").columns(payers=JSONB)
_ELSEWHERE = text("""
SELECT s.id, s.settled_at, r.reversed_at FROM settlement s LEFT JOIN reversal r ON r.settlement_id = s.id
WHERE s.id = ANY(CAST(:ids AS uuid[]))
""")
_ADD_DIFFERENCES = text(insertion(Difference))


async def list_day(session: AsyncSession, hospital: str, day: date) -> list[Line]:
    """Our side: each settlement that was made or taken back on the day (in China), as the day left it."""
    since = datetime.combine(day, time.min, CHINA)
    rows = await session.execute(_DAY, {"hospital": hospital, "since": since, "until": since + timedelta(days=1)})
    return [
        Line(
            row.id,
            LineState.REVERSED if row.is_reversed else LineState.SETTLED,
            row.total_fen,
            row.patient_fen,
            row.total_fen - row.patient_fen - int(row.payers_fen),
            row.payers,
        )
        for row in rows
    ]


async def find_elsewhere(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Elsewhere]:
    """Of these settlements those that there are at all, with the day on which each was made and taken back."""
    rows = await session.execute(_ELSEWHERE, {"ids": list(ids)})
    return {
        row.id: Elsewhere(china(row.settled_at).date(), china(row.reversed_at).date() if row.reversed_at else None)
        for row in rows
    }


async def add_run(session: AsyncSession, run: Reconciliation, differences: Sequence[Mapping[str, Any]]) -> None:
    session.add(run)
    await session.flush()
    if differences:
        await session.execute(_ADD_DIFFERENCES, {"difference": as_json(list(map(dict, differences)))})


async def get_run(session: AsyncSession, run_id: UUID) -> Reconciliation:
    """Raises NoSuchReconciliation, also for one that the asker may not see."""
    run = await session.get(Reconciliation, run_id)
    if run is None:
        raise NoSuchReconciliation(reconciliation_id=run_id)
    return run


async def list_runs(
    session: AsyncSession, *, hospital: str | None, day: date | None, after: UUID | None, limit: int
) -> Sequence[Reconciliation]:
    """In the order in which they were run."""
    query = select(Reconciliation).order_by(col(Reconciliation.id)).limit(limit)
    if hospital is not None:
        query = query.where(Reconciliation.hospital == hospital)
    if day is not None:
        query = query.where(Reconciliation.day == day)
    return (await session.exec(query.where(col(Reconciliation.id) > after) if after else query)).all()


async def list_differences(
    session: AsyncSession, run_id: UUID, *, kind: Kind | None, after: int, limit: int
) -> Sequence[Difference]:
    query = select(Difference).where(Difference.reconciliation_id == run_id, col(Difference.number) > after)
    if kind is not None:
        query = query.where(Difference.kind == kind)
    return (await session.exec(query.order_by(col(Difference.number)).limit(limit))).all()


def packed(lines: Sequence[Line] | Tallies) -> tuple[bytes, str]:
    """What was uploaded, compressed, and the digest of its content."""
    plain = orjson.dumps(
        [[line.settlement_id, line.state, *line_amounts(line), line.payers] for line in lines]
        if isinstance(lines, Sequence)
        else tallies_as_json(lines),
        default=str,
        option=orjson.OPT_SORT_KEYS,
    )
    return zlib.compress(plain, 6), sha256(plain).hexdigest()


def unpacked_lines(upload: bytes) -> list[Line]:
    return [
        Line(UUID(settlement_id), LineState(state), total_fen, patient_fen, hospital_fen, payers, line_no)
        for line_no, (settlement_id, state, total_fen, patient_fen, hospital_fen, payers) in enumerate(
            orjson.loads(zlib.decompress(upload)), 1
        )
    ]


def unpacked_tallies(upload: bytes) -> dict[LineState, Tally]:
    return {LineState(state): Tally(**told) for state, told in orjson.loads(zlib.decompress(upload)).items()}


def line_amounts(line: Line) -> tuple[int, int, int]:
    return line.total_fen, line.patient_fen, line.hospital_fen


def tallies_as_json(tallies: Tallies) -> dict[str, Any]:
    return {state.value: {"count": one.count, "parts": dict(one.parts)} for state, one in tallies.items()}
