"""Data quality: a household that changed is looked at again, whoever changed it: form, file, move, event or job."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.quality.look_over import look_over as looking
from services.registry.rules.change import ChangeKind
from shared.clock import today
from shared.consumers import Consumers
from shared.events.registry import HelperAssigned, HouseholdChanged, HouseholdStateChanged, PersonChanged, PersonEnrolled

handlers = Consumers("registry")

PATIENCE_S = 1.0
"""Nobody waits for this: the answer to the writer has said it already. The members of a household come together."""


@handlers.on_many(PersonEnrolled, patience_s=PATIENCE_S)
async def look_over_enrolled(session: AsyncSession, events: Sequence[PersonEnrolled]) -> None:
    await _look_over(session, (event.household_id for event in events))


@handlers.on_many(PersonChanged, patience_s=PATIENCE_S)
async def look_over_changed(session: AsyncSession, events: Sequence[PersonChanged]) -> None:
    """But strangers who were seen in need: the news of their household comes along, and says the same."""
    changed = [event for event in events if event.kind != ChangeKind.SIGHTED]
    await _look_over(session, (each for event in changed for each in (event.household_id, event.former_household_id)))


@handlers.on_many(HouseholdChanged, patience_s=PATIENCE_S)
async def look_over_households(session: AsyncSession, events: Sequence[HouseholdChanged]) -> None:
    await _look_over(session, (event.household_id for event in events))


@handlers.on_many(HouseholdStateChanged, patience_s=PATIENCE_S)
async def look_over_states(session: AsyncSession, events: Sequence[HouseholdStateChanged]) -> None:
    await _look_over(session, (event.household_id for event in events))


@handlers.on_many(HelperAssigned, patience_s=PATIENCE_S)
async def look_over_helped(session: AsyncSession, events: Sequence[HelperAssigned]) -> None:
    await _look_over(session, (event.household_id for event in events))


async def _look_over(session: AsyncSession, household_ids: Iterable[UUID | None]) -> None:
    if looked_at := {each for each in household_ids if each}:
        await looking(session, looked_at, on=today())
