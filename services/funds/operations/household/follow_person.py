from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.double_dip import leave_households, put_member
from services.funds.tables import HouseholdMember
from shared.events.registry import PersonChanged, PersonEnrolled


async def follow_person(session: AsyncSession, event: PersonEnrolled | PersonChanged) -> None:
    """Remember to which household somebody belongs, and to which they did: by ids and hash alone, whatever order news come in."""
    revision = event.revision or 0
    if isinstance(event, PersonEnrolled):
        belongs, was_in = (event.household_id, None) if event.is_member is not False else (None, event.household_id)
    else:
        belongs, was_in = event.household_id, event.former_household_id

    for household_id, is_member in ((was_in, False), (belongs, True)):
        if household_id is not None and not (household_id == belongs and not is_member):
            await put_member(
                session,
                HouseholdMember(
                    household_id=household_id,
                    person_id=event.person_id,
                    identity_hash=event.identity_hash,
                    region=event.region,
                    is_member=is_member,
                    revision=revision,
                ),
            )
    if belongs is None and was_in is not None:
        await leave_households(session, event.person_id, but=was_in, revision=revision)
