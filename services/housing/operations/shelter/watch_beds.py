from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.shelter import is_filling
from services.housing.store.disaster_policy import get_disaster_policy
from services.housing.store.shelter import lock_shelter
from services.housing.tables import Shelter
from shared import outbox
from shared.events.housing import ShelterFilled, ShelterRelieved


async def watch_beds(session: AsyncSession, shelter_id: UUID, *, on: date) -> Shelter:
    """After people came, went, or a place was resized: it is told once when its beds run out, and once when there is room again.

    Raises NoSuchShelter, NoDisasterRule.
    """
    shelter = await lock_shelter(session, shelter_id)
    policy, _ = get_disaster_policy(shelter.region, on)

    filling = is_filling(shelter.kind, capacity=shelter.capacity, taken=shelter.taken, below_percent=policy.beds.below_percent)
    if filling == shelter.is_filling:
        return shelter

    shelter.is_filling = filling
    await session.flush()

    beds = {"shelter_id": shelter.id, "region": shelter.region, "capacity": shelter.capacity, "taken": shelter.taken}
    await outbox.record(session, ShelterFilled(**beds) if filling else ShelterRelieved(**beds))
    return shelter
