from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.double_dip import put_member
from services.funds.tables import HouseholdMember
from shared.events.registry import PersonsMerged


async def follow_merger(session: AsyncSession, event: PersonsMerged) -> None:
    """Two files are one human being: with the second number they belong where the first does, and they tie both households."""
    for household_id, region, is_member in (
        (event.former_household_id, event.former_region, False),
        (event.household_id, event.region, True),
    ):
        if household_id == event.household_id and not is_member:
            continue
        await put_member(
            session,
            HouseholdMember(
                household_id=household_id,
                person_id=event.person_id,
                identity_hash=event.former_identity_hash,
                region=region,
                is_member=is_member,
                is_by_merger=True,
                revision=event.revision,
            ),
        )
