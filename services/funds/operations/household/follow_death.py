from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.death import is_known, put_death
from services.funds.tables import Death
from shared.events.registry import PersonChanged, PersonEnrolled

DIED = "died"


async def follow_death(session: AsyncSession, event: PersonEnrolled | PersonChanged) -> None:
    """Remember that somebody died, and on which day if it is told; a correction that they are alive takes it back.

    Of the living nothing is kept.
    """
    if event.is_living is None:
        return
    told = isinstance(event, PersonChanged) and event.kind == DIED
    death = Death(
        person_id=event.person_id,
        identity_hash=event.identity_hash,
        region=event.region,
        household_id=event.household_id or (event.former_household_id if isinstance(event, PersonChanged) else None),
        died_on=event.happened_on if told and isinstance(event, PersonChanged) else None,
        is_dead=not event.is_living,
        revision=event.revision or 0,
    )
    if event.is_living and not await is_known(session, death):
        return
    await put_death(session, death)
