"""Work orders, as far as whoever asks may see them: a department its own, everyone else those of their place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level, Step
from services.notifier.rules.order import OWED, OrderState
from services.notifier.rules.order_kind import OrderKind
from services.notifier.tables import Dispatch, Escalation, Post, WorkOrder
from shared.errors import NotFound
from shared.security import Principal, Role


class OrderNotFound(NotFound):
    """没有找到这件工单"""


@dataclass(frozen=True)
class Filter:
    """Which orders are asked for. `is_overdue` is judged at `at`."""

    at: datetime
    department: Department | None = None
    state: OrderState | None = None
    is_overdue: bool | None = None
    case_id: UUID | None = None
    kind: OrderKind | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        asked: list[Any] = []
        if self.department:
            asked.append(WorkOrder.department == self.department)
        if self.state:
            asked.append(WorkOrder.state == self.state)
        if self.case_id:
            asked.append(WorkOrder.case_id == self.case_id)
        if self.kind:
            asked.append(WorkOrder.kind == self.kind)
        if self.is_overdue is not None:
            overdue = and_(col(WorkOrder.state).in_(OWED), col(WorkOrder.due_at) < self.at)
            asked.append(overdue if self.is_overdue else ~overdue)
        return asked


async def get_order(session: AsyncSession, order_id: UUID, *, by: Principal) -> WorkOrder:
    """Raises OrderNotFound, also for an order that is not theirs to see."""
    return _found((await session.exec(select(WorkOrder).where(WorkOrder.id == order_id, *_visible(by)))).one_or_none())


async def lock_order(session: AsyncSession, order_id: UUID, *, by: Principal) -> WorkOrder:
    """The order, held until the transaction ends. Raises OrderNotFound."""
    order = select(WorkOrder).where(WorkOrder.id == order_id, *_visible(by)).with_for_update()
    return _found((await session.exec(order)).one_or_none())


async def lock_orders_of(session: AsyncSession, case_id: UUID) -> tuple[Dispatch | None, Sequence[WorkOrder]]:
    """What was given for a case and on whose account, held until the transaction ends."""
    dispatch = await session.get(Dispatch, case_id)
    orders = select(WorkOrder).where(WorkOrder.case_id == case_id).order_by(col(WorkOrder.id)).with_for_update()
    return dispatch, (await session.exec(orders)).all()


async def list_orders(
    session: AsyncSession, asked: Filter, *, by: Principal, after: UUID | None, limit: int
) -> Sequence[WorkOrder]:
    """Orders in the order in which they were opened."""
    orders = select(WorkOrder).where(*asked.conditions(), *_visible(by)).order_by(col(WorkOrder.id)).limit(limit)
    return (await session.exec(orders.where(WorkOrder.id > after) if after else orders)).all()


async def list_orders_with_holders(
    session: AsyncSession, asked: Filter, *, by: Principal, limit: int
) -> Sequence[tuple[WorkOrder, str]]:
    """In the order in which they were opened, each with the account that holds it, or nothing."""
    found = select(WorkOrder, Post.subject).join(Post, col(Post.id) == col(WorkOrder.holder_id), isouter=True)
    rows = await session.exec(found.where(*asked.conditions(), *_visible(by)).order_by(col(WorkOrder.id)).limit(limit))
    return [(order, subject or "") for order, subject in rows]


async def list_owed(session: AsyncSession, asked: Filter, *, by: Principal, limit: int) -> Sequence[WorkOrder]:
    """Orders that somebody still has to act on, most urgent first."""
    owed = (*asked.conditions(), *_visible(by), col(WorkOrder.state).in_(OWED))
    return (
        await session.exec(select(WorkOrder).where(*owed).order_by(col(WorkOrder.due_at), col(WorkOrder.id)).limit(limit))
    ).all()


async def count_owed(session: AsyncSession, asked: Filter, *, by: Principal) -> tuple[int, int]:
    """How many orders are owed, and how many of them are overdue."""
    owed = (*asked.conditions(), *_visible(by), col(WorkOrder.state).in_(OWED))
    counts = select(func.count(), func.count().filter(col(WorkOrder.due_at) < asked.at)).select_from(WorkOrder).where(*owed)
    return (await session.exec(counts)).one()


async def lock_to_escalate(
    session: AsyncSession, steps: Sequence[Step], *, at: datetime, limit: int
) -> tuple[Sequence[WorkOrder], Mapping[UUID, set[Level]]]:
    """Overdue orders of cases of which some level is yet to be told, most overdue first, and the levels told of each in its turn.

    Orders that another transaction is at are left to it.
    """
    of_cases = col(WorkOrder.case_id).is_not(None)
    untold = or_(*(_untold(step, at) for step in steps))
    due = (
        select(WorkOrder)
        .where(of_cases, col(WorkOrder.state).in_(OWED), untold)
        .order_by(col(WorkOrder.due_at), col(WorkOrder.id))
    )
    orders = (await session.exec(due.limit(limit).with_for_update(skip_locked=True))).all()
    told: defaultdict[UUID, set[Level]] = defaultdict(set)
    turns = {order.id: order.turn for order in orders}
    for escalation in await session.exec(select(Escalation).where(col(Escalation.order_id).in_(turns))):
        if escalation.turn == turns[escalation.order_id]:
            told[escalation.order_id].add(escalation.level)
    return orders, told


def _untold(step: Step, at: datetime) -> ColumnElement[bool]:
    told = exists().where(
        col(Escalation.order_id) == WorkOrder.id, col(Escalation.turn) == WorkOrder.turn, col(Escalation.level) == step.level
    )
    return and_(col(WorkOrder.due_at) < at - timedelta(hours=step.after_hours), ~told)


def _visible(by: Principal) -> list[Any]:
    """Row-level security keeps to the region, and to who is named; a department, in addition, sees what is its own, what one of
    it gave, and what was handed to one of it."""
    if by.role is not Role.DEPARTMENT:
        return []
    its = col(WorkOrder.department).in_([department for department in Department if department == by.org])
    theirs = exists().where(col(Post.id) == col(WorkOrder.holder_id), col(Post.subject) == by.subject)
    return [or_(its, col(WorkOrder.given_by) == by.subject, theirs)]


def _found(order: WorkOrder | None) -> WorkOrder:
    if order is None:
        raise OrderNotFound
    return order
