"""What registry says of cases: the departments are called, reminded, sent along."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.message.remind_of_step import remind_of_step
from services.notifier.operations.order import open_further_orders as adding
from services.notifier.operations.order import open_work_orders as operation
from services.notifier.operations.order import put_off_calls as putting
from services.notifier.operations.order.cancel_orders import cancel_orders
from services.notifier.operations.order.move_orders import move_orders
from services.notifier.operations.order.reopen_orders_of_case import reopen_orders_of_case
from services.notifier.store.opening import InNeed, first_of_cases
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import (
    CaseFactAdded,
    CaseMoved,
    CaseNeedsAdded,
    CaseReopened,
    CaseRetracted,
    CaseStepMissed,
    CaseStepReminded,
    NewPovertyDetected,
)

handlers = Consumers("notifier")


async def put_off_calls(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """A disaster: hundreds more wait behind these, and whoever comes last may need help first."""
    await putting.put_off_calls(session, events)


@handlers.on_many(NewPovertyDetected, in_a_flood=put_off_calls)
async def open_work_orders(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Every responsible department gets its order, and the village officer hears of it."""
    await _call_departments(session, events)


@handlers.on_many(CaseNeedsAdded)
async def open_added_orders(session: AsyncSession, events: Sequence[CaseNeedsAdded]) -> None:
    """Something else struck a household whose case had no orders yet, and now the departments are to come."""
    await _call_departments(session, events)


FURTHER_S = 0.05
"""The household is being helped already; those who open its case come first."""


@handlers.on_many(CaseFactAdded, patience_s=FURTHER_S)
async def open_further_orders(session: AsyncSession, events: Sequence[CaseFactAdded]) -> None:
    """Something else struck a household whose case is open: departments that it concerns and that have no order yet."""
    await _call_departments(session, events)


async def _call_departments(session: AsyncSession, events: Sequence[InNeed]) -> None:
    """Whichever is heard of first gives the case its first orders; what is heard of later adds those that are missing."""
    asked = [event for event in events if event.asks_for("work-orders")]
    first = first_of_cases(asked)
    if not first:
        return
    opened = {order.case_id for order in await operation.open_work_orders(session, list(first.values()), at=clock.now())}
    later = [event for event in asked if event is not first[event.case_id] or event.case_id not in opened]
    if later:
        await adding.open_further_orders(session, later, at=clock.now())


@handlers.on(CaseStepReminded)
async def remind_of_case(session: AsyncSession, event: CaseStepReminded) -> None:
    """A deadline of a case comes near: whoever owes it, or the level that sees to it, is reminded."""
    await remind_of_step(session, event, at=clock.now())


@handlers.on(CaseStepMissed)
async def urge_case(session: AsyncSession, event: CaseStepMissed) -> None:
    """A deadline of a case has passed."""
    await remind_of_step(session, event, at=clock.now())


@handlers.on(CaseReopened)
async def reopen_orders(session: AsyncSession, event: CaseReopened) -> None:
    """A case was taken up again because departments had not done what they said."""
    if "work-orders" in event.needs:
        await reopen_orders_of_case(session, event)


@handlers.on(CaseRetracted)
async def take_back_orders(session: AsyncSession, event: CaseRetracted) -> None:
    """A case was a mistake: nobody is to be sent to the family, and nobody is late."""
    await cancel_orders(session, event)


@handlers.on(CaseMoved)
async def send_orders_along(session: AsyncSession, event: CaseMoved) -> None:
    """A household took its case along: the departments of the new place go on."""
    await move_orders(session, event, at=clock.now())
