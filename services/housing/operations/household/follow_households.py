from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import EMPTY
from services.housing.rules.household import HouseholdState
from services.housing.rules.occupancy import LeftWhy
from services.housing.store.hazard import stand_again
from services.housing.store.house import lock_home
from services.housing.store.household import find_households, put_households, told_of
from services.housing.store.occupancy import end_stay, find_open_stay, list_stays
from services.housing.store.survey import spare_open_of
from shared.events.registry import HouseholdChanged


async def follow_households(session: AsyncSession, events: Sequence[HouseholdChanged]) -> set[UUID]:
    """Remember what registry says of households. One that is no more lives nowhere, and nobody has to look at its house for a
    campaign; one that comes back lives where it lived. Returns the households that are in the register. Nobody is told."""
    latest = dict[UUID, HouseholdChanged]()
    for event in events:
        known = latest.get(event.household_id)
        if known is None or known.revision <= event.revision:
            latest[event.household_id] = event
    rows = [
        told_of(
            each.household_id, each.region, state=HouseholdState(each.state), code=each.household_code, revision=each.revision
        )
        for each in latest.values()
    ]
    await put_households(session, rows)

    current, households = set[UUID](), await find_households(session, latest)
    for id in sorted(latest):
        household, event = households.get(id), latest[id]
        if household is None or household.revision != event.revision:
            continue
        if household.state is HouseholdState.CANCELLED:
            await _leave(session, event)
        else:
            current.add(id)
            if event.kind == "restored":
                await _return(session, id)
    return current


async def _leave(session: AsyncSession, event: HouseholdChanged) -> None:
    await lock_home(session, event.household_id)
    await spare_open_of(session, event.household_id, why="该户已销户")
    stay = await find_open_stay(session, event.household_id)
    if stay is not None:
        await end_stay(session, stay, LeftWhy.CANCELLED, on=event.happened_on, by="", reason="该户已销户")


async def _return(session: AsyncSession, household_id: UUID) -> None:
    await lock_home(session, household_id)
    stays = await list_stays(session, household_id)
    last = stays[-1][0] if stays else None
    if last is None or last.left_why is not LeftWhy.CANCELLED:
        return
    last.until_on = last.left_why = None
    await session.flush()
    await stand_again(session, last.house_id, *EMPTY)
