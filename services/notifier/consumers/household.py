"""What registry says of households and of visits to them."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.consumers.by_rules import follow_rules
from services.notifier.operations.household_contact.move_household_contacts import move_household_contacts
from services.notifier.operations.order.take_orders_along import take_orders_along
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import HouseholdChanged, VisitProblemMoved, VisitProblemRecorded

handlers = Consumers("notifier")

FOLLOWING_S = 0.1
"""A list is read in, or a town's visits are entered: many at once, and nobody waits for the message."""


@handlers.on_many(HouseholdChanged, patience_s=FOLLOWING_S)
async def follow_moves(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    """What is owed to a household that moved is owed at its new place, whose officers also look after its agreement."""
    await move_household_contacts(session, events)
    await take_orders_along(session, events, at=clock.now())


@handlers.on_many(VisitProblemRecorded, patience_s=FOLLOWING_S)
async def have_problem_mended(session: AsyncSession, events: Sequence[VisitProblemRecorded]) -> None:
    """Whoever visited saw something wrong."""
    await follow_rules(session, events)


@handlers.on_many(VisitProblemMoved, patience_s=FOLLOWING_S)
async def follow_problem(session: AsyncSession, events: Sequence[VisitProblemMoved]) -> None:
    """It has more time, or is struck off."""
    await follow_rules(session, events)
