from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.double_dip import part_members
from shared.events.registry import PersonsSeparated


async def part_persons(session: AsyncSession, event: PersonsSeparated) -> None:
    """Two whom registry took for one are two again, and tie no households that are none of theirs."""
    await part_members(
        session,
        person_id=event.person_id,
        identity_hash=event.identity_hash,
        former_person_id=event.former_person_id,
        former_hash=event.former_identity_hash,
    )
