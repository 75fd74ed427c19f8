"""A household that moved takes its agreement along: the officers of the new place look after it."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.household_contact import move_contacts
from shared.events.registry import HouseholdChanged


async def move_household_contacts(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    """Of several changes of a household the latest holds; households that agreed to nothing are passed over."""
    latest: dict[object, HouseholdChanged] = {}
    for event in events:
        known = latest.get(event.household_id)
        if known is None or known.revision < event.revision:
            latest[event.household_id] = event
    await move_contacts(session, {event.household_id: (event.region, event.revision) for event in latest.values()})
