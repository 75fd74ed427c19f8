"""What rules heard of the things that their orders are about, held while it is judged."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.tables import HouseholdMove, OrderCause, WorkOrder

Key = tuple[UUID, str, str]
"""What it is about, which part of it, and the rule."""


async def lock_causes(session: AsyncSession, keys: Mapping[Key, str]) -> Mapping[Key, OrderCause]:
    """One row each, there or new, held until the transaction ends; `keys` with the place where each was heard of. Two handlers
    that hear of the same thing at once wait for one another here."""
    if not keys:
        return {}
    in_order = sorted(keys)
    fresh = [
        OrderCause(source_id=id, part=part, rule=rule, region=keys[id, part, rule]).model_dump() for id, part, rule in in_order
    ]
    await session.execute(insert(OrderCause).on_conflict_do_nothing(), fresh)
    key = tuple_(col(OrderCause.source_id), col(OrderCause.part), col(OrderCause.rule))
    held = select(OrderCause).where(key.in_(in_order)).order_by(key).with_for_update()
    found = await session.exec(held.execution_options(populate_existing=True))
    return {(row.source_id, row.part, row.rule): row for row in found}


async def lock_orders_caused(session: AsyncSession, causes: Collection[OrderCause]) -> dict[UUID, WorkOrder]:
    """The orders that they gave, by number, held until the transaction ends."""
    ids = [cause.order_id for cause in causes if cause.order_id]
    if not ids:
        return {}
    query = select(WorkOrder).where(col(WorkOrder.id).in_(ids)).order_by(col(WorkOrder.id)).with_for_update()
    return {order.id: order for order in await session.exec(query.execution_options(populate_existing=True))}


async def list_moves(session: AsyncSession, household_ids: Collection[UUID]) -> Mapping[UUID, HouseholdMove]:
    """Where these households moved last, those of them that did."""
    if not household_ids:
        return {}
    found = await session.exec(select(HouseholdMove).where(col(HouseholdMove.household_id).in_(set(household_ids))))
    return {move.household_id: move for move in found}
