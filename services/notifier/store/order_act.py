"""What was done with an order, its papers, and who is named to see a restricted one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.order_act import Act
from services.notifier.rules.order_paper import PAPERS_OF_AN_ORDER, NoSuchOrderPaper
from services.notifier.tables import OrderAct, OrderPaper, OrderPaperContent, OrderPaperRead, OrderReader, WorkOrder
from shared import rows
from shared.filing.cabinet import Cabinet

ACTS_SHOWN = 500
"""Of one order; more than any has."""
cabinet = Cabinet(OrderPaper, OrderPaperContent, OrderPaperRead, limit=PAPERS_OF_AN_ORDER)


async def record(session: AsyncSession, order: WorkOrder, act: Act, *, by: str, at: datetime, **more: Any) -> None:
    """One line of its record; of the order as it is now."""
    session.add(OrderAct(order_id=order.id, turn=order.turn, act=act, at=at, done_by=by, **more))
    await session.flush()


async def record_many(
    session: AsyncSession, orders: Sequence[WorkOrder], act: Act, *, by: str, at: datetime, **more: Any
) -> None:
    session.add_all(OrderAct(order_id=order.id, turn=order.turn, act=act, at=at, done_by=by, **more) for order in orders)
    await session.flush()


async def record_given(session: AsyncSession, orders: Sequence[WorkOrder], *, by: str = "") -> None:
    """The first line of orders that are there, which has the order's own id: given when it was opened, with its deadline."""
    acts = [
        OrderAct(
            id=order.id, order_id=order.id, turn=order.turn, act=Act.GIVEN, at=order.opened_at, done_by=by, due_at=order.due_at
        )
        for order in orders
    ]
    await rows.insert(session, *acts)


async def list_acts(session: AsyncSession, order_id: UUID) -> Sequence[OrderAct]:
    """The earliest first."""
    acts = select(OrderAct).where(OrderAct.order_id == order_id).order_by(col(OrderAct.at), col(OrderAct.id)).limit(ACTS_SHOWN)
    return (await session.exec(acts)).all()


async def name_readers(session: AsyncSession, order_id: UUID, subjects: Collection[str], *, by: str, at: datetime) -> None:
    """Also who is named already, by whomever: the asker may not see that they are."""
    named = [{"order_id": order_id, "subject": each, "named_by": by, "named_at": at} for each in sorted(set(subjects))]
    await session.execute(insert(OrderReader).on_conflict_do_nothing(), named)


async def list_standing(session: AsyncSession, order: WorkOrder) -> Sequence[OrderPaper]:
    """The papers of this turn that are not withdrawn."""
    found = select(OrderPaper).where(*cabinet.standing_in({"order_id": order.id}), OrderPaper.turn == order.turn)
    return (await session.exec(found.order_by(col(OrderPaper.id)))).all()


async def get_order_paper(session: AsyncSession, paper_id: UUID, *, locked: bool = False) -> OrderPaper:
    """Raises NoSuchOrderPaper, also for one that the asker may not see."""
    paper = await session.get(OrderPaper, paper_id, with_for_update=locked or None, populate_existing=locked)
    if paper is None:
        raise NoSuchOrderPaper(paper_id=str(paper_id))
    return paper
