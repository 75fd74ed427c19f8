"""What every event that rules name leads to: errands, and work orders of any kind."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.errand.order_by_rules import order_by_rules
from services.notifier.operations.order.give_by_rules import give_by_rules
from shared import clock
from shared.events import Event


async def follow_rules(session: AsyncSession, events: Sequence[Event]) -> None:
    """`policy/orders` says which of the two."""
    await order_by_rules(session, events, at=clock.now())
    await give_by_rules(session, events, at=clock.now())
