"""Remind whoever has an order to do before it is due, and tell upward that it is late: person, office, county, each once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.message import MessageKind, elapsed
from services.notifier.rules.order import OWED
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import Step, StepLevel, due_step, next_step
from services.notifier.store.directory import open_directory, together, write_letters
from services.notifier.store.my_orders import lock_due_steps
from services.notifier.store.order_act import record
from services.notifier.store.order_kind import steps_of
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder

AT_ONCE = 200
"""Orders per call: the next tick takes the rest."""


async def tell_of_orders(session: AsyncSession, *, at: datetime) -> Sequence[WorkOrder]:
    """Those of which somebody was told. After a pause of ours only the last step that came is told, not all that were slept
    through. Who is to be reminded of several hears of them in one message. Raises NoKindPolicy, NoAssistancePolicy."""
    orders = await lock_due_steps(session, at=at, limit=AT_ONCE)
    if not orders:
        return []
    directory = await open_directory(session, orders, at=at)

    due = [(order, step) for order in orders if (step := _due(order, at))]

    for order in orders:
        order.steps_told, order.next_step_at = _then(order, at)
        session.add(order)
    await session.flush()
    for order, step in due:
        act = Act.REMINDED if step.is_reminder else Act.URGED
        await record(session, order, act, by="", at=at, level=step.level)
    letters = together(
        directory, [order for order, step in due if step.is_reminder], MessageKind.ORDER_DUE, MessageKind.ORDERS_DUE
    )
    for order, step in due:
        if not step.is_reminder:
            letters.append((order, directory.at(order, step.level), MessageKind.ORDER_LATE, _late(order, step, at)))
    await write_letters(session, letters, at=at)
    return [order for order, _ in due]


def _late(order: WorkOrder, step: Step, at: datetime) -> dict[str, Any]:
    late = {"level": step.level.label, "late_for": elapsed(at, order.due_at), "is_for_county": step.level is not StepLevel.PERSON}
    return said_of(order) | late


def _due(order: WorkOrder, at: datetime) -> Step | None:
    steps = steps_of(order, at)
    place = due_step(steps, order.due_at, at, told=order.steps_told)
    return steps[place] if place is not None and order.state in OWED else None


def _then(order: WorkOrder, at: datetime) -> tuple[int, datetime | None]:
    """A file that was changed meanwhile holds from now on."""
    steps = steps_of(order, at)
    place = due_step(steps, order.due_at, at, told=order.steps_told)
    told, then = next_step(steps, order.due_at, told=order.steps_told if place is None else place + 1, after=at)
    return told, (then if order.state in OWED else None)
