"""Clues that were handed in within a period, by what became of them until its end. Row-level security shows each asker those in
which they are named, so these are the numbers of whoever may read every one of them anyhow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.clue import Answered, ClueBy, ClueOutcome
from services.notifier.store.order_board import Asked, turns_of, values_of

_KEY = {
    ClueBy.SOURCE: "found_by",
    ClueBy.PLACE: "left(region, :digits)",
    ClueBy.DEPARTMENT: "coalesce(department, addressee)",
    ClueBy.MONTH: "to_char(first_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')",
}
_IS_ANSWERED = "completed_at IS NOT NULL AND cancelled_at IS NULL"
# A clue that was sent back is open again; its time runs from when it was first handed in.
_CLUES = """, clues AS (
    SELECT t.*, w.found_by, a.outcome
    FROM (SELECT *, min(opened_at) OVER (PARTITION BY order_id) AS first_at FROM turns) t
    JOIN work_order w ON w.id = t.order_id
    LEFT JOIN LATERAL (
        SELECT outcome FROM order_act WHERE order_id = t.order_id AND turn = t.turn AND act = 'completed'
            AND at <= CAST(:as_of AS timestamptz) ORDER BY at DESC, id DESC LIMIT 1) a ON true
    WHERE t.is_last AND t.first_at > CAST(:since AS timestamptz)
)"""


@dataclass(frozen=True)
class CluesCounted:
    """One line; `key` is None of all together. `unsaid` were answered without an outcome, before one was asked for."""

    key: str | None
    given: int
    open: int
    withdrawn: int
    unsaid: int
    outcomes: Mapping[ClueOutcome, int]
    took: Answered
    oldest_open_at: datetime | None


async def count_clues(session: AsyncSession, asked: Asked, *, group: ClueBy) -> tuple[CluesCounted, list[CluesCounted]]:
    """All together, and each group, those with most clues first."""
    outcomes = ", ".join(
        f"count(*) FILTER (WHERE {_IS_ANSWERED} AND outcome = '{each.value}') AS \"{each.value}\"" for each in ClueOutcome
    )
    query = (
        f"{turns_of(asked)}{_CLUES}, keyed AS (SELECT *, {_KEY[group]} AS key FROM clues)"  # noqa: S608  constants of our own
        f" SELECT key, grouping(key) AS is_whole, count(*) AS given, count(*) FILTER (WHERE is_open) AS open,"
        f" count(*) FILTER (WHERE cancelled_at IS NOT NULL) AS withdrawn,"
        f" count(*) FILTER (WHERE {_IS_ANSWERED} AND outcome IS NULL) AS unsaid, {outcomes},"
        f" count(*) FILTER (WHERE {_IS_ANSWERED}) AS answered, percentile_disc(ARRAY[0.5, 1.0]) WITHIN GROUP"
        f" (ORDER BY floor(extract(epoch FROM completed_at - first_at))::bigint) FILTER (WHERE {_IS_ANSWERED}) AS took,"
        f" min(first_at) FILTER (WHERE is_open) AS oldest_open_at FROM keyed GROUP BY GROUPING SETS ((key), ())"
    )
    found = (await session.execute(text(query), values_of(asked))).mappings().all()
    lines = [_counted(row) for row in found if not row["is_whole"]]
    whole = next(_counted(row) for row in found if row["is_whole"])
    if group is ClueBy.MONTH:
        return whole, sorted(lines, key=lambda one: one.key or "")
    return whole, sorted(lines, key=lambda one: (-one.given, one.key or ""))


def _counted(row: Any) -> CluesCounted:
    return CluesCounted(
        row["key"],
        row["given"],
        row["open"],
        row["withdrawn"],
        row["unsaid"],
        {each: row[each.value] for each in ClueOutcome},
        Answered(row["answered"], *(row["took"] or (None, None))),
        row["oldest_open_at"],
    )
