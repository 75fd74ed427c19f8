"""What registry says of households: one that moves takes its agreement along."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.household_contact import move_household_contacts as moving
from shared.consumers import Consumers
from shared.events.registry import HouseholdChanged

handlers = Consumers("notifier")

CHANGES_S = 0.5
"""A register's import changes a county's households at once, and few of them agreed to be written to."""


@handlers.on_many(HouseholdChanged, patience_s=CHANGES_S)
async def move_household_contacts(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    """The officers of the place where the household lives now look after it."""
    await moving.move_household_contacts(session, events)
