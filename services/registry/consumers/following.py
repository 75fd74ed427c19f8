"""What we do about our own news of households: what is under way for one goes where it goes."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.take_along import take_along
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import HouseholdChanged

handlers = Consumers("registry")

FOLLOWING_S = 0.2
"""An import tells of thousands of households at once, of which hardly one has moved."""


@handlers.on_many(HouseholdChanged, patience_s=FOLLOWING_S)
async def follow_households(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    """By where the household is now, not by what the event says: order and repetition do not matter."""
    households = sorted({event.household_id for event in events})
    await take_along(session, households, by="household moved", at=clock.now())
