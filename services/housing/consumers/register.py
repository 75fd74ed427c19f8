"""Door two: what registry tells of households and their people."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.campaign.join_campaigns import join_campaigns
from services.housing.operations.disaster.join_disasters import join_disasters
from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.relocation.question_household import question_household
from services.housing.operations.renovation.note_household_change import note_household_change
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import HouseholdChanged, PersonChanged, PersonEnrolled

handlers = Consumers("housing")

FOLLOWING_S = 2.0
"""Nobody waits for it: many changes in one statement cost hardly more than one."""


@handlers.on_many(PersonEnrolled, patience_s=FOLLOWING_S)
async def know_people(session: AsyncSession, events: Sequence[PersonEnrolled]) -> None:
    """Somebody stands in the register, or is of other classes; who is newly enrolled joins the campaigns that run."""
    await _join(session, await follow_people(session, events))


@handlers.on_many(PersonChanged, patience_s=FOLLOWING_S)
async def follow_changed_people(session: AsyncSession, events: Sequence[PersonChanged]) -> None:
    """Somebody died, moved, or formed a household of their own; a renovation or a move
    of the one that they left may have to wait."""
    await _join(session, await follow_people(session, events))
    await note_household_change(session, events)
    await question_household(session, events)


@handlers.on_many(HouseholdChanged, patience_s=FOLLOWING_S)
async def know_households(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    await _join(session, await follow_households(session, events))
    await note_household_change(session, events)
    await question_household(session, events)


async def _join(session: AsyncSession, household_ids: Collection[UUID]) -> None:
    """A campaign that runs may mean them, a disaster may have struck where they live."""
    await join_campaigns(session, household_ids)
    await join_disasters(session, household_ids, at=clock.now())
