"""A household moved: what is owed to it, beside its case, is owed at its new place; the old office and the new one are told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order import Move, OrderState
from services.notifier.rules.order_act import Act
from services.notifier.rules.routing import COUNTY_DIGITS
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.household_move import keep_moves, lock_owed_to
from services.notifier.store.order_act import record
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.events.registry import HouseholdChanged

MOVING = frozenset({"transferred", "redrawn"})
"""The changes by which a household comes to another village: handed over, or its village was drawn anew."""
GONE = "随户迁走，由迁入地办理"
BEYOND = "所涉户已迁出本县区，请决定转办或撤销"


async def take_orders_along(session: AsyncSession, events: Sequence[HouseholdChanged], *, at: datetime) -> list[WorkOrder]:
    """The orders that went along. Whoever holds one and does not reach the new place lets it go; its deadline stays. Beyond the
    county no order goes by itself, for whoever gave it would lose sight of it: they are told, and decide.

    By the household's revision, so that repetition and order do not matter. A case's orders go with their case.
    """
    moved = [event for event in events if event.kind in MOVING]
    latest = await keep_moves(session, moved)
    orders = await lock_owed_to(session, latest) if latest else []
    if not orders:
        return []

    going = [order for order in orders if _is_elsewhere(order, latest[_household(order)])]
    staying = [order for order in going if not order.region.startswith(latest[_household(order)].region[:COUNTY_DIGITS])]
    going = [order for order in going if order not in staying]

    directory = await open_directory(session, [*going, *staying], at=at)
    before = {order.id: directory.person(order) for order in going}
    letters = [(order, directory.giver(order), MessageKind.ORDER_CHANGED, said_of(order) | {"what": BEYOND}) for order in staying]
    letters += [(order, before[order.id], MessageKind.ORDER_CHANGED, said_of(order) | {"what": GONE}) for order in going]
    await write_letters(session, letters, at=at)

    for order in going:
        event = latest[_household(order)]
        was = {"was_region": order.region, "was_department": order.department, "was_addressee": order.addressee}
        holder = directory.people.get(order.holder_id) if order.holder_id else None
        order.region, order.moved_at = event.region[: len(order.region)], event.occurred_at
        if holder is None or not order.region.startswith(holder.region):
            order.holder_id = order.accepted_at = order.accepted_by = None
            order.state = law.move(order.state, Move.HAND_ON) if order.state is not OrderState.ASKED else order.state
        session.add(order)
        await session.flush()
        await record(session, order, Act.MOVED, by="", at=at, **was)
    there = await open_directory(session, going, at=at)
    await write_letters(
        session,
        [(order, there.person(order), MessageKind.ORDER_HANDED_ON, said_of(order)) for order in going],
        at=at,
    )
    return going


def _household(order: WorkOrder) -> UUID:
    assert order.household_id is not None
    return order.household_id


def _is_elsewhere(order: WorkOrder, event: HouseholdChanged) -> bool:
    return not event.region.startswith(order.region)
