"""What happens to households and people, for the campaigns that walk to them."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.release_households import release_households
from services.registry.operations.campaign.settle_campaigns import settle_campaigns
from services.registry.operations.quality.look_over import look_over
from shared.clock import today
from shared.consumers import Consumers
from shared.events.registry import HouseholdChanged, HouseholdStateChanged, PersonChanged

handlers = Consumers("registry")

WALKING_S = 2.0
"""A campaign may learn of a household two seconds later: many changes in one statement cost hardly more than one."""


@handlers.on_many(HouseholdChanged, patience_s=WALKING_S)
async def settle_changed_households(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    changed = {event.household_id for event in events}
    await settle_campaigns(session, changed, on=today())
    await look_over(session, await release_households(session, changed, on=today()), on=today())


@handlers.on_many(PersonChanged, patience_s=WALKING_S)
async def settle_changed_people(session: AsyncSession, events: Sequence[PersonChanged]) -> None:
    touched = {each for event in events for each in (event.household_id, event.former_household_id) if each is not None}
    await settle_campaigns(session, touched, on=today())


@handlers.on_many(HouseholdStateChanged, patience_s=WALKING_S)
async def settle_judged_households(session: AsyncSession, events: Sequence[HouseholdStateChanged]) -> None:
    await settle_campaigns(session, {event.household_id for event in events}, on=today())
