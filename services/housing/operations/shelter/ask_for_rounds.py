from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.shelter import asked_before
from services.housing.store.shelter import count_households_in, lock_lived_in
from services.housing.tables import Shelter
from shared import outbox
from shared.clock import china
from shared.events.housing import ShelterRoundAsked

AT_ONCE = 200
"""Places per call: the next takes the rest."""


async def ask_for_rounds(session: AsyncSession, *, at: datetime) -> Sequence[Shelter]:
    """Somebody is sent to each place where people are sheltered, every day once; how many are there is told with it. A place
    that has just been lived in is asked for at once."""
    local = china(at)
    due = await lock_lived_in(session, before=asked_before(local), limit=AT_ONCE)
    households = await count_households_in(session, [shelter.id for shelter in due])

    for shelter in due:
        shelter.asked_on = local.date()
    await session.flush()

    asked = (
        ShelterRoundAsked(
            shelter_id=shelter.id,
            region=shelter.region,
            households=households[shelter.id],
            persons=shelter.taken,
            asked_on=local.date(),
        )
        for shelter in due
    )
    await outbox.record(session, *asked)
    return due
