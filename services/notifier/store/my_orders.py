"""What somebody has before them: the orders that they hold or stand in for, those of their office that nobody holds, and those
that they gave and that wait for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.department import Department
from services.notifier.rules.inbox import Show, places_named, tail_of
from services.notifier.rules.order import OWED, OrderState
from services.notifier.rules.order_rule import Addressee
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china, end_of_day
from shared.rows import as_json, insertion
from shared.security import Principal, Role

_ADD_SERIES = text(f"{insertion(WorkOrder)} ON CONFLICT DO NOTHING RETURNING id")


@dataclass(frozen=True)
class Wanted:
    """Which part is looked at, and words of the title, the task, the place or the end of the number."""

    at: datetime
    show: Show | None = None
    words: str = ""

    def conditions(self, by: Principal) -> list[ColumnElement[bool]]:
        due_at, state = col(WorkOrder.due_at), col(WorkOrder.state)
        parts: dict[Show | None, list[ColumnElement[bool]]] = {
            Show.LATE: [due_at < self.at],
            Show.TODAY: [due_at >= self.at, due_at <= end_of_day(day_in_china(self.at))],
            Show.NEW: [state == OrderState.OPEN],
            Show.ASKED: [state == OrderState.ASKED],
        }
        return [*parts.get(self.show, []), *_saying(self.words, by)]


async def list_mine_owed(
    session: AsyncSession, by: Principal, posts: Collection[UUID], wanted: Wanted, *, limit: int
) -> Sequence[WorkOrder]:
    """The most urgent first."""
    owed = select(WorkOrder).where(col(WorkOrder.state).in_(OWED), _mine(by, posts), *wanted.conditions(by))
    return (await session.exec(owed.order_by(col(WorkOrder.due_at), col(WorkOrder.id)).limit(limit))).all()


async def count_mine_owed(
    session: AsyncSession, by: Principal, posts: Collection[UUID], wanted: Wanted
) -> dict[Show | None, int]:
    """How many are owed (under None), and how many of them stand in which part; in one look at them."""
    parts = [None, Show.LATE, Show.TODAY, Show.NEW, Show.ASKED]
    counts = [func.count().filter(and_(True, *Wanted(wanted.at, part).conditions(by))) for part in parts]
    mine = (col(WorkOrder.state).in_(OWED), _mine(by, posts), *_saying(wanted.words, by))
    counted = (await session.execute(select(*counts).select_from(WorkOrder).where(*mine))).one()
    return dict(zip(parts, counted, strict=True))


async def list_done_by(session: AsyncSession, subject: str, *, since: datetime, limit: int) -> Sequence[WorkOrder]:
    """What somebody reported done since then, the latest first."""
    done = select(WorkOrder).where(WorkOrder.completed_by == subject, col(WorkOrder.completed_at) >= since)
    return (await session.exec(done.order_by(col(WorkOrder.completed_at).desc()).limit(limit))).all()


async def list_waiting_for_giver(session: AsyncSession, by: Principal, *, limit: int) -> Sequence[WorkOrder]:
    """Orders that they gave, which ask back or are to be looked at; of those that nobody gave by hand, the county's."""
    gave = col(WorkOrder.given_by) == by.subject
    theirs = or_(gave, col(WorkOrder.given_by) == "") if by.role is Role.COUNTY else gave
    to_check = and_(col(WorkOrder.state) == OrderState.DONE, col(WorkOrder.is_checked))
    waiting = select(WorkOrder).where(theirs, or_(col(WorkOrder.state) == OrderState.ASKED, to_check))
    return (await session.exec(waiting.order_by(col(WorkOrder.due_at), col(WorkOrder.id)).limit(limit))).all()


async def lock_due_steps(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[WorkOrder]:
    """Orders of which a reminder or an urging is due, the longest due first; those that another transaction is at are left to
    it."""
    due = select(WorkOrder).where(col(WorkOrder.next_step_at) <= at)
    ordered = due.order_by(col(WorkOrder.next_step_at), col(WorkOrder.id)).limit(limit)
    return (await session.exec(ordered.with_for_update(skip_locked=True))).all()


async def lock_held(session: AsyncSession, post_id: UUID) -> Sequence[WorkOrder]:
    """All that is open of one person, restricted orders too as far as the asker is named."""
    held = select(WorkOrder).where(WorkOrder.holder_id == post_id, col(WorkOrder.state).in_(OWED))
    return (await session.exec(held.order_by(col(WorkOrder.id)).with_for_update())).all()


async def pass_given(session: AsyncSession, *, giver: str, to: str) -> int:
    """What somebody gave and what is not settled yet now waits for another's answer or look; how many."""
    unsettled = or_(col(WorkOrder.state).in_(OWED), and_(col(WorkOrder.state) == OrderState.DONE, col(WorkOrder.is_checked)))
    passed = update(WorkOrder).where(col(WorkOrder.given_by) == giver, unsettled).values(given_by=to).returning(col(WorkOrder.id))
    return len((await session.execute(passed)).all())


async def add_series(session: AsyncSession, orders: Sequence[WorkOrder]) -> list[WorkOrder]:
    """Those that were not there: one a series and place."""
    in_order = sorted(orders, key=lambda order: (order.series, order.region))
    added = set(
        (await session.execute(_ADD_SERIES, {"work_order": as_json([order.model_dump() for order in in_order])})).scalars()
    )
    return [order for order in orders if order.id in added]


def _saying(words: str, by: Principal) -> list[ColumnElement[bool]]:
    if not words:
        return []
    found = [col(column).icontains(words, autoescape=True) for column in (WorkOrder.title, WorkOrder.task, WorkOrder.problem)]
    found += [col(WorkOrder.region).startswith(place) for place in places_named(words, within=by.region)]
    if tail := tail_of(words):
        number = func.replace(cast(func.coalesce(WorkOrder.case_id, WorkOrder.id), Text), "-", "")
        found.append(number.like(f"%{tail}"))
    return [or_(*found)]


def _mine(by: Principal, posts: Collection[UUID]) -> ColumnElement[bool]:
    held = col(WorkOrder.holder_id).in_(posts)
    return or_(held, and_(col(WorkOrder.holder_id).is_(None), _of_office(by)))


def _of_office(by: Principal) -> ColumnElement[bool]:
    """What `rules.office.Office.employs` says, without what others may write down for an office."""
    department, addressee = col(WorkOrder.department), col(WorkOrder.addressee)
    if by.role is Role.DEPARTMENT:
        return department.in_([one for one in Department if one == by.org and one is not Department.TOWN])
    bare = department.is_(None)
    if by.role is Role.TOWN:
        return or_(department == Department.TOWN, and_(bare, addressee == Addressee.TOWN))
    mine = {Role.VILLAGE: Addressee.VILLAGE, Role.COUNTY: Addressee.COUNTY}.get(by.role)
    return and_(bare, addressee == mine) if mine else col(WorkOrder.id).is_(None)
