"""What somebody has before them: the orders that they hold or stand in for, those of their office that nobody holds, and those
that they gave and that wait for them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.department import Department
from services.notifier.rules.order import OWED, OrderState
from services.notifier.rules.order_rule import Addressee
from services.notifier.tables import WorkOrder
from shared.rows import as_json, insertion
from shared.security import Principal, Role

_ADD_SERIES = text(f"{insertion(WorkOrder)} ON CONFLICT DO NOTHING RETURNING id")


async def list_mine_owed(session: AsyncSession, by: Principal, posts: Collection[UUID], *, limit: int) -> Sequence[WorkOrder]:
    """The most urgent first."""
    owed = select(WorkOrder).where(col(WorkOrder.state).in_(OWED), _mine(by, posts))
    return (await session.exec(owed.order_by(col(WorkOrder.due_at), col(WorkOrder.id)).limit(limit))).all()


async def count_mine_owed(session: AsyncSession, by: Principal, posts: Collection[UUID], *, at: datetime) -> tuple[int, int]:
    """How many are owed, and how many of them are overdue."""
    late = func.count().filter(col(WorkOrder.due_at) < at)
    counts = select(func.count(), late).select_from(WorkOrder).where(col(WorkOrder.state).in_(OWED), _mine(by, posts))
    return (await session.exec(counts)).one()


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
