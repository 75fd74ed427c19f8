"""Orders counted from their record, as of any instant, in one statement; and the orders behind each number, by the same words.

Whoever asks counts what they may see: row-level security keeps to their region and leaves restricted orders to who is named.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.board import NEXT_LEVEL, By, Figure, Period
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.spread import Spread
from shared import regions
from shared.database import EVERYWHERE
from shared.security import Principal, Role

_IS = {
    Figure.OPEN: "is_open",
    Figure.DUE: "is_open AND due_at >= CAST(:as_of AS timestamptz) AND due_at <= CAST(:soon AS timestamptz)",
    Figure.LATE: "is_open AND due_at < CAST(:as_of AS timestamptz)",
    Figure.TO_CHECK: "is_checked AND is_last AND completed_at IS NOT NULL AND checked_at IS NULL",
    Figure.GIVEN: "opened_at > CAST(:since AS timestamptz)",
    Figure.REOPENED: "opened_at > CAST(:since AS timestamptz) AND turn > 1",
    Figure.HANDED_ON: "handed_on_at > CAST(:since AS timestamptz)",
    Figure.ACCEPTED: "accepted_at > CAST(:since AS timestamptz)",
    Figure.FINISHED: "completed_at > CAST(:since AS timestamptz)",
    Figure.FINISHED_LATE: "completed_at > CAST(:since AS timestamptz) AND completed_at > due_at",
    Figure.CHECKED: "checked_at > CAST(:since AS timestamptz)",
    Figure.CANCELLED: "cancelled_at > CAST(:since AS timestamptz)",
}
"""What each number counts; `rules.order_times` says the same of one order."""
_KEY = {
    By.DEPARTMENT: "coalesce(department, addressee)",
    By.PLACE: "left(region, :digits)",
    By.KIND: "kind",
    By.LEVEL: "coalesce(addressee, 'department')",
    By.MONTH: "to_char(opened_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')",
}
# `later`: where and whose an order was at that instant, if that changed since. Orders that were over before the period and
# stayed so are left out at once: whatever is reopened has no end any more.
_TURNS = """
WITH later AS (
    SELECT DISTINCT ON (order_id) order_id, was_region, was_department, was_addressee
    FROM order_act WHERE was_region IS NOT NULL AND at > CAST(:as_of AS timestamptz) ORDER BY order_id, at, id
), looked_at AS MATERIALIZED (
    SELECT w.id, coalesce(l.was_region, w.region) AS region, w.kind, w.title, w.is_checked, w.due_at,
           CASE WHEN l.order_id IS NULL THEN w.department ELSE l.was_department END AS department,
           CASE WHEN l.order_id IS NULL THEN w.addressee ELSE l.was_addressee END AS addressee
    FROM work_order w LEFT JOIN later l ON l.order_id = w.id
    WHERE (w.completed_at IS NULL OR w.completed_at > CAST(:since AS timestamptz)
           OR (w.is_checked AND (w.checked_at IS NULL OR w.checked_at > CAST(:since AS timestamptz)))) {conditions}
), reckoned AS (
    SELECT a.order_id, a.turn,
           min(a.at) FILTER (WHERE a.act IN ('given', 'reopened', 'recurred')) AS opened_at,
           min(a.at) FILTER (WHERE a.act = 'accepted') AS accepted_at,
           max(a.at) FILTER (WHERE a.act = 'handed-on') AS handed_on_at,
           coalesce(max(a.at) FILTER (WHERE a.act = 'completed'), max(a.at) FILTER (WHERE a.act = 'settled')) AS completed_at,
           max(a.at) FILTER (WHERE a.act IN ('checked', 'settled')) AS checked_at,
           max(a.at) FILTER (WHERE a.act = 'cancelled') AS cancelled_at,
           (array_agg(a.due_at ORDER BY a.at DESC) FILTER (WHERE a.due_at IS NOT NULL))[1] AS due_at,
           coalesce(extract(epoch FROM sum(CASE a.act WHEN 'answered' THEN a.at - CAST(:as_of AS timestamptz)
                                                      WHEN 'asked' THEN CAST(:as_of AS timestamptz) - a.at END)), 0)
           + CASE WHEN count(*) FILTER (WHERE a.act = 'asked') > count(*) FILTER (WHERE a.act = 'answered')
                  THEN coalesce(extract(epoch FROM max(a.at) FILTER (WHERE a.act = 'settled') - CAST(:as_of AS timestamptz)), 0)
                  ELSE 0 END AS asked_s
    FROM order_act a JOIN looked_at w ON w.id = a.order_id
    WHERE a.at <= CAST(:as_of AS timestamptz) AND a.act <> ALL (ARRAY['reminded', 'urged'])
    GROUP BY a.order_id, a.turn
), turns AS (
    SELECT r.order_id, r.turn, r.opened_at, r.accepted_at, r.handed_on_at, r.completed_at, r.checked_at, r.cancelled_at,
           coalesce(r.due_at, w.due_at) AS due_at, w.region, w.department, w.addressee, w.kind, w.title, w.is_checked, r.asked_s,
           r.completed_at IS NULL AND r.cancelled_at IS NULL AS is_open,
           r.turn = max(r.turn) OVER (PARTITION BY r.order_id) AS is_last
    FROM reckoned r JOIN looked_at w ON w.id = r.order_id
)
"""
_ROOM = text("SELECT set_config('work_mem', '64MB', true)")
"""For this transaction: a hundred thousand orders are sorted in memory and not on the disk."""
_SPREADS = {
    "accept": ("accepted_at - opened_at", _IS[Figure.ACCEPTED]),
    "finish": ("completed_at - opened_at", _IS[Figure.FINISHED]),
    "check": ("checked_at - completed_at", _IS[Figure.CHECKED]),
}


@dataclass(frozen=True)
class Asked:
    """Which orders are counted: of whom, where, of which kind. `region` is empty for all that the asker sees."""

    by: Principal
    period: Period
    region: str = ""
    kind: OrderKind | None = None
    no_clues: bool = False
    """Leave restricted orders out also where the asker would see them: of what others are to read."""

    @property
    def digits(self) -> int:
        """By which the parts of the place are told apart."""
        seen = self.region or self.by.region.removesuffix(EVERYWHERE)
        return NEXT_LEVEL[len(seen)]


@dataclass(frozen=True)
class Counted:
    """One line of the board; `key` is None of all together. `asked_s`: how long those that were finished had waited for an answer
    of whoever gave them, in seconds."""

    key: str | None
    counts: dict[Figure, int]
    accept: Spread
    finish: Spread
    check: Spread
    asked_s: int
    oldest_due_at: datetime | None


@dataclass(frozen=True)
class Behind:
    """One turn of an order, as it stood."""

    order_id: UUID
    turn: int
    region: str
    department: str | None
    addressee: str | None
    kind: str
    title: str
    opened_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    completed_at: datetime | None
    checked_at: datetime | None
    cancelled_at: datetime | None
    asked_s: int
    is_open: bool


async def count_orders(session: AsyncSession, asked: Asked, *, group: By) -> tuple[Counted, list[Counted]]:
    """All together, and each group, those with most late ones first."""
    counts = ", ".join(f'count(*) FILTER (WHERE {_IS[each]}) AS "{each.column}"' for each in Figure)
    spreads = ", ".join(
        f"percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY floor(extract(epoch FROM {took}))::bigint)"
        f" FILTER (WHERE {whose}) AS {name}"
        for name, (took, whose) in _SPREADS.items()
    )
    late = f"min(due_at) FILTER (WHERE {_IS[Figure.LATE]}) AS oldest_due_at"
    waited = f"coalesce(floor(sum(asked_s) FILTER (WHERE {_IS[Figure.FINISHED]})), 0)::bigint AS asked_s"
    query = (
        f"{turns_of(asked)}, keyed AS (SELECT *, {_KEY[group]} AS key FROM turns)"  # noqa: S608  constants of our own
        f" SELECT key, grouping(key) AS is_whole, {counts}, {spreads}, {late}, {waited} FROM keyed"
        f" GROUP BY GROUPING SETS ((key), ())"
    )
    await session.execute(_ROOM)
    found = (await session.execute(text(query), values_of(asked))).mappings().all()
    lines = [_counted(row) for row in found if not row["is_whole"]]
    whole = next(_counted(row) for row in found if row["is_whole"])
    by_urgency = sorted(lines, key=lambda one: (-one.counts[Figure.LATE], -one.counts[Figure.OPEN], one.key or ""))
    return whole, sorted(lines, key=lambda one: one.key or "") if group is By.MONTH else by_urgency


async def list_behind(
    session: AsyncSession,
    asked: Asked,
    figure: Figure,
    *,
    group: By,
    key: str | None,
    limit: int,
    after: UUID | None = None,
    urgent_first: bool = False,
) -> list[Behind]:
    """The turns that a number counts, all together without a key. By the order's id, an order's turns never torn apart by the
    limit; or those due first."""
    narrowed = [_IS[figure]]
    if key is not None:
        narrowed.append(f"{_KEY[group]} = :key")
    if after is not None:
        narrowed.append("order_id > :after")
    ordered = (
        "ORDER BY due_at, order_id, turn LIMIT :limit" if urgent_first else "ORDER BY order_id FETCH FIRST :limit ROWS WITH TIES"
    )
    query = (
        f"{turns_of(asked)} SELECT order_id, turn, region, department, addressee, kind, title, opened_at, due_at, accepted_at,"  # noqa: S608
        f" completed_at, checked_at, cancelled_at, floor(asked_s)::bigint AS asked_s, is_open"
        f" FROM turns WHERE {' AND '.join(f'({one})' for one in narrowed)} {ordered}"
    )
    await session.execute(_ROOM)
    values = values_of(asked) | {"key": key, "after": after, "limit": limit}
    return [Behind(**row) for row in (await session.execute(text(query), values)).mappings()]


def narrowing(asked: Asked, *, region: str) -> str:
    """The conditions on `work_order w` of who asks for what; `region` is the piece of SQL that says where an order is."""
    conditions = []
    if asked.region:
        conditions.append(f"AND {region} LIKE ANY (CAST(:places AS text[]))")
    if asked.kind:
        conditions.append("AND w.kind = :kind")
    if asked.no_clues:
        conditions.append("AND NOT w.is_restricted")
    if asked.by.role is Role.DEPARTMENT:
        # As `store.order` shows them: its own, what one of it gave, what was handed to one of it.
        conditions.append(
            "AND (w.department = :org OR w.given_by = :subject"
            " OR EXISTS (SELECT FROM post p WHERE p.id = w.holder_id AND p.subject = :subject))"
        )
    return " ".join(conditions)


def turns_of(asked: Asked) -> str:
    """The beginning of a statement that looks at `turns`: what each was at the last instant."""
    return _TURNS.format(conditions=narrowing(asked, region="coalesce(l.was_region, w.region)"))


def values_of(asked: Asked) -> dict[str, Any]:
    """Of the parameters that `narrowing` and the boards' statements name."""
    return {
        "since": asked.period.since,
        "as_of": asked.period.as_of,
        "soon": asked.period.soon,
        "places": [f"{code}%" for code in (asked.region, *regions.predecessors_of(asked.region))],
        "kind": asked.kind,
        "digits": asked.digits,
        "org": asked.by.org,
        "subject": asked.by.subject,
    }


def _counted(row: Any) -> Counted:
    spreads = {
        name: Spread(row[many.column], *(row[name] or (None, None)))
        for name, many in (("accept", Figure.ACCEPTED), ("finish", Figure.FINISHED), ("check", Figure.CHECKED))
    }
    counts = {figure: row[figure.column] for figure in Figure}
    return Counted(row["key"], counts, **spreads, asked_s=row["asked_s"], oldest_due_at=row["oldest_due_at"])
