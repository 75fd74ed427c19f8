"""Compared lists and their differences: kept, found again, counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal_column, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.comparison import Severity
from services.registry.rules.difference import Settlement, Standing
from services.registry.tables import ComparedList, ListDifference
from shared.errors import NotFound
from shared.rows import as_json, insertion

KEPT_DAYS = 30
"""So long the rows lie that went back, for whoever mends them [our own choice, no document gives a number]."""


class NoSuchList(NotFound):
    """没有找到这份名单"""


class NoSuchDifference(NotFound):
    """没有找到这项差异"""


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('compare ' || :kind, 0))")
_AROUND = text("""
SELECT max(listed_on) AS newest_on FROM compared_list WHERE is_current AND kind = :kind AND starts_with(:place, region)
""")
_NEWER_INSIDE = text("""
SELECT region FROM compared_list WHERE is_current AND kind = :kind AND listed_on > :listed_on
  AND region <> :place AND starts_with(region, :place)
""")
_SUPERSEDE = text("UPDATE compared_list SET is_current = false WHERE is_current AND kind = :kind AND region = :place")
_KNOWN = text("""
SELECT id, list_id, rule, subject, region, said_hash, settled_at IS NOT NULL AS is_settled FROM list_difference
WHERE ended_at IS NULL AND kind = :kind AND starts_with(region, :place)
  AND NOT EXISTS (SELECT FROM unnest(CAST(:left_out AS text[])) AS out (place) WHERE starts_with(region, out.place))
ORDER BY id FOR UPDATE
""")
_END = text("UPDATE list_difference SET ended_at = :at, row_sealed = NULL WHERE id = ANY (:ids)")
_GO_ON = text("""
UPDATE list_difference SET list_id = :list_id, region = now.region, said_hash = now.said_hash, row_sealed = now.row_sealed,
       times = now.times
FROM unnest(CAST(:ids AS uuid[]), CAST(:regions AS text[]), CAST(:said AS text[]), CAST(:rows AS bytea[]), CAST(:times AS int[]))
     AS now (id, region, said_hash, row_sealed, times)
WHERE list_difference.id = now.id
""")
_ADD = text(f"{insertion(ListDifference)} ON CONFLICT DO NOTHING RETURNING id")
_OPEN_BY_VILLAGE = text("""
SELECT region, count(*) AS differences, min(due_on) AS due_on FROM list_difference
WHERE list_id = :list_id AND settled_at IS NULL AND ended_at IS NULL GROUP BY region ORDER BY region
""")
_FORGET = text(
    "UPDATE compared_list SET refused_rows_sealed = NULL WHERE refused_rows_sealed IS NOT NULL AND compared_at < :before"
)


async def lock_kind(session: AsyncSession, kind: str) -> None:
    """One list of a kind at a time; the others wait for it."""
    await session.execute(_LOCK, {"kind": kind})


async def newest_around(session: AsyncSession, kind: str, place: str) -> date | None:
    """The day of the newest list that counts for the whole of a place."""
    newest_on: date | None = (await session.execute(_AROUND, {"kind": kind, "place": place})).scalar_one()
    return newest_on


async def list_newer_inside(session: AsyncSession, kind: str, place: str, *, listed_on: date) -> list[str]:
    """The places inside that have newer lists of their own."""
    asked = {"kind": kind, "place": place, "listed_on": listed_on}
    return list((await session.execute(_NEWER_INSIDE, asked)).scalars())


async def supersede(session: AsyncSession, kind: str, place: str) -> None:
    await session.execute(_SUPERSEDE, {"kind": kind, "place": place})


async def lock_known(session: AsyncSession, kind: str, *, place: str, left_out: Collection[str]) -> list[Standing]:
    """The differences of a kind that stand in a place."""
    rows = await session.execute(_KNOWN, {"kind": kind, "place": place, "left_out": list(left_out)})
    return [Standing(**row) for row in rows.mappings()]


async def end_differences(session: AsyncSession, ids: Collection[UUID], *, at: datetime) -> None:
    if ids:
        await session.execute(_END, {"ids": list(ids), "at": at})


async def let_stand(session: AsyncSession, now: Mapping[UUID, ListDifference], *, list_id: UUID) -> None:
    """These are differences of this list from now on, as it says them."""
    if now:
        columns = {
            "ids": list(now),
            "regions": [row.region for row in now.values()],
            "said": [row.said_hash for row in now.values()],
            "rows": [row.row_sealed for row in now.values()],
            "times": [row.times for row in now.values()],
        }
        await session.execute(_GO_ON, columns | {"list_id": list_id})


async def add_differences(session: AsyncSession, differences: Sequence[ListDifference]) -> set[UUID]:
    """Those that were written: one that stands already in a list of another place is left out."""
    if not differences:
        return set()
    rows = await session.execute(_ADD, {"list_difference": as_json([row.model_dump() for row in differences])})
    return {row.id for row in rows}


@dataclass(frozen=True)
class VillageTasks:
    """How many differences of a list are open in a village, and by when the first is due."""

    region: str
    differences: int
    due_on: date


async def list_open_by_village(session: AsyncSession, list_id: UUID) -> list[VillageTasks]:
    rows = await session.execute(_OPEN_BY_VILLAGE, {"list_id": list_id})
    return [VillageTasks(row.region, row.differences, row.due_on) for row in rows]


async def get_list(session: AsyncSession, list_id: UUID) -> ComparedList:
    """Raises NoSuchList, also for one that the asker may not see."""
    found = await session.get(ComparedList, list_id)
    if found is None:
        raise NoSuchList(list_id=list_id)
    return found


async def list_lists(session: AsyncSession, *, kind: str | None, after: UUID | None, limit: int) -> list[ComparedList]:
    """The newest first; one more than `limit`."""
    query = select(ComparedList).order_by(col(ComparedList.id).desc()).limit(limit + 1)
    if kind:
        query = query.where(ComparedList.kind == kind)
    if after:
        query = query.where(ComparedList.id < after)
    return list(await session.exec(query))


async def get_difference(session: AsyncSession, difference_id: UUID) -> ListDifference:
    """Raises NoSuchDifference."""
    return _found(await session.get(ListDifference, difference_id), difference_id)


async def lock_difference(session: AsyncSession, difference_id: UUID) -> ListDifference:
    """Raises NoSuchDifference."""
    return _found(await session.get(ListDifference, difference_id, with_for_update=True, populate_existing=True), difference_id)


def _found(difference: ListDifference | None, difference_id: UUID) -> ListDifference:
    if difference is None:
        raise NoSuchDifference(difference_id=difference_id)
    return difference


@dataclass(frozen=True)
class Asked:
    """Which differences: of a place, a kind, a rule, a list, a household; open, late (on a day), settled how, or gone."""

    region: str | None = None
    kind: str | None = None
    rule: str | None = None
    list_id: UUID | None = None
    household_id: UUID | None = None
    severity: Severity | None = None
    state: str | None = None
    outcome: Settlement | None = None
    on: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        row = ListDifference
        is_open = and_(col(row.settled_at).is_(None), col(row.ended_at).is_(None))
        states = {
            "open": is_open,
            "late": and_(is_open, col(row.due_on) < self.on),
            "settled": col(row.settled_at).is_not(None),
            "ended": and_(col(row.ended_at).is_not(None), col(row.settled_at).is_(None)),
        }
        given = [
            (row.kind, self.kind),
            (row.rule, self.rule),
            (row.list_id, self.list_id),
            (row.household_id, self.household_id),
            (row.severity, self.severity),
            (row.outcome, self.outcome),
        ]
        asked = [col(column) == value for column, value in given if value is not None]
        if self.region:
            asked.append(col(row.region).startswith(self.region, autoescape=True))
        return [*asked, *([states[self.state]] if self.state else [])]


async def list_differences(session: AsyncSession, asked: Asked, *, after: UUID | None, limit: int) -> list[ListDifference]:
    """The oldest first; one more than `limit`."""
    query = select(ListDifference).where(*asked.conditions()).order_by(col(ListDifference.id)).limit(limit + 1)
    return list(await session.exec(query.where(ListDifference.id > after) if after else query))


@dataclass(frozen=True)
class Tally:
    """One rule in one place: how many differences, and what became of them."""

    place: str
    kind: str
    rule: str
    open: int
    late: int
    put_right: int
    theirs_wrong: int
    known: int
    ended: int


async def tally_differences(session: AsyncSession, asked: Asked, *, digits: int, on: date) -> list[Tally]:
    """By place (so many digits of its code) and rule."""
    row = ListDifference
    place, is_open = (
        func.left(col(row.region), literal_column(str(digits))),
        and_(col(row.settled_at).is_(None), col(row.ended_at).is_(None)),
    )
    counted = [
        func.count().filter(is_open),
        func.count().filter(and_(is_open, col(row.due_on) < on)),
        *(func.count().filter(col(row.outcome) == outcome) for outcome in Settlement),
        func.count().filter(and_(col(row.ended_at).is_not(None), col(row.settled_at).is_(None))),
    ]
    by = place, col(row.kind), col(row.rule)
    query = select(*by).add_columns(*counted).where(*asked.conditions()).group_by(*by).order_by(*by)
    return [Tally(*each) for each in await session.execute(query)]


async def is_village_done(session: AsyncSession, list_id: UUID, region: str) -> bool:
    """Whether nothing of this list is open in this village."""
    row = ListDifference
    is_open = row.list_id == list_id, row.region == region, col(row.settled_at).is_(None), col(row.ended_at).is_(None)
    return not (await session.exec(select(func.count()).select_from(row).where(*is_open))).one()


async def forget_rows(session: AsyncSession, *, before: datetime) -> None:
    """The rows that went back before this instant."""
    await session.execute(_FORGET, {"before": before})
